/** Training runs short enough for a test. */
import fc from 'fast-check';
import { type Config, resolveConfig } from '../../src/config/config.ts';
import type { EpisodeRow, MetricsRow } from '../../src/experiment/metrics.ts';
import { TrainingRun } from '../../src/experiment/run.ts';

/** A few hundred steps of a small network, with every part of a run in them. */
export function shortConfig(changes: Readonly<Record<string, unknown>> = {}): Config {
  return resolveConfig({
    steps: 400,
    hiddenSizes: [8],
    batchSize: 8,
    replayCapacity: 300,
    learningStartSteps: 50,
    epsilonDecaySteps: 200,
    evaluationEverySteps: 100,
    evaluationEpisodes: 2,
    finalEvaluationEpisodes: 3,
    metricsEverySteps: 50,
    ...changes,
  });
}

/** The same for the tutorial's algorithm. */
export function shortTutorialConfig(changes: Readonly<Record<string, unknown>> = {}): Config {
  const { steps, hiddenSizes, evaluationEverySteps, evaluationEpisodes, finalEvaluationEpisodes } =
    shortConfig();
  const evaluation = { evaluationEverySteps, evaluationEpisodes, finalEvaluationEpisodes };
  return resolveConfig({
    algorithm: 'tutorial',
    steps,
    hiddenSizes,
    batchSize: 8,
    ...evaluation,
    ...changes,
  });
}

const dqnConfigs = (...targetRules: string[]): fc.Arbitrary<Config> =>
  fc
    .record({
      seed: fc.nat(),
      steps: fc.integer({ min: 120, max: 320 }),
      env: fc.constantFrom('CartPole-v0', 'CartPole-v1'),
      suttonBartoReward: fc.boolean(),
      network: fc.constantFrom('mlp', 'dueling'),
      noisyLayers: fc.constantFrom('none', 'heads', 'all'),
      targetRule: fc.constantFrom(...targetRules),
      replay: fc.constantFrom('uniform', 'prioritized'),
      replayCapacity: fc.integer({ min: 1, max: 250 }),
      nStep: fc.integer({ min: 1, max: 4 }),
      optimizer: fc.constantFrom('adam', 'sgd', 'rmsprop', 'rmsprop-graves'),
      sgdMomentum: fc.constantFrom(0, 0.5),
      loss: fc.constantFrom('squared', 'huber'),
      learningRate: fc.constant(1e-3),
      learningStartSteps: fc.integer({ min: 0, max: 80 }),
      trainEverySteps: fc.integer({ min: 1, max: 5 }),
      trainUpdates: fc.integer({ min: 1, max: 6 }),
      targetSyncSteps: fc.integer({ min: 1, max: 60 }),
      targetTau: fc.constantFrom(1, 0.1),
      maxGradientNorm: fc.constantFrom(0, 1),
      earlyStop: fc.boolean(),
      evaluationEverySteps: fc.integer({ min: 30, max: 150 }),
      metricsEverySteps: fc.integer({ min: 10, max: 60 }),
    })
    .map(shortConfig);

/** The same, with a distribution in place of the mean and the loss that belongs to it. */
const distributionConfigs: fc.Arbitrary<Config> = fc
  .tuple(dqnConfigs('max', 'double'), fc.constantFrom('categorical', 'quantile'))
  .map(([config, distribution]) =>
    resolveConfig({
      ...config,
      distribution,
      loss: distribution === 'categorical' ? 'squared' : 'huber',
      atoms: 7,
      quantiles: 5,
    }),
  );

const tutorialConfigs: fc.Arbitrary<Config> = fc
  .record({ seed: fc.nat(), replayCapacity: fc.integer({ min: 8, max: 100 }), earlyStop: fc.boolean() })
  .map(shortTutorialConfig);

/** Short runs of each kind of agent, with every part in them that has something to remember. */
export const CONFIGS_OF_AGENTS: readonly [agent: string, configs: fc.Arbitrary<Config>][] = [
  ['one learner', dqnConfigs('max', 'double', 'expected')],
  ['one learner of distributions', distributionConfigs],
  ['two learners', dqnConfigs('clipped-double')],
  ['the tutorial', tutorialConfigs],
];

/** Those of all of them. */
export const shortConfigs = fc.oneof(...CONFIGS_OF_AGENTS.map(([, configs]) => configs));

export interface Recorded {
  readonly run: TrainingRun;
  readonly episodes: EpisodeRow[];
  readonly metrics: MetricsRow[];
}

/** A run that has not begun, and the rows that it will leave. */
export function prepareRun(config: Config): Recorded {
  const episodes: EpisodeRow[] = [];
  const metrics: MetricsRow[] = [];
  const run = new TrainingRun(config, {
    episodeEnded: (row) => episodes.push(row),
    metricsTaken: (row) => metrics.push(row),
  });
  return { run, episodes, metrics };
}

/** A run and its rows, once it is finished. */
export function completeRun(config: Config): Recorded {
  const recorded = prepareRun(config);
  while (!recorded.run.finished) recorded.run.advance();
  return recorded;
}
