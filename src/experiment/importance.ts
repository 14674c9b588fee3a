/**
 * How much each hyper-parameter mattered in a search, from nothing but its candidates and their scores.
 *
 * All of it is about ranks: which candidates were better, not by how much, so a few that failed do not decide. And all of it is
 * about one hyper-parameter at a time, averaged over the others: what only shows in combination (a learning rate that is good for
 * large batches and bad for small ones) is not seen. fANOVA (Hutter, Hoos & Leyton-Brown 2014) would see it, by a random forest
 * that must be trusted in turn.
 */
import { Generator } from '../random.ts';
import { mean } from './evaluation.ts';
import { ascending, quantile } from './statistics.ts';

export interface Importance {
  /**
   * The share of the variance of the ranks of scores that lies between bins of the values: η² = H/(n − 1) with the H of Kruskal &
   * Wallis 1952.
   */
  readonly explained: number;
  /** What shuffled scores exceed in one case of twenty: a share below it may be chance. */
  readonly byChance: number;
  /** Spearman's ρ, from −1 to 1: whether larger values were better; null for values that have no order. */
  readonly correlation: number | null;
}

const SHUFFLES = 1000;
const SHUFFLE_SEED = 1952;
/** A range of numbers is cut where the same count of candidates lies on either side. */
const CUTS = [0.25, 0.5, 0.75];

/** @param values of one hyper-parameter, one for each score: numbers, or anything else that is only equal or not. */
export function importanceOf(values: readonly unknown[], scores: readonly number[]): Importance {
  const numbers = values.filter((value) => typeof value === 'number');
  const isOrdered = numbers.length === values.length;
  const bins = isOrdered ? binsOfNumbers(numbers) : binsOfEquals(values);
  const ranks = ranksOf(scores);
  return {
    explained: shareBetween(bins, ranks),
    byChance: shareByChance(bins, ranks),
    correlation: isOrdered ? correlationOf(ranksOf(numbers), ranks) : null,
  };
}

/** The number of the bin that each value is in. */
export function binsOfNumbers(values: readonly number[]): number[] {
  const sorted = ascending(values);
  if (new Set(sorted).size <= CUTS.length + 1) return binsOfEquals(values);
  const cuts = CUTS.map((p) => quantile(sorted, p));
  return values.map((value) => cuts.filter((cut) => value > cut).length);
}

function binsOfEquals(values: readonly unknown[]): number[] {
  const texts = values.map((value) => JSON.stringify(value));
  const different = [...new Set(texts)];
  return texts.map((text) => different.indexOf(text));
}

/** From 1 on; equal values share the mean of their ranks. */
export function ranksOf(values: readonly number[]): number[] {
  const sorted = ascending(values);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

const squares = (values: readonly number[], centre: number) =>
  values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);

/** 0 where all ranks are equal, so that there is nothing to explain. */
function shareBetween(bins: readonly number[], ranks: readonly number[]): number {
  const centre = mean(ranks);
  const all = squares(ranks, centre);
  const sums = new Map<number, { sum: number; count: number }>();
  for (const [k, bin] of bins.entries()) {
    const { sum, count } = sums.get(bin) ?? { sum: 0, count: 0 };
    sums.set(bin, { sum: sum + ranks[k], count: count + 1 });
  }
  let between = 0;
  for (const { sum, count } of sums.values()) {
    const distance = sum / count - centre;
    between += count * distance * distance;
  }
  return all === 0 ? 0 : between / all;
}

function shareByChance(bins: readonly number[], ranks: readonly number[]): number {
  const random = new Generator(SHUFFLE_SEED);
  const shuffled = [...ranks];
  const shares = Array.from({ length: SHUFFLES }, () => {
    // Fisher & Yates.
    for (let k = shuffled.length - 1; k > 0; k--) {
      const other = random.integers(0, k + 1);
      [shuffled[k], shuffled[other]] = [shuffled[other], shuffled[k]];
    }
    return shareBetween(bins, shuffled);
  });
  return quantile(ascending(shares), 0.95);
}

/** 0 where either does not vary. */
function correlationOf(a: readonly number[], b: readonly number[]): number {
  const [centreA, centreB] = [mean(a), mean(b)];
  const together = a.reduce((sum, value, k) => sum + (value - centreA) * (b[k] - centreB), 0);
  const size = Math.sqrt(squares(a, centreA) * squares(b, centreB));
  return size === 0 ? 0 : together / size;
}
