/**
 * Every hyper-parameter, once: its default, its bounds, what it means and where its value comes from.
 *
 * The command line, the help text, `config.json` and the documentation are all made from this table. The defaults are
 * the preset `default`; the other presets (`presets.ts`) say only what they change.
 */
import { z } from 'zod';

/** What a person is told about a hyper-parameter. */
export interface HyperParameterNote {
  readonly group: string;
  /** One sentence. */
  readonly meaning: string;
  /** Where the default comes from. */
  readonly source: string;
  /** Unit of the value; left out where it has none. */
  readonly unit?: string;
}

const notes = z.registry<HyperParameterNote>();

const MNIH = 'Mnih 2015';
const KINGMA = 'Kingma & Ba 2015';
const SCHAUL = 'Schaul 2016';
const GRAVES = 'Graves 2013, Mnih 2015';
const TUNED = 'found by sweeps on CartPole-v1';
const OURS = 'this project';

const probability = z.number().min(0).max(1);
const steps = z.int().min(1).max(1_000_000_000);
const episodes = z.int().min(1).max(100_000);
/** Closer to 1, an average would not move within a run, and its powers take long to multiply up. */
const decay = z.number().min(0).max(0.999999);

/** Hyper-parameters of every run, whichever algorithm it uses. */
const shared = {
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1).register(notes, {
    group: 'Run',
    meaning: 'Master seed; every random stream is spawned from it.',
    source: OURS,
  }),
  steps: steps.default(50_000).register(notes, {
    group: 'Run',
    meaning: 'Budget of environment steps.',
    source: TUNED,
    unit: 'environment steps',
  }),
  env: z.enum(['CartPole-v0', 'CartPole-v1']).default('CartPole-v1').register(notes, {
    group: 'Environment',
    meaning: 'The environment, by its Gymnasium name.',
    source: 'Gymnasium 1.4',
  }),
  suttonBartoReward: z.boolean().default(false).register(notes, {
    group: 'Environment',
    meaning: 'Reward 0 a step and −1 for a fall, instead of +1 a step.',
    source: 'Barto, Sutton & Anderson 1983; Gymnasium 1.4',
  }),
  observationScale: z
    .array(z.number().min(1e-6).max(1e6))
    .length(4)
    .default([2.4, 2, 0.2095, 2])
    .register(notes, {
      group: 'Environment',
      meaning: 'Each observation is divided by these before the agent sees it; 1,1,1,1 leaves it alone.',
      source: `limits of the environment for position and angle; speeds ${TUNED}`,
      unit: 'm, m/s, rad, rad/s',
    }),
  hiddenSizes: z.array(z.int().min(1).max(4096)).min(1).max(8).default([64, 64]).register(notes, {
    group: 'Network',
    meaning: 'Units of each hidden layer.',
    source: TUNED,
    unit: 'ReLU units',
  }),
  initialization: z.enum(['pytorch', 'glorot']).default('pytorch').register(notes, {
    group: 'Network',
    meaning:
      "Initial weights: PyTorch's U(±1/√inputs), or Glorot's U(±√(6/(inputs + outputs))) with zero biases.",
    source: 'nn.Linear of PyTorch; Glorot & Bengio 2010',
  }),
  gamma: probability.default(0.995).register(notes, {
    group: 'Learning',
    meaning: 'Discount γ of future reward.',
    source: `${TUNED} (${MNIH}: 0.99)`,
    unit: 'per environment step',
  }),
  learningRate: z.number().gt(0).max(10).default(2e-3).register(notes, {
    group: 'Optimizer',
    meaning: 'Learning rate α at the start.',
    source: TUNED,
  }),
  batchSize: z
    .int()
    .min(1)
    .max(65_536)
    .default(64)
    .register(notes, {
      group: 'Learning',
      meaning: 'Transitions in one minibatch.',
      source: `${TUNED} (${MNIH}: 32)`,
      unit: 'transitions',
    }),
  replayCapacity: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(50_000)
    .register(notes, {
      group: 'Replay memory',
      meaning: 'Capacity N of the replay memory D; the oldest transition is overwritten.',
      source: `${TUNED}: all steps of the run (${MNIH}: 1 000 000)`,
      unit: 'transitions',
    }),
  epsilonStart: probability.default(1).register(notes, {
    group: 'Exploration',
    meaning: 'Probability ε of a random action at the first step.',
    source: MNIH,
  }),
  epsilonEnd: probability.default(0.05).register(notes, {
    group: 'Exploration',
    meaning: 'Probability ε of a random action in the end.',
    source: `${TUNED} (${MNIH}: 0.1)`,
  }),
  evaluationEverySteps: steps.default(1000).register(notes, {
    group: 'Evaluation',
    meaning:
      'Period of the greedy evaluations; they have a random stream of their own and do not change training.',
    source: OURS,
    unit: 'environment steps',
  }),
  evaluationEpisodes: episodes.default(20).register(notes, {
    group: 'Evaluation',
    meaning: 'Episodes of each evaluation on the way.',
    source: OURS,
    unit: 'episodes',
  }),
  finalEvaluationEpisodes: episodes.default(100).register(notes, {
    group: 'Evaluation',
    meaning:
      'Episodes of the evaluation that decides whether the environment is solved, if that is more than on the way.',
    source: "CartPole's definition of solved (Gymnasium)",
    unit: 'episodes',
  }),
  earlyStop: z.boolean().default(true).register(notes, {
    group: 'Evaluation',
    meaning: "Stop once the deciding evaluation reaches the environment's reward threshold.",
    source: OURS,
  }),
  metricsEverySteps: steps.default(100).register(notes, {
    group: 'Evaluation',
    meaning: 'Period of the rows of metrics.csv.',
    source: OURS,
    unit: 'environment steps',
  }),
};

