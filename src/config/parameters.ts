/**
 * Every hyper-parameter, once: which values it takes, its default, what it means and where its value comes from.
 *
 * The command line, the help text, `config.json`, the form of the lab, the documentation and the types of a configuration are
 * all made from this table. The defaults are the preset `default`; the other presets (`presets.ts`) say only what they change.
 */
import { DEFAULT_TASK_ID, TASK_IDS } from '../env/task-ids.ts';
import type { Domain, ValueOf } from './domain.ts';

/** In the order in which the algorithm comes to them. */
export const GROUPS = [
  'Run',
  'Environment',
  'Network',
  'Exploration',
  'Replay memory',
  'Learning',
  'Target',
  'Optimizer',
  'Evaluation',
] as const;

/** What a person is told about a hyper-parameter. */
export interface HyperParameterNote {
  readonly group: (typeof GROUPS)[number];
  /** One sentence. */
  readonly meaning: string;
  /** Where the default comes from. */
  readonly source: string;
  /** Unit of the value; left out where it has none. */
  readonly unit?: string;
}

export type Parameter = Domain & HyperParameterNote & { readonly default: unknown };
type Parameters = Readonly<Record<string, Parameter>>;

const MNIH = 'Mnih 2015';
const KINGMA = 'Kingma & Ba 2015';
const SCHAUL = 'Schaul 2016';
const BELLEMARE = 'Bellemare 2017';
const FORTUNATO = 'Fortunato 2018';
const VIEILLARD = 'Vieillard 2020';
const GRAVES = 'Graves 2013, Mnih 2015';
const TUNED = 'found by sweeps on CartPole-v1';
const OURS = 'this project';

const probability = { kind: 'number', min: 0, max: 1 } as const;
const steps = { kind: 'integer', min: 1, max: 1_000_000_000 } as const;
const episodes = { kind: 'integer', min: 1, max: 100_000 } as const;
/** Closer to 1, an average would not move within a run, and its powers take long to multiply up. */
const decay = { kind: 'number', min: 0, max: 0.999999 } as const;

/** Hyper-parameters of every run, whichever algorithm it uses. */
const SHARED = {
  seed: {
    kind: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    default: 1,
    group: 'Run',
    meaning: 'Master seed; every random stream is spawned from it.',
    source: OURS,
  },
  steps: {
    ...steps,
    default: 50_000,
    group: 'Run',
    meaning: 'Budget of environment steps.',
    source: TUNED,
    unit: 'environment steps',
  },
  env: {
    kind: 'name',
    suggestions: TASK_IDS,
    default: DEFAULT_TASK_ID,
    group: 'Environment',
    meaning: 'The task: a built-in one by its Gymnasium name, or a module that exports one.',
    source: 'Gymnasium 1.4',
  },
  envOptions: {
    kind: 'options',
    default: {},
    group: 'Environment',
    meaning: 'Options of the task; those left out have their defaults.',
    source: 'the task',
  },
  maxEpisodeSteps: {
    kind: 'integer',
    min: 0,
    max: 1_000_000_000,
    default: 0,
    group: 'Environment',
    meaning:
      'Steps after which an episode is truncated, in training and evaluation; 0 is the limit of the task.',
    source: 'the task',
    unit: 'environment steps',
  },
  observationScale: {
    kind: 'list',
    items: { kind: 'number', min: 1e-6, max: 1e6 },
    minLength: 0,
    maxLength: 10_000,
    default: [],
    group: 'Environment',
    meaning:
      'What each entry of an observation is divided by before the agent sees it: one number for each entry, or one for all; none means the scale of the task.',
    source: 'the task',
  },
  hiddenSizes: {
    kind: 'list',
    items: { kind: 'integer', min: 1, max: 4096 },
    minLength: 1,
    maxLength: 8,
    default: [64, 64],
    group: 'Network',
    meaning: 'Units of each hidden layer.',
    source: TUNED,
    unit: 'ReLU units',
  },
  initialization: {
    kind: 'choice',
    choices: ['pytorch', 'glorot'],
    default: 'pytorch',
    group: 'Network',
    meaning:
      "Initial weights: PyTorch's U(±1/√inputs), or Glorot's U(±√(6/(inputs + outputs))) with zero biases.",
    source: 'nn.Linear of PyTorch; Glorot & Bengio 2010',
  },
  gamma: {
    ...probability,
    default: 0.995,
    group: 'Learning',
    meaning: 'Discount γ of future reward.',
    source: `${TUNED} (${MNIH}: 0.99)`,
    unit: 'per environment step',
  },
  learningRate: {
    kind: 'number',
    above: 0,
    max: 10,
    default: 2e-3,
    group: 'Optimizer',
    meaning: 'Learning rate α at the start.',
    source: TUNED,
  },
  batchSize: {
    kind: 'integer',
    min: 1,
    max: 65_536,
    default: 64,
    group: 'Learning',
    meaning: 'Transitions in one minibatch.',
    source: `${TUNED} (${MNIH}: 32)`,
    unit: 'transitions',
  },
  replayCapacity: {
    kind: 'integer',
    min: 1,
    max: 10_000_000,
    default: 50_000,
    group: 'Replay memory',
    meaning: 'Capacity N of the replay memory D; the oldest transition is overwritten.',
    source: `${TUNED}: all steps of the run (${MNIH}: 1 000 000)`,
    unit: 'transitions',
  },
  epsilonStart: {
    ...probability,
    default: 1,
    group: 'Exploration',
    meaning: 'Probability ε of a random action at the first step.',
    source: MNIH,
  },
  epsilonEnd: {
    ...probability,
    default: 0.05,
    group: 'Exploration',
    meaning: 'Lowest probability ε of a random action, reached at the end of its decay.',
    source: `${TUNED} (${MNIH}: 0.1)`,
  },
  evaluationEverySteps: {
    ...steps,
    default: 1000,
    group: 'Evaluation',
    meaning:
      'Steps between greedy evaluations, which use a random stream of their own and do not affect training.',
    source: OURS,
    unit: 'environment steps',
  },
  evaluationEpisodes: {
    ...episodes,
    default: 20,
    group: 'Evaluation',
    meaning: 'Episodes of each evaluation during training.',
    source: OURS,
    unit: 'episodes',
  },
  finalEvaluationEpisodes: {
    ...episodes,
    default: 100,
    group: 'Evaluation',
    meaning:
      'Episodes of the evaluation that decides whether the task is solved, if that is more than `evaluationEpisodes`.',
    source: "CartPole's definition of solved (Gymnasium)",
    unit: 'episodes',
  },
  earlyStop: {
    kind: 'boolean',
    otherwise: 'Keep training after the task is solved.',
    default: true,
    group: 'Evaluation',
    meaning: 'Stop training once the task is solved.',
    source: OURS,
  },
  metricsEverySteps: {
    ...steps,
    default: 100,
    group: 'Evaluation',
    meaning: 'Steps between rows of metrics.csv.',
    source: OURS,
    unit: 'environment steps',
  },
} as const satisfies Parameters;

