/** Every hyper-parameter as a command-line flag, made from the table in `config.ts`. */
import { type Command, Option } from 'commander';
import {
  type Config,
  ConfigError,
  HYPER_PARAMETERS,
  type HyperParameter,
  parseValue,
} from '../config/config.ts';
import { formatValue } from '../config/domain.ts';
import { PRESETS, presetConfig } from '../config/presets.ts';
import { UsageError } from './program.ts';

/** The flag of a hyper-parameter, without its dashes: `learningRate` becomes `learning-rate`. */
export const flagName = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const PLACEHOLDERS = {
  integer: '<n>',
  number: '<x>',
  choice: '<name>',
  name: '<name>',
  list: '<list>',
  options: '<list>',
};

function formatDefault(parameter: HyperParameter): string {
  // What is empty or 0 here is left to the task, which the meaning says.
  const value = formatValue(parameter.default) || 'none';
  return parameter.unit ? `${value} ${parameter.unit}` : value;
}

function options(parameter: HyperParameter): Option[] {
  const flag = flagName(parameter.name);
  const group = `${parameter.group}:`;
  if (parameter.kind === 'boolean') {
    const on = parameter.default === true;
    return [
      new Option(`--${flag}`, `${parameter.meaning} (default: off)`).helpGroup(group).hideHelp(on),
      new Option(`--no-${flag}`, `Do not: ${parameter.meaning} (default: on)`).helpGroup(group).hideHelp(!on),
    ];
  }
  const only = parameter.algorithms.length === 1 ? `; ${parameter.algorithms[0]} only` : '';
  const text = `${parameter.meaning} (default: ${formatDefault(parameter)}; ${parameter.expected}${only})`;
  return [new Option(`--${flag} ${PLACEHOLDERS[parameter.kind]}`, text).helpGroup(group)];
}

/** Adds `--preset` and one flag for each hyper-parameter. */
export function addConfigOptions(command: Command): Command {
  command.addOption(
    new Option('--preset <name>', 'Where the values start from; the defaults below are those of `default`.')
      .choices(Object.keys(PRESETS))
      .helpGroup('Run:'),
  );
  return addHyperParameterOptions(command, HYPER_PARAMETERS);
}

/** Adds one flag for each of the hyper-parameters, grouped as in their table, and the list of presets to the help. */
export function addHyperParameterOptions(command: Command, parameters: readonly HyperParameter[]): Command {
  const presets = Object.entries(PRESETS).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  command.addHelpText('after', `\nPresets:\n${presets.join('\n')}`);
  for (const parameter of parameters) {
    for (const option of options(parameter)) command.addOption(option);
  }
  return command;
}

type FlagValues = Readonly<Record<string, unknown>>;

/** The hyper-parameters that the parsed flags set. */
export function changesFromOptions(values: FlagValues): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const parameter of HYPER_PARAMETERS) {
    const value = values[parameter.name];
    if (value !== undefined) {
      changes[parameter.name] = typeof value === 'string' ? parseValue(parameter, value) : value;
    }
  }
  return changes;
}

/**
 * The configuration of a preset with some values changed.
 *
 * @throws UsageError naming the flag, what was given and what is allowed.
 */
export function configFromChanges(preset: string, changes: Readonly<Record<string, unknown>>): Config {
  return namingFlags(() => presetConfig(preset, changes));
}

/** Turns the name of a hyper-parameter in an error into that of its flag. */
export function namingFlags<T>(configure: () => T): T {
  try {
    return configure();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(`--${flagName(error.parameter)}: ${error.problem}`, { cause: error });
  }
}
