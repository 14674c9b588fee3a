/** A configuration: a value for every hyper-parameter of one algorithm, checked against the table in `parameters.ts`. */
import { showValue } from '../checks.ts';
import { Environment } from '../env/environment.ts';
import { findTask, taskNamed } from '../env/registry.ts';
import type { Task } from '../env/task.ts';
import { TaskError } from '../env/task-error.ts';
import { UserError } from '../user-error.ts';
import { clashIn } from './combinations.ts';
import { describeDomain, isInDomain } from './domain.ts';
import { type Algorithm, type Config, ORIGINS, PARAMETERS, type Parameter } from './parameters.ts';

export { parseValue } from './domain.ts';
export type { Algorithm, Config, DqnConfig, HyperParameterNote, TutorialConfig } from './parameters.ts';

const ALGORITHMS = Object.keys(PARAMETERS) as readonly Algorithm[];

/** One hyper-parameter as the help text, the documentation and a form need it. */
export type HyperParameter = Parameter & {
  readonly name: string;
  /** Its values in words, such as "a number from 0 to 1". */
  readonly expected: string;
  /** The algorithms that use it. */
  readonly algorithms: readonly Algorithm[];
};

const ALL: Readonly<Record<string, Parameter>> = { ...PARAMETERS.dqn, ...PARAMETERS.tutorial };

/** All hyper-parameters, in the order of their table. */
export const HYPER_PARAMETERS: readonly HyperParameter[] = Object.entries(ALL).map(([name, parameter]) => ({
  ...parameter,
  name,
  expected: describeDomain(parameter),
  algorithms: ALGORITHMS.filter((algorithm) => Object.hasOwn(PARAMETERS[algorithm], name)),
}));

/** The hyper-parameters that an algorithm uses, in the order of their table. */
export function parametersOf(algorithm: Algorithm): readonly HyperParameter[] {
  return HYPER_PARAMETERS.filter(({ algorithms }) => algorithms.includes(algorithm));
}

/** A configuration that cannot be run; the message is one line and says what was expected. */
export class ConfigError extends UserError {
  override name = 'ConfigError';
  readonly parameter: string;
  readonly problem: string;

  constructor(parameter: string, problem: string) {
    super(`${parameter}: ${problem}`);
    this.parameter = parameter;
    this.problem = problem;
  }
}

function unusedName(name: string, algorithm: Algorithm): ConfigError {
  const known = HYPER_PARAMETERS.find((parameter) => parameter.name === name);
  return new ConfigError(
    name,
    known
      ? `the ${algorithm} algorithm does not use it (${known.algorithms.join(', ')} does); leave it out`
      : 'there is no such hyper-parameter; leave it out',
  );
}

const outOfDomain = ({ name, expected }: HyperParameter, value: unknown): ConfigError =>
  new ConfigError(name, `got ${showValue(value)}, expected ${expected}`);

/**
 * Checks values that are used without the rest of a configuration, and so without its defaults.
 *
 * @throws ConfigError for the first of `names` whose value is missing or out of bounds.
 */
export function checkValues<Name extends string>(
  names: readonly Name[],
  values: Readonly<Record<Name, unknown>>,
): void {
  for (const name of names) {
    const parameter = HYPER_PARAMETERS.find((known) => known.name === name) as HyperParameter;
    if (!isInDomain(parameter, values[name])) throw outOfDomain(parameter, values[name]);
  }
}

/** A configuration, or everything that keeps values from being one. */
export interface CheckedConfig {
  /** With the defaults of what was missing; null if there are problems. */
  readonly config: Config | null;
  /** One for each name at most, in the order of the table. */
  readonly problems: readonly ConfigError[];
}

/** The environment is not built in: its task must be loaded first. */
export class UnknownTaskError extends ConfigError {
  readonly env: string;

  constructor(env: string, expected: string) {
    super('env', `got ${JSON.stringify(env)}, expected ${expected}`);
    this.env = env;
  }
}

/**
 * Checks all of `values` at once, as a form needs it.
 *
 * @param task what is learned; by default the built-in or registered task that `env` names.
 */
export function checkConfig(given: Readonly<Record<string, unknown>>, task?: Task): CheckedConfig {
  const values = inNewNames(given);
  const { algorithm = 'dqn' } = values;
  if (!isAlgorithm(algorithm)) {
    const problem = `got ${showValue(algorithm)}, expected one of ${ALGORITHMS.join(', ')}`;
    return { config: null, problems: [new ConfigError('algorithm', problem)] };
  }
  const config: Record<string, unknown> = { algorithm };
  const problems: ConfigError[] = [];
  for (const parameter of parametersOf(algorithm)) {
    const { name, expected } = parameter;
    const given = Object.hasOwn(values, name) ? values[name] : undefined;
    const value = given === undefined ? parameter.default : given;
    if (!isInDomain(parameter, value)) {
      problems.push(outOfDomain(parameter, value));
    } else if (name === 'env' && (task ?? findTask(String(value))) === undefined) {
      problems.push(new UnknownTaskError(String(value), expected));
    }
    config[name] = ownValue(value);
  }
  for (const name of ORIGINS) if (typeof values[name] === 'string') config[name] = values[name];
  const unused = Object.keys(values).filter((name) => !Object.hasOwn(config, name));
  problems.push(...unused.map((name) => unusedName(name, algorithm)));
  if (problems.length > 0) return { config: null, problems };

  try {
    const checked = config as unknown as Config;
    return completed(checked, task ?? taskNamed(checked.env));
  } catch (error) {
    if (error instanceof ConfigError) return { config: null, problems: [error] };
    throw error;
  }
}

/** What depends on the task is checked against it and written out. Throws a ConfigError. */
function completed(config: Config, task: Task): CheckedConfig {
  const { options, spec, observationScale } = asConfigError(() => new Environment(task, config));
  const checked = {
    ...config,
    envOptions: options,
    maxEpisodeSteps: spec.maxEpisodeSteps,
    observationScale: [...observationScale],
  };
  const clash = clashIn(checked);
  if (clash === null) return { config: checked, problems: [] };
  return { config: null, problems: [new ConfigError(clash.parameter, clash.problem)] };
}

function asConfigError<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof TaskError ? new ConfigError(error.setting, error.problem) : error;
  }
}

/** The first version had the one option of CartPole as a hyper-parameter of its own. */
function inNewNames(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { suttonBartoReward, ...others } = values;
  if (typeof suttonBartoReward !== 'boolean' || Object.hasOwn(values, 'envOptions')) return values;
  return { ...others, envOptions: { suttonBartoReward } };
}

/** Lists of its own, which cannot be changed from outside, and one zero: −0 is lost in JSON. */
function ownValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ownValue);
  return value === 0 ? 0 : value;
}

const isAlgorithm = (value: unknown): value is Algorithm => ALGORITHMS.includes(value as Algorithm);

/**
 * Checks `values` and fills in the defaults of what is missing.
 *
 * @throws ConfigError naming the first wrong value and what is expected in its place, or the key that does not belong.
 */
export function resolveConfig(values: Readonly<Record<string, unknown>>, task?: Task): Config {
  const { config, problems } = checkConfig(values, task);
  if (config === null) throw problems[0];
  return config;
}