/** Hyper-parameters of `agent/dqn.ts` alone. */
const dqnOnly = {
  learningRateEnd: z.number().min(0).max(10).default(0).register(notes, {
    group: 'Optimizer',
    meaning: 'Learning rate after `scheduleSteps`, approached on a straight line from the first.',
    source: TUNED,
  }),
  scheduleSteps: z.int().min(0).max(1_000_000_000).default(0).register(notes, {
    group: 'Optimizer',
    meaning:
      'Steps over which the learning rate, and β of prioritized replay, go to their ends; 0 is the whole budget.',
    source: OURS,
    unit: 'environment steps',
  }),
  optimizer: z.enum(['adam', 'sgd', 'rmsprop', 'rmsprop-graves']).default('adam').register(notes, {
    group: 'Optimizer',
    meaning:
      "How a gradient changes the parameters; rmsprop is PyTorch's form, rmsprop-graves the one Mnih 2015 used.",
    source: KINGMA,
  }),
  adamBeta1: decay.default(0.9).register(notes, {
    group: 'Optimizer',
    meaning: "Adam's decay β₁ of the mean gradient.",
    source: KINGMA,
    unit: 'per update',
  }),
  adamBeta2: decay.default(0.999).register(notes, {
    group: 'Optimizer',
    meaning: "Adam's decay β₂ of the mean squared gradient.",
    source: KINGMA,
    unit: 'per update',
  }),
  adamEpsilon: z
    .number()
    .gt(0)
    .max(1)
    .default(1e-8)
    .register(notes, {
      group: 'Optimizer',
      meaning:
        "Adam's ε, added outside the root: it damps the steps of parameters whose gradient has become small.",
      source: `${KINGMA} (Hessel 2018: 1.5e-4)`,
    }),
  sgdMomentum: decay.default(0).register(notes, {
    group: 'Optimizer',
    meaning: 'Momentum of sgd; 0 is plain gradient descent.',
    source: 'PyTorch',
    unit: 'per update',
  }),
  rmspropDecay: decay.default(0.95).register(notes, {
    group: 'Optimizer',
    meaning: 'Decay of the running averages of rmsprop and rmsprop-graves.',
    source: GRAVES,
    unit: 'per update',
  }),
  rmspropEpsilon: z.number().gt(0).max(1).default(0.01).register(notes, {
    group: 'Optimizer',
    meaning: 'ε of rmsprop (outside the root) and of rmsprop-graves (inside it).',
    source: MNIH,
  }),
  loss: z
    .enum(['squared', 'huber'])
    .default('squared')
    .register(notes, {
      group: 'Learning',
      meaning: 'Loss of a TD error δ: δ², or Huber, which is linear beyond a limit.',
      source: `${TUNED} (${MNIH} clips δ, which is Huber)`,
    }),
  huberDelta: z.number().gt(0).max(1e6).default(1).register(notes, {
    group: 'Learning',
    meaning: 'Where the Huber loss turns from a parabola into a line.',
    source: MNIH,
  }),
  maxGradientNorm: z
    .number()
    .min(0)
    .max(1e9)
    .default(0)
    .register(notes, {
      group: 'Learning',
      meaning: 'Largest 2-norm of the whole gradient, which is scaled down to it; 0 switches clipping off.',
      source: `${TUNED} (${MNIH}: none)`,
    }),
  learningStartSteps: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(1000)
    .register(notes, {
      group: 'Learning',
      meaning: 'Steps that only fill the replay memory before the first update.',
      source: `${TUNED} (${MNIH}: 50 000)`,
      unit: 'environment steps',
    }),
  trainEverySteps: steps.default(1).register(notes, {
    group: 'Learning',
    meaning: 'Period of training.',
    source: `${TUNED} (${MNIH}: 4)`,
    unit: 'environment steps',
  }),
  trainUpdates: z.int().min(1).max(100_000).default(1).register(notes, {
    group: 'Learning',
    meaning: 'Gradient updates each time it trains.',
    source: MNIH,
    unit: 'updates',
  }),
  network: z.enum(['mlp', 'dueling']).default('mlp').register(notes, {
    group: 'Network',
    meaning:
      'What comes after the hidden layers: mlp gives Q itself, dueling a value of the state and an advantage of each action.',
    source: 'Mnih 2015; Wang 2016',
  }),
  targetRule: z.enum(['max', 'double', 'expected', 'clipped-double']).default('max').register(notes, {
    group: 'Target',
    meaning:
      'Value of the next state: max (Q-learning), double (Double DQN), expected (Expected SARSA under an ε-soft policy), clipped-double (the smaller of two networks).',
    source: 'Mnih 2015; van Hasselt 2016; van Seijen 2009; Fujimoto 2018',
  }),
  nStep: z
    .int()
    .min(1)
    .max(255)
    .default(1)
    .register(notes, {
      group: 'Target',
      meaning: 'Rewards n that a target sums up before it relies on the value of the state reached.',
      source: `${MNIH} (1); Sutton 1988, Hessel 2018 (3)`,
      unit: 'rewards',
    }),
  targetEpsilon: probability.default(0.8).register(notes, {
    group: 'Target',
    meaning: 'ε of the policy whose value the target rule `expected` takes.',
    source: TUNED,
  }),
  targetSyncSteps: steps.default(100).register(notes, {
    group: 'Target',
    meaning: 'Period C after which the target network follows the online network.',
    source: `${TUNED} (${MNIH}: 10 000 updates)`,
    unit: 'environment steps',
  }),
  targetTau: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .register(notes, {
      group: 'Target',
      meaning: 'Share τ of the online parameters that goes into the target at each sync; 1 is a copy.',
      source: `${MNIH} (1); Lillicrap 2016 (τ < 1)`,
    }),
  replay: z.enum(['uniform', 'prioritized']).default('uniform').register(notes, {
    group: 'Replay memory',
    meaning: 'How minibatches are drawn: uniform, or prioritized by the size of the TD error.',
    source: 'Mnih 2015; Schaul 2016',
  }),
  priorityExponent: probability.default(0.6).register(notes, {
    group: 'Replay memory',
    meaning: 'Exponent α of the priorities of prioritized replay; 0 samples uniformly.',
    source: SCHAUL,
  }),
  priorityBetaStart: probability.default(0.4).register(notes, {
    group: 'Replay memory',
    meaning:
      'Exponent β of the weights that make up for prioritized sampling, at the start; it reaches 1 after `scheduleSteps`.',
    source: SCHAUL,
  }),
  epsilonDecaySteps: steps.default(5000).register(notes, {
    group: 'Exploration',
    meaning: 'Steps over which ε falls on a straight line.',
    source: `${TUNED} (${MNIH}: 1 000 000 frames)`,
    unit: 'environment steps',
  }),
};