/** Hyper-parameters of `agent/dqn.ts` alone. */
const DQN_ONLY = {
  learningRateEnd: {
    kind: 'number',
    min: 0,
    max: 10,
    default: 0,
    group: 'Optimizer',
    meaning: 'Learning rate after `scheduleSteps`, reached linearly.',
    source: TUNED,
  },
  scheduleSteps: {
    kind: 'integer',
    min: 0,
    max: 1_000_000_000,
    default: 0,
    group: 'Optimizer',
    meaning:
      'Steps over which the learning rate, and β of prioritized replay, reach their final values; 0 means the whole budget.',
    source: OURS,
    unit: 'environment steps',
  },
  optimizer: {
    kind: 'choice',
    choices: ['adam', 'sgd', 'rmsprop', 'rmsprop-graves'],
    default: 'adam',
    group: 'Optimizer',
    meaning:
      "How a gradient changes the parameters; rmsprop is PyTorch's form, rmsprop-graves the one Mnih 2015 used.",
    source: KINGMA,
  },
  adamBeta1: {
    ...decay,
    default: 0.9,
    group: 'Optimizer',
    meaning: "Adam's decay β₁ of the mean gradient.",
    source: KINGMA,
    unit: 'per update',
  },
  adamBeta2: {
    ...decay,
    default: 0.999,
    group: 'Optimizer',
    meaning: "Adam's decay β₂ of the mean squared gradient.",
    source: KINGMA,
    unit: 'per update',
  },
  adamEpsilon: {
    kind: 'number',
    above: 0,
    max: 1,
    default: 1e-8,
    group: 'Optimizer',
    meaning:
      "Adam's ε, added outside the root: it damps the steps of parameters whose gradient has become small.",
    source: `${KINGMA} (Hessel 2018: 1.5e-4)`,
  },
  sgdMomentum: {
    ...decay,
    default: 0,
    group: 'Optimizer',
    meaning: 'Momentum of sgd; 0 is plain gradient descent.',
    source: 'PyTorch',
    unit: 'per update',
  },
  rmspropDecay: {
    ...decay,
    default: 0.95,
    group: 'Optimizer',
    meaning: 'Decay of the running averages of rmsprop and rmsprop-graves.',
    source: GRAVES,
    unit: 'per update',
  },
  rmspropEpsilon: {
    kind: 'number',
    above: 0,
    max: 1,
    default: 0.01,
    group: 'Optimizer',
    meaning: 'ε of rmsprop (outside the root) and of rmsprop-graves (inside it).',
    source: MNIH,
  },
  loss: {
    kind: 'choice',
    choices: ['squared', 'huber'],
    default: 'squared',
    group: 'Learning',
    meaning: 'Loss of a TD error δ: δ², or Huber, which is linear beyond a limit.',
    source: `${TUNED} (${MNIH} clips δ, which is Huber)`,
  },
  huberDelta: {
    kind: 'number',
    above: 0,
    max: 1e6,
    default: 1,
    group: 'Learning',
    meaning: 'Where the Huber loss turns from a parabola into a line.',
    source: MNIH,
  },
  maxGradientNorm: {
    kind: 'number',
    min: 0,
    max: 1e9,
    default: 0,
    group: 'Learning',
    meaning: 'Largest 2-norm of the gradient; a longer one is scaled down to it, and 0 turns clipping off.',
    source: `${TUNED} (${MNIH}: none)`,
  },
  learningStartSteps: {
    kind: 'integer',
    min: 0,
    max: 1_000_000_000,
    default: 1000,
    group: 'Learning',
    meaning: 'Steps that only fill the replay memory before the first update.',
    source: `${TUNED} (${MNIH}: 50 000)`,
    unit: 'environment steps',
  },
  trainEverySteps: {
    ...steps,
    default: 1,
    group: 'Learning',
    meaning: 'Steps between two rounds of updates.',
    source: `${TUNED} (${MNIH}: 4)`,
    unit: 'environment steps',
  },
  trainUpdates: {
    kind: 'integer',
    min: 1,
    max: 100_000,
    default: 1,
    group: 'Learning',
    meaning: 'Gradient updates in each round.',
    source: MNIH,
    unit: 'updates',
  },
  network: {
    kind: 'choice',
    choices: ['mlp', 'dueling'],
    default: 'mlp',
    group: 'Network',
    meaning:
      'What comes after the hidden layers: mlp gives Q itself, dueling a value of the state and an advantage of each action.',
    source: 'Mnih 2015; Wang 2016',
  },
  noisyLayers: {
    kind: 'choice',
    choices: ['none', 'heads', 'all'],
    default: 'none',
    group: 'Exploration',
    meaning:
      'Layers whose weights are noisy, which explores in place of ε: none, all, or the heads, which give the outputs.',
    source: 'Mnih 2015; Fortunato 2018 (all)',
  },
  noisySigma: {
    kind: 'number',
    min: 0,
    max: 100,
    default: 0.5,
    group: 'Exploration',
    meaning: 'Initial size σ₀ of the noise: σ is σ₀ divided by the square root of the number of inputs.',
    source: FORTUNATO,
  },
  distribution: {
    kind: 'choice',
    choices: ['none', 'categorical', 'quantile'],
    default: 'none',
    group: 'Network',
    meaning:
      'What is learned of the return: none is its mean, Q, alone; categorical (C51) the probabilities of fixed values, quantile (QR-DQN) equally likely values.',
    source: 'Mnih 2015; Bellemare 2017; Dabney 2018',
  },
  atoms: {
    kind: 'integer',
    min: 2,
    max: 1001,
    default: 51,
    group: 'Network',
    meaning: 'Number N of returns to which a categorical distribution gives probabilities.',
    source: BELLEMARE,
  },
  vMin: {
    kind: 'number',
    min: -1e9,
    max: 1e9,
    default: -10,
    group: 'Network',
    meaning: 'Smallest return of a categorical distribution; smaller ones count as this.',
    source: BELLEMARE,
    unit: 'reward',
  },
  vMax: {
    kind: 'number',
    min: -1e9,
    max: 1e9,
    default: 10,
    group: 'Network',
    meaning: 'Largest return of a categorical distribution; larger ones count as this.',
    source: BELLEMARE,
    unit: 'reward',
  },
  quantiles: {
    kind: 'integer',
    min: 1,
    max: 1001,
    default: 32,
    group: 'Network',
    meaning: 'Number N of quantiles; κ of their loss is `huberDelta`.',
    source: `${OURS} (Dabney 2018: 200)`,
  },
  targetRule: {
    kind: 'choice',
    choices: ['max', 'double', 'expected', 'mellowmax', 'munchausen', 'clipped-double'],
    default: 'max',
    group: 'Target',
    meaning:
      'Value of the next state: max (Q-learning), double (Double DQN), expected (Expected SARSA under an ε-soft policy), mellowmax (between mean and maximum), munchausen (a soft maximum, with a reward for likely actions), clipped-double (the smaller of two networks).',
    source: 'Mnih 2015; van Hasselt 2016; van Seijen 2009; Asadi 2017; Vieillard 2020; Fujimoto 2018',
  },
  nStep: {
    kind: 'integer',
    min: 1,
    max: 255,
    default: 1,
    group: 'Target',
    meaning: 'Rewards n that a target adds up before it relies on the value of the next state.',
    source: `${MNIH} (1); Sutton 1988, Hessel 2018 (3)`,
    unit: 'rewards',
  },
  targetEpsilon: {
    ...probability,
    default: 0.8,
    group: 'Target',
    meaning: 'ε of the policy whose value the target rule `expected` takes.',
    source: TUNED,
  },
  mellowmaxOmega: {
    kind: 'number',
    above: 0,
    max: 1e6,
    default: 10,
    group: 'Target',
    meaning: 'ω of the target rule `mellowmax`: near 0 it is the mean, for large ω the maximum.',
    source: OURS,
  },
  munchausenAlpha: {
    ...probability,
    default: 0.9,
    group: 'Target',
    meaning: 'Share α of the logarithm of the policy in the reward of the target rule `munchausen`.',
    source: VIEILLARD,
  },
  munchausenTau: {
    kind: 'number',
    above: 0,
    max: 1e6,
    default: 0.03,
    group: 'Target',
    meaning: 'Temperature τ of the policy of the target rule `munchausen`; near 0 it is greedy.',
    source: VIEILLARD,
  },
  munchausenLowest: {
    kind: 'number',
    min: -1e6,
    max: 0,
    default: -1,
    group: 'Target',
    meaning: 'Lower bound of τ ln π in the target rule `munchausen`.',
    source: VIEILLARD,
  },
  targetSyncSteps: {
    ...steps,
    default: 100,
    group: 'Target',
    meaning: 'Steps C between updates of the target network.',
    source: `${TUNED} (${MNIH}: 10 000 updates)`,
    unit: 'environment steps',
  },
  targetTau: {
    kind: 'number',
    above: 0,
    max: 1,
    default: 1,
    group: 'Target',
    meaning: 'How far the target network moves towards the online network in each update (τ); 1 copies it.',
    source: `${MNIH} (1); Lillicrap 2016 (τ < 1)`,
  },
  replay: {
    kind: 'choice',
    choices: ['uniform', 'prioritized'],
    default: 'uniform',
    group: 'Replay memory',
    meaning: 'How minibatches are drawn: uniform, or prioritized by the size of the TD error.',
    source: 'Mnih 2015; Schaul 2016',
  },
  priorityExponent: {
    ...probability,
    default: 0.6,
    group: 'Replay memory',
    meaning: 'Exponent α of the priorities of prioritized replay; 0 samples uniformly.',
    source: SCHAUL,
  },
  priorityBetaStart: {
    ...probability,
    default: 0.4,
    group: 'Replay memory',
    meaning:
      'Initial exponent β of the weights that correct for prioritized sampling; it reaches 1 after `scheduleSteps`.',
    source: SCHAUL,
  },
  epsilonDecaySteps: {
    ...steps,
    default: 5000,
    group: 'Exploration',
    meaning: 'Steps over which ε falls linearly.',
    source: `${TUNED} (${MNIH}: 1 000 000 frames)`,
    unit: 'environment steps',
  },
} as const satisfies Parameters;

