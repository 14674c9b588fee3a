/** Many numbers in three. */
import { ascending, quantile } from '../../src/index.ts';

/** The 5 %, 50 % and 95 % quantiles; null of nothing. */
export type Range = readonly [low: number, middle: number, high: number] | null;

/** Four digits say enough, and keep the file small. */
export const rounded = (value: number) => Number(value.toPrecision(4));

export function rangeOf(values: Iterable<number>): Range {
  const sorted = ascending(values);
  if (sorted.length === 0) return null;
  const [low, middle, high] = [0.05, 0.5, 0.95].map((p) => rounded(quantile(sorted, p)));
  return [low, middle, high];
}