/** Hyper-parameters of `agent/tutorial.ts` alone. */
const tutorialOnly = {
  epsilonDecay: z.number().gt(0).max(1).default(0.995).register(notes, {
    group: 'Exploration',
    meaning: 'Factor on ε after each replay of the tutorial algorithm.',
    source: 'Juvin 2017',
    unit: 'per replay',
  }),
};

const dqnSchema = z.strictObject({ algorithm: z.literal('dqn'), ...shared, ...dqnOnly });
const tutorialSchema = z.strictObject({ algorithm: z.literal('tutorial'), ...shared, ...tutorialOnly });

const schemas = { dqn: dqnSchema, tutorial: tutorialSchema };

/** The algorithm's loop: `dqn` is `agent/dqn.ts`, `tutorial` is `agent/tutorial.ts`. */
export type Algorithm = keyof typeof schemas;
export type DqnConfig = Readonly<z.infer<typeof dqnSchema>>;
export type TutorialConfig = Readonly<z.infer<typeof tutorialSchema>>;
export type Config = DqnConfig | TutorialConfig;

/** One hyper-parameter as the help text, the documentation and a form need it. */
export interface HyperParameter extends HyperParameterNote {
  readonly name: string;
  readonly kind: 'integer' | 'number' | 'boolean' | 'choice' | 'list';
  readonly default: unknown;
  /** The allowed values in words, such as "a number from 0 to 1". */
  readonly allowed: string;
  /** The values of a choice; none for other kinds. */
  readonly choices: readonly string[];
  /** The algorithms that use it. */
  readonly algorithms: readonly Algorithm[];
}

