/**
 * Statistics of several runs, after Agarwal, Schwarzer, Castro, Courville & Bellemare 2021, "Deep Reinforcement Learning at
 * the Edge of the Statistical Precipice" (their library: rliable).
 *
 * A score may be Infinity, for what never happened. Nothing here changes its arguments.
 */
import { checkNumber, refusal } from '../checks.ts';
import type { Generator } from '../random.ts';
import { mean } from './evaluation.ts';

/** The ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the normal distribution. */
const Z_95 = 1.959963984540054;
const TAIL = 0.025;
/** Agarwal 2021 resample 50 000 times; beyond a few thousand the ends of an interval move less than what is printed. */
const RESAMPLES = 5000;

/** A sorted copy, for the functions that expect scores in ascending order. */
export function ascending(scores: Iterable<number>): number[] {
  return [...Float64Array.from(scores).sort()];
}

/** What these statistics take to be sorted must be: of scores in any order they would be wrong, and look right. */
function checkAscending(scores: readonly number[]): void {
  for (let k = 1; k < scores.length; k++) {
    if (!(scores[k - 1] <= scores[k])) {
      throw refusal(`scores[${k}]`, scores[k], `${scores[k - 1]} or more: sort scores with ascending()`);
    }
  }
}

/**
 * The p-quantile of scores in ascending order, 0 <= p <= 1, on a straight line between the two nearest (NumPy's default;
 * type 7 of Hyndman & Fan 1996). NaN of nothing. Throws a RangeError for another p, and for scores in another order.
 */
export function quantile(sorted: readonly number[], p: number): number {
  checkNumber('p', p, 0, 1);
  checkAscending(sorted);
  const place = p * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  // Between Infinity and itself there is no line.
  return below === above ? below : below + (place - Math.floor(place)) * (above - below);
}

/** The middle score, or the mean of the middle two; otherwise as `quantile`. */
export const median = (sorted: readonly number[]) => quantile(sorted, 0.5);

/**
 * The mean of scores in ascending order without the lowest and the highest quarter, each rounded down to whole scores:
 * SciPy's `trim_mean(scores, 0.25)`, which rliable uses. Less moved by one outlier than the mean, and by more of the
 * scores than the median. Throws a RangeError for scores in another order.
 */
export function interquartileMean(sorted: readonly number[]): number {
  checkAscending(sorted);
  const cut = Math.floor(sorted.length / 4);
  return mean(sorted.slice(cut, sorted.length - cut));
}

/**
 * The 95 % interval of a statistic by the stratified percentile bootstrap (Efron 1979): each stratum is resampled on its
 * own, with replacement, and the interval runs between the 2.5 % and the 97.5 % quantile of the statistic.
 *
 * @param statistic is given one resample of each stratum, in ascending order and valid during the call only.
 * @param random draws the resamples: equal generators give equal intervals.
 */
export function bootstrapInterval(
  strata: readonly (readonly number[])[],
  statistic: (resamples: readonly (readonly number[])[]) => number,
  random: Generator,
  resamples = RESAMPLES,
): Interval {
  const sorted = strata.map(ascending);
  const drawn = sorted.map((scores) => [...scores]);
  const counts = sorted.map((scores) => new Uint32Array(scores.length));
  const values = new Float64Array(resamples);
  for (let k = 0; k < resamples; k++) {
    for (let s = 0; s < sorted.length; s++) resample(drawn[s], sorted[s], counts[s], random);
    values[k] = statistic(drawn);
  }
  const distribution = ascending(values);
  return { low: quantile(distribution, TAIL), high: quantile(distribution, 1 - TAIL) };
}

/** Counting how often each score is drawn gives the resample in order without sorting it. */
function resample(out: number[], sorted: readonly number[], counts: Uint32Array, random: Generator): void {
  counts.fill(0);
  for (let k = 0; k < sorted.length; k++) counts[random.integers(0, sorted.length)]++;
  let place = 0;
  for (let k = 0; k < sorted.length; k++) {
    for (let count = counts[k]; count > 0; count--) out[place++] = sorted[k];
  }
}

/**
 * P(X > Y): the probability that a run of X scores higher than a run of Y, a tie counting one half. This is Mann and
 * Whitney's U divided by the number of pairs. NaN if one is empty. Throws a RangeError unless both are in ascending order.
 */
export function probabilityOfImprovement(x: readonly number[], y: readonly number[]): number {
  checkAscending(x);
  checkAscending(y);
  let lower = 0;
  let notHigher = 0;
  let wins = 0;
  for (const score of x) {
    while (lower < y.length && y[lower] < score) lower++;
    while (notHigher < y.length && y[notHigher] <= score) notHigher++;
    wins += (lower + notHigher) / 2;
  }
  return wins / (x.length * y.length);
}

/** The share of scores above τ, for each τ of `thresholds` (Dolan & Moré 2002; Agarwal 2021, Eq. 1). */
export function performanceProfile(scores: readonly number[], thresholds: readonly number[]): number[] {
  return thresholds.map((tau) => share(scores, (score) => score > tau));
}

/** The share of scores for which a condition holds; NaN of nothing. */
export function share(scores: readonly number[], condition: (score: number) => boolean): number {
  return scores.filter(condition).length / scores.length;
}

/**
 * The 95 % interval of a probability of which `successes` of `n` trials were seen (Wilson 1927), in which the normal
 * approximation holds also near 0 and 1; from 0 to 1 if there were no trials:
 *
 *   (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n)
 */
export function wilsonInterval(successes: number, n: number): Interval {
  const p = successes / n;
  const z2 = (Z_95 * Z_95) / n;
  const centre = p + z2 / 2;
  const margin = Math.sqrt(z2 * (p * (1 - p) + z2 / 4));
  // At the ends the exact bounds are 0 and 1, which rounding may miss.
  const low = successes === 0 ? 0 : (centre - margin) / (1 + z2);
  const high = successes === n ? 1 : (centre + margin) / (1 + z2);
  return { low, high };
}