/** Hyper-parameters of `agent/tutorial.ts` alone. */
const TUTORIAL_ONLY = {
  epsilonDecay: {
    kind: 'number',
    above: 0,
    max: 1,
    default: 0.995,
    group: 'Exploration',
    meaning: 'Factor by which each replay of the tutorial algorithm multiplies ε.',
    source: 'Juvin 2017',
    unit: 'per replay',
  },
} as const satisfies Parameters;

/** The hyper-parameters of each algorithm: `dqn` is `agent/dqn.ts`, `tutorial` is `agent/tutorial.ts`. */
export const PARAMETERS = {
  dqn: { ...SHARED, ...DQN_ONLY },
  tutorial: { ...SHARED, ...TUTORIAL_ONLY },
};

export type Algorithm = keyof typeof PARAMETERS;

type ValuesOf<Table extends Parameters> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> };
/** What a run records of a task that came from a file: its CRC-32, to know it again. */
type TaskFile = { readonly envChecksum?: string };

/** What a run records of the one that it branched from: the file as it was named, its CRC-32, and what was kept of it. */
type Parent = { readonly parent?: string; readonly parentChecksum?: string; readonly parentKept?: string };

/** What a configuration may say after its hyper-parameters, in the order in which a new run says it: where things came from. */
export const ORIGINS = [
  'parent',
  'parentChecksum',
  'parentKept',
  'envChecksum',
] as const satisfies readonly (keyof (TaskFile & Parent))[];

type ConfigOf<A extends Algorithm> = { readonly algorithm: A } & ValuesOf<(typeof PARAMETERS)[A]> &
  TaskFile &
  Parent;

export type DqnConfig = ConfigOf<'dqn'>;
export type TutorialConfig = ConfigOf<'tutorial'>;
export type Config = DqnConfig | TutorialConfig;