/** The part of JSON Schema that the table above leads to. */
interface ValueSchema {
  readonly type?: 'integer' | 'number' | 'boolean' | 'array' | 'string';
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: ValueSchema;
}

function describeRange(schema: ValueSchema): string {
  const { minimum, maximum, exclusiveMinimum: above } = schema;
  if (above !== undefined) return `above ${above} and at most ${maximum}`;
  return `from ${minimum} to ${maximum}`;
}

function describeAllowed(schema: ValueSchema): string {
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'array') {
    const { minItems, maxItems, items } = schema;
    const count = minItems === maxItems ? `${minItems}` : `${minItems} to ${maxItems}`;
    return `${count} ${items?.type === 'integer' ? 'integers' : 'numbers'} ${describeRange(items as ValueSchema)}`;
  }
  return `${schema.type === 'integer' ? 'an integer' : 'a number'} ${describeRange(schema)}`;
}

function hyperParameter(name: string, algorithms: readonly Algorithm[], type: z.ZodType): HyperParameter {
  const schema = z.toJSONSchema(type) as ValueSchema;
  const kind = schema.enum
    ? 'choice'
    : schema.type === 'array'
      ? 'list'
      : (schema.type as 'integer' | 'number' | 'boolean');
  const note = notes.get(type) as HyperParameterNote;
  const choices = schema.enum ?? [];
  return {
    name,
    kind,
    default: schema.default,
    allowed: describeAllowed(schema),
    choices,
    algorithms,
    ...note,
  };
}

