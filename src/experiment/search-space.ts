/**
 * Random search (Bergstra & Bengio 2012, "Random Search for Hyper-Parameter Optimization"): settings drawn independently from
 * ranges. A grid tries few values of each hyper-parameter over and over; random samples try a new value of each every time.
 */
import { exp, log } from '../nn/exponential.ts';
import { Generator, SeedSequence } from '../random.ts';

/** The values that are tried for one hyper-parameter. */
export type SearchRange = { readonly name: string } & (
  | { readonly kind: 'choice'; readonly values: readonly unknown[] }
  | {
      readonly kind: 'integer' | 'number';
      readonly low: number;
      readonly high: number;
      /** Whether the logarithm is uniform, and not the value itself. */
      readonly isLog: boolean;
    }
);

/** One value of each range, by the names of the hyper-parameters. */
export type Candidate = Readonly<Record<string, unknown>>;

/** Significant digits of a value from a logarithmic range. */
const DIGITS = 3;
/** Steps in which a linear range is told apart, or more. */
const PARTS = 1000;
/** As many as `toFixed` takes. */
const MOST_DECIMALS = 100;

/** Draws for each candidate that is wanted, before it is clear that there are not as many. */
const MOST_DRAWS = 1000;

/**
 * Different candidates, each value drawn on its own.
 *
 * They depend on the seed and the ranges alone, and a longer list begins with a shorter one.
 *
 * @returns fewer than `count` if the ranges hold no more.
 */
export function drawCandidates(ranges: readonly SearchRange[], count: number, seed: number): Candidate[] {
  const stream = new SeedSequence(seed);
  const drawn = new Map<string, Candidate>();
  for (let k = 0; drawn.size < count && k < MOST_DRAWS * count; k++) {
    const random = new Generator(stream.child(k));
    const candidate = Object.fromEntries(ranges.map((range) => [range.name, draw(range, random)]));
    const key = JSON.stringify(candidate);
    if (!drawn.has(key)) drawn.set(key, candidate);
  }
  return [...drawn.values()];
}

function draw(range: SearchRange, random: Generator): unknown {
  if (range.kind === 'choice') return range.values[random.integers(0, range.values.length)];
  const { kind, low, high, isLog } = range;
  if (kind === 'integer' && !isLog) return random.integers(low, high + 1);
  // Each integer stands for the values from itself to the next one.
  const end = kind === 'integer' ? high + 1 : high;
  const value = isLog ? exp(random.uniform(log(low), log(end))) : random.uniform(low, end);
  const rounded =
    kind === 'integer' ? Math.floor(value) : isLog ? toDigits(value) : toWidth(value, high - low);
  return Math.min(Math.max(rounded, low), high);
}

const toDigits = (value: number) => Number(value.toPrecision(DIGITS));

/** Rounded to a thousandth of the width of its range, or finer. */
function toWidth(value: number, width: number): number {
  let decimals = 0;
  while (Number(`1e-${decimals}`) > width / PARTS && decimals < MOST_DECIMALS) decimals++;
  return Number(value.toFixed(decimals));
}
