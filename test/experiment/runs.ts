/** Training runs short enough for a test. */
import { type Config, resolveConfig } from '../../src/config.ts';
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
