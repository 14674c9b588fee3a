/** What a sweep keeps of a run: a few numbers, and its greedy evaluations. */
import { envSpec } from '../env/registry.ts';
import type { CurvePoint } from './learning-curve.ts';
import type { MetricsRow } from './metrics.ts';
import type { RunObserver, TrainingRun } from './run.ts';

/** Steps are environment steps; null stands for what never happened. */
export interface RunResult {
  /** Whether a deciding evaluation ever reached the environment's reward threshold. */
  readonly solved: boolean;
  readonly solvedAtStep: number | null;
  readonly steps: number;
  readonly episodes: number;
  readonly updates: number;
  /** Number of greedy evaluations. */
  readonly evaluations: number;
  /** The first evaluation of which every episode lasted to the time limit. */
  readonly firstPerfectStep: number | null;
  /** Of the evaluations after that one, the share whose mean reached the threshold; null if there was none. */
  readonly stability: number | null;
  /** Mean return of the deciding evaluation at the end; null if the run diverged. */
  readonly finalGreedyMean: number | null;
  /** Where the loss ceased to be a number. */
  readonly divergedAtStep: number | null;
}

/** Collects the mean return of each greedy evaluation. */
export class EvaluationRecorder implements RunObserver {
  readonly evaluations: CurvePoint[] = [];

  episodeEnded(): void {}

  metricsTaken({ step, greedyReturn }: MetricsRow): void {
    if (greedyReturn !== null) this.evaluations.push({ step, return: greedyReturn });
  }
}

/** The result of a run that is finished, or that has diverged. */
export function runResult(
  run: TrainingRun,
  evaluations: readonly CurvePoint[],
  diverged: boolean,
): RunResult {
  const { maxEpisodeSteps, rewardThreshold } = envSpec(run.config.env);
  const { firstPerfectStep, stability } = describeCurve(evaluations, maxEpisodeSteps, rewardThreshold);
  return {
    solved: run.solvedAtStep !== null,
    solvedAtStep: run.solvedAtStep,
    steps: run.step,
    episodes: run.episodes,
    updates: run.updates,
    evaluations: evaluations.length,
    firstPerfectStep,
    stability,
    finalGreedyMean: diverged ? null : run.finalGreedyReturn,
    divergedAtStep: diverged ? run.step : null,
  };
}

/** When a curve first reached the largest return, and how much of what came after reached the threshold. */
export function describeCurve(
  evaluations: readonly CurvePoint[],
  maxReturn: number,
  threshold: number,
): Pick<RunResult, 'firstPerfectStep' | 'stability'> {
  const first = evaluations.findIndex((point) => point.return === maxReturn);
  if (first < 0) return { firstPerfectStep: null, stability: null };
  const later = evaluations.slice(first + 1);
  const held = later.filter((point) => point.return >= threshold).length;
  return {
    firstPerfectStep: evaluations[first].step,
    stability: later.length === 0 ? null : held / later.length,
  };
}