/** All hyper-parameters, in the order of the table above. */
export const HYPER_PARAMETERS: readonly HyperParameter[] = [
  ...Object.entries(shared).map(([name, type]) => hyperParameter(name, ['dqn', 'tutorial'], type)),
  ...Object.entries(dqnOnly).map(([name, type]) => hyperParameter(name, ['dqn'], type)),
  ...Object.entries(tutorialOnly).map(([name, type]) => hyperParameter(name, ['tutorial'], type)),
];

/** A configuration that cannot be run; the message is one line and says what is allowed. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly parameter: string;
  readonly problem: string;

  constructor(parameter: string, problem: string) {
    super(`${parameter}: ${problem}`);
    this.parameter = parameter;
    this.problem = problem;
  }
}

/** As JSON, except what JSON has no words for. */
function showValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(showValue).join(',')}]`;
  return typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function describeIssue(
  issue: z.core.$ZodIssue,
  values: Readonly<Record<string, unknown>>,
  algorithm: Algorithm,
): ConfigError[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unusedName(name, algorithm));
  const name = String(issue.path[0]);
  const allowed = HYPER_PARAMETERS.find((parameter) => parameter.name === name)?.allowed;
  return [new ConfigError(name, `got ${showValue(values[name])}, allowed is ${allowed}`)];
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

/** What is wrong with values that are each allowed but make no sense together. */
function problemTogether(config: Config): ConfigError | null {
  const { batchSize, replayCapacity } = config;
  // It learns from distinct transitions, and waits for enough of them: for ever, if they never fit in.
  if (config.algorithm === 'tutorial' && replayCapacity < batchSize) {
    return new ConfigError(
      'replayCapacity',
      `got ${replayCapacity}, allowed is batchSize (${batchSize}) or more`,
    );
  }
  return null;
}

/** A number where the text is one, else the text itself, which `resolveConfig` then refuses by showing it. */
export function numberOrText(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

/** The value that a text means; what is none stays text, for the table to refuse. */
export function parseValue(parameter: HyperParameter, text: string): unknown {
  switch (parameter.kind) {
    case 'choice':
      return text;
    case 'boolean':
      return text === 'true' || (text === 'false' ? false : text);
    case 'list':
      return text.split(',').map(numberOrText);
    default:
      return numberOrText(text);
  }
}

/** A configuration, or everything that keeps values from being one. */
export interface CheckedConfig {
  /** With the defaults of what was missing; null if there are problems. */
  readonly config: Config | null;
  /** One for each name at most. */
  readonly problems: readonly ConfigError[];
}

/** Checks all of `values` at once, as a form needs it. */
export function checkConfig(values: Readonly<Record<string, unknown>>): CheckedConfig {
  const { algorithm = 'dqn' } = values;
  if (algorithm !== 'dqn' && algorithm !== 'tutorial') {
    const allowed = Object.keys(schemas).join(', ');
    const problem = `got ${JSON.stringify(algorithm)}, allowed is one of ${allowed}`;
    return { config: null, problems: [new ConfigError('algorithm', problem)] };
  }
  const result = schemas[algorithm].safeParse({ ...values, algorithm });
  if (!result.success) {
    const problems = new Map<string, ConfigError>();
    for (const problem of result.error.issues.flatMap((issue) => describeIssue(issue, values, algorithm))) {
      if (!problems.has(problem.parameter)) problems.set(problem.parameter, problem);
    }
    return { config: null, problems: [...problems.values()] };
  }
  const problem = problemTogether(result.data);
  return problem === null ? { config: result.data, problems: [] } : { config: null, problems: [problem] };
}

/**
 * Checks `values` and fills in the defaults of what is missing.
 *
 * @throws ConfigError naming the first wrong value, what is allowed in its place, or the key that does not belong.
 */
export function resolveConfig(values: Readonly<Record<string, unknown>>): Config {
  const { config, problems } = checkConfig(values);
  if (config === null) throw problems[0];
  return config;
}
