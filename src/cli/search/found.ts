/** What the parts of a search report are made of. */
import { formatCount } from '../status-line.ts';
import type { RungOutcome } from './outcome.ts';
import type { SearchPlan } from './plan.ts';

export interface Found {
  readonly search: SearchPlan;
  readonly outcomes: readonly RungOutcome[];
  readonly winner: number;
  /** Digits behind the point of a score. */
  readonly decimals: number;
}

export function scoreIn({ numbers, scores }: RungOutcome, number: number): number | undefined {
  return scores[numbers.indexOf(number)];
}

/** Of the winner on the last rung, which chose it. */
export function lastScore({ outcomes, winner }: Found): number {
  return scoreIn(outcomes[outcomes.length - 1], winner) as number;
}

export const plural = (count: number, noun: string) =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** The axis of a figure that holds these values. */
export function domainOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low, low + 1];
}
