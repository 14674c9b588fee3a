/**
 * Successive halving (Jamieson & Talwalkar 2016, "Non-stochastic Best Arm Identification and Hyperparameter Optimization"): all
 * candidates get a small budget, and only the best go on to a larger one.
 *
 * Each rung keeps the best quarter (η = 4, as Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", use) and
 * gives it twice the steps and twice the seeds, so every rung costs about the same.
 *
 * Deviation from ASHA, the asynchronous form of Li et al.: a rung begins when the one before it is complete. Promotions then
 * follow from results alone, and not from which of them came first.
 */
import { mean } from './evaluation.ts';
import type { CurvePoint } from './learning-curve.ts';
import type { RunResult } from './run-result.ts';

/** Of four candidates one goes on. */
export const ETA = 4;

export interface Rung {
  readonly candidates: number;
  /** The first of those of the whole search. */
  readonly seeds: readonly number[];
  /** Environment steps that a run has taken at its end. */
  readonly steps: number;
}

/** The rungs from the first to the last, which has all seeds and the whole budget. */
export function rungsOf(candidates: number, seeds: readonly number[], steps: number): Rung[] {
  const counts = [candidates];
  while (counts[0] > ETA) counts.unshift(Math.ceil(counts[0] / ETA));
  return counts.toReversed().map((count, k) => {
    const part = 2 ** (counts.length - 1 - k);
    return {
      candidates: count,
      seeds: seeds.slice(0, Math.ceil(seeds.length / part)),
      steps: Math.ceil(steps / part),
    };
  });
}

export interface ScoredRun {
  readonly result: Pick<RunResult, 'divergedAtStep'>;
  readonly evaluations: readonly CurvePoint[];
}

/** The lowest return of any evaluation, which a run counts with from where it diverged on; 0 if there was none. */
export function lowestReturn(runs: readonly ScoredRun[]): number {
  const returns = runs.flatMap(({ evaluations }) => evaluations.map((point) => point.return));
  return returns.length === 0 ? 0 : returns.reduce((a, b) => Math.min(a, b));
}

/**
 * The mean of the greedy evaluations of a run, which is the area under its learning curve divided by its length: large for runs
 * that learn early and do not forget.
 *
 * @param due how many evaluations a run has that goes on to the end. One that stopped early is held at its last, and one that
 *   diverged counts with `lowest` from there on.
 */
export function scoreOf({ result, evaluations }: ScoredRun, due: number, lowest: number): number {
  const last = result.divergedAtStep === null ? (evaluations.at(-1)?.return ?? lowest) : lowest;
  const total = evaluations.reduce((sum, point) => sum + point.return, 0);
  return (total + (due - evaluations.length) * last) / due;
}

/** The mean over the seeds of a candidate; unlike an interquartile mean it does not forgive a seed that fails. */
export const meanScore = (runs: readonly ScoredRun[], due: number, lowest: number): number =>
  mean(runs.map((run) => scoreOf(run, due, lowest)));

/** The places of scores from the best to the worst; of equal ones the first comes first. */
export const ranking = (scores: readonly number[]): number[] =>
  scores.map((_, k) => k).sort((a, b) => scores[b] - scores[a] || a - b);
