/** From where to where the returns of a task reach, as far as is known: the axis of a figure. */
import type { EnvSpec } from '../env/task.ts';

export type Goal = Pick<EnvSpec, 'rewardThreshold' | 'maxReturn'>;

/** The mean return that counts as perfect: the largest possible one or, where that is not known, the threshold; or null. */
export function perfectReturn({ maxReturn, rewardThreshold }: Goal): number | null {
  return maxReturn ?? rewardThreshold;
}

/** The smallest range that holds all of `returns` and the goal; from 0 where nothing is below it. */
export function returnRange(
  returns: Iterable<number>,
  { maxReturn, rewardThreshold }: Goal,
): [low: number, high: number] {
  let low = 0;
  let high = maxReturn ?? rewardThreshold ?? Number.NEGATIVE_INFINITY;
  for (const value of returns) {
    low = Math.min(low, value);
    if (maxReturn === null) high = Math.max(high, value);
  }
  return high > low ? [low, high] : [low, low + 1];
}

/** Digits behind the point with which a mean return is shown, by the size of what can be reached. */
export function returnDecimals({ maxReturn, rewardThreshold }: Goal): number {
  const size = Math.max(Math.abs(maxReturn ?? 0), Math.abs(rewardThreshold ?? 0));
  return size >= 10 ? 1 : 3;
}
