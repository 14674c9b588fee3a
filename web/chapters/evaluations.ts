/** What the greedy evaluations of a run say of it. */
import type { Config } from '../../src/config/config.ts';
import { envSpec } from '../../src/env/registry.ts';
import type { MetricsRow } from '../../src/experiment/metrics.ts';

export const hasEvaluation = ({ greedyReturn }: MetricsRow) => greedyReturn !== null;

/** The first row in which every greedy episode lasted to the time limit. */
export function firstPerfect(metrics: readonly MetricsRow[], { env }: Config): MetricsRow | undefined {
  return metrics.find(({ greedyReturn }) => greedyReturn === envSpec(env).maxEpisodeSteps);
}

/** The rows with an evaluation after a step. */
export function evaluationsAfter(metrics: readonly MetricsRow[], step: number): readonly MetricsRow[] {
  return metrics.filter((row) => row.step > step && hasEvaluation(row));
}

/** Whether an evaluation counts as solved. */
export function isSolved({ greedyReturn }: MetricsRow, { env }: Config): boolean {
  return greedyReturn !== null && greedyReturn >= (envSpec(env).rewardThreshold ?? Infinity);
}
