/** Numbers of axes: where they end, where their ticks are and how these are written. */
import { formatCount, formatNumber } from './format.ts';

const MINUS = '−';
/** Beyond this, a number in full no longer fits beside an axis. */
const LONG = 1e5;
/** Share of an axis that is left free above and below the data. */
const AIR = 0.05;
const MAX_DECIMALS = 12;
/** Share of the data's size, which counts as at least `LEAST`, that a difference must have to be one. */
const FLAT = 1e-6;
const LEAST = 1e-6;

/** The ends of an axis that has all the data and `reach` on it; data are null where there are none. */
export function axisRange(
  low: number | null,
  high: number | null,
  reach: readonly [number, number],
): [number, number] {
  const from = Math.min(low ?? reach[0], reach[0]);
  const to = Math.max(high ?? reach[1], reach[1]);
  if (from === to) return [from, from + 1];
  const air = (to - from) * AIR;
  return [from < reach[0] ? from - air : from, to + air];
}

/** The ends of an axis in powers of ten that has all the data, which are above zero, on it. */
export function logAxisRange(low: number | null, high: number | null): [number, number] {
  const from = Math.floor(Math.log10(low ?? 0.1));
  return [10 ** from, 10 ** Math.max(from + 1, Math.ceil(Math.log10(high ?? 1)))];
}

/** The round number (1, 2 or 5 times a power of ten) that is at least `least`, which is above zero. */
export function roundUp(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const digit = [1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10;
  return digit * power;
}

/** Round numbers at even distances, from the last at or below `low` to the first at or above `high`; about `count`. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Of data that are nearly all the same, the differences are roundings.
  const isFlat = high - low <= Math.max(size, LEAST) * FLAT;
  const distance = roundUp((isFlat ? Math.max(size, 1) : high - low) / count);
  const first = Math.floor(low / distance + 1e-9);
  const last = Math.max(Math.ceil(high / distance - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, k) => (first + k) * distance);
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** The round numbers at even distances from `low` to `high`, at most about `count`. */
export function ticksBetween(low: number, high: number, count: number, textOf = tickText): Tick[] {
  const distance = roundUp((high - low) / count);
  const first = Math.ceil(low / distance - 1e-9);
  const last = Math.floor(high / distance + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => {
    const value = (first + k) * distance;
    return { value, text: textOf(value, distance) };
  });
}

/** On an axis between two powers of ten, these, at most about `count`; where there is room also twice and five times each. */
export function logTicksBetween(low: number, high: number, count: number): Tick[] {
  const [first, last] = [low, high].map((end) => Math.round(Math.log10(end)));
  const factors = 3 * (last - first) <= count ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((last - first) / count));
  const powers = Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, k) => first + k * every);
  return powers
    .flatMap((power) => factors.map((factor) => factor * 10 ** power))
    .filter((value) => value <= high)
    .map((value) => ({ value, text: logTickText(value) }));
}

/** A tick with as many decimals as its neighbours at `distance` need. */
export function tickText(value: number, distance: number): string {
  if (Math.abs(value) >= LONG) return value.toExponential(1).replace('-', MINUS).replace('e+', 'e');
  const decimals = decimalsOf(distance);
  const sign = value < -distance / 2 ? MINUS : '';
  const size = Math.abs(value);
  return sign + (decimals === 0 ? formatCount(size) : size.toFixed(decimals));
}

/** The fewest decimals with which a number can be written, up to a millionth of it. */
function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < MAX_DECIMALS; decimals++) {
    const whole = value * 10 ** decimals;
    if (Math.abs(whole - Math.round(whole)) < 1e-6 * whole) return decimals;
  }
  return MAX_DECIMALS;
}

/** A power of ten, or what lies between two of them. */
export function logTickText(value: number): string {
  if (value >= LONG || value < 1e-3) return formatNumber(value, 1);
  return String(Number(value.toPrecision(1)));
}
