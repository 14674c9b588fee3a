/** Runs of a sweep, made up so that no test has to wait for them. */
import type { VariantRuns } from '../../src/experiment/comparison.ts';
import { describeCurve, type RunResult } from '../../src/experiment/run-result.ts';

/** A run that was evaluated every 1000 steps with these mean returns, and ended with the last of them. */
export function runWith(returns: readonly number[], changes: Partial<RunResult> = {}) {
  const evaluations = returns.map((value, k) => ({ step: 1000 * (k + 1), return: value }));
  const last = returns.at(-1) ?? null;
  const result: RunResult = {
    solved: returns.some((value) => value >= 475),
    solvedAtStep: null,
    steps: 1000 * returns.length,
    episodes: 10,
    updates: 100,
    evaluations: returns.length,
    ...describeCurve({ evaluations, rewardThreshold: 475, maxReturn: 500 }),
    finalGreedyMean: last,
    divergedAtStep: null,
    ...changes,
  };
  return { result, evaluations };
}

/** Seeds 0, 1, … with these evaluations. */
export function variantWith(name: string, curves: readonly (readonly number[])[]): VariantRuns {
  const runs = curves.map((returns, seed) => ({ seed, ...runWith(returns) }));
  return { name, rewardThreshold: 475, maxReturn: 500, runs };
}
