/** How a run went, in a few numbers. */
import type { LearningCurve } from './learning-curve.ts';
import { perfectReturn } from './return-range.ts';
import type { TrainingRun } from './run.ts';

/** Steps are environment steps; null stands for what never happened. */
export interface RunProgress {
  /** Whether a deciding evaluation ever reached the environment's reward threshold. */
  readonly solved: boolean;
  readonly solvedAtStep: number | null;
  readonly steps: number;
  readonly episodes: number;
  readonly updates: number;
}

export interface RunResult extends RunProgress {
  /** Number of greedy evaluations. */
  readonly evaluations: number;
  /** The first evaluation with the largest possible return or, where that is not known, the first one at the threshold. */
  readonly firstPerfectStep: number | null;
  /** Of the evaluations after that one, the share whose mean reached the threshold; null if there was none. */
  readonly stability: number | null;
  /** Mean return of the deciding evaluation at the end; null if the run diverged. */
  readonly finalGreedyMean: number | null;
  /** Where the loss ceased to be a number. */
  readonly divergedAtStep: number | null;
}

/** How far a run has come. */
export function runProgress(run: TrainingRun): RunProgress {
  return {
    solved: run.solvedAtStep !== null,
    solvedAtStep: run.solvedAtStep,
    steps: run.step,
    episodes: run.episodes,
    updates: run.updates,
  };
}

/** The result of a run that is finished, or that has diverged. */
export function runResult(run: TrainingRun, curve: LearningCurve, diverged: boolean): RunResult {
  return {
    ...runProgress(run),
    evaluations: curve.evaluations.length,
    ...describeCurve(curve),
    finalGreedyMean: diverged ? null : run.finalGreedyReturn,
    divergedAtStep: diverged ? run.step : null,
  };
}

/** When a curve was first perfect, and how much of what came after reached the threshold. */
export function describeCurve(
  curve: Omit<LearningCurve, 'episodes'>,
): Pick<RunResult, 'firstPerfectStep' | 'stability'> {
  const { evaluations, rewardThreshold } = curve;
  const perfect = perfectReturn(curve) ?? Number.POSITIVE_INFINITY;
  const first = evaluations.findIndex((point) => point.return >= perfect);
  if (first < 0) return { firstPerfectStep: null, stability: null };
  const later = evaluations.slice(first + 1);
  const held = later.filter((point) => point.return >= (rewardThreshold ?? perfect)).length;
  return {
    firstPerfectStep: evaluations[first].step,
    stability: later.length === 0 ? null : held / later.length,
  };
}
