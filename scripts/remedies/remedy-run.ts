/** One run of `default`, judged twice at each evaluation: by its network, and by the average of that over all updates. */
import { Evaluation } from '../../src/experiment/evaluation.ts';
import { describeCurve, type RunResult, runResult } from '../../src/experiment/run-result.ts';
import {
  type Config,
  CurveRecorder,
  type MetricsRow,
  Mlp,
  spawnStreams,
  TrainingRun,
} from '../../src/index.ts';
import { createDefaultWith, type NetworkClass } from './agent.ts';
import { AveragedWeights } from './average.ts';
import { LayerNormMlp } from './layer-norm.ts';

export const NETWORKS = { mlp: Mlp, 'layer-norm': LayerNormMlp } as const satisfies Record<
  string,
  NetworkClass
>;

export type NetworkName = keyof typeof NETWORKS;

export interface RemedyRun {
  readonly network: NetworkName;
  readonly seed: number;
  /** By the network that learns. */
  readonly last: RunResult;
  /** By the average, in the same episodes. */
  readonly averaged: RunResult;
}

export function remedyRun(network: NetworkName, config: Config): RemedyRun {
  const observer = {
    episodeEnded() {},
    metricsTaken(row: MetricsRow) {
      curve.metricsTaken(row);
      if (row.greedyReturn === null) return;
      while (!evaluation.advance(row.step));
      averagedCurve.metricsTaken({ ...row, greedyReturn: evaluation.greedyReturn });
    },
  };
  const run = new TrainingRun(config, observer, { createAgent: createDefaultWith(NETWORKS[network]) });
  const { environment } = run;
  const [curve, averagedCurve] = [0, 1].map(() => new CurveRecorder(environment.spec));
  const average = new AveragedWeights(run.network, NETWORKS[network]);
  const stream = spawnStreams(config.seed).evaluation;
  const evaluation = new Evaluation(config, environment, average.q, average.params, stream);
  while (!run.finished) {
    const { updates } = run;
    run.advance();
    if (run.updates > updates) average.update();
  }
  const last = runResult(run, curve, false);
  const { solvedAtStep, finalGreedyReturn: finalGreedyMean } = evaluation;
  const solved = solvedAtStep !== null;
  return {
    network,
    seed: config.seed,
    last,
    averaged: { ...last, ...describeCurve(averagedCurve), solved, solvedAtStep, finalGreedyMean },
  };
}
