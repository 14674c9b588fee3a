/**
 * Summary of many runs of several variants: what a sweep's report says about each, and about each pair.
 *
 * Scores are mean greedy returns; a run that diverged has the lowest return of any evaluation, 0 at most. All intervals
 * are 95 %. Those of the bootstrap draw from a generator with a seed of its own, so equal runs give equal reports.
 */
import { Generator } from '../random.ts';
import { mean } from './evaluation.ts';
import type { CurvePoint } from './learning-curve.ts';
import { returnRange } from './return-range.ts';
import type { RunResult } from './run-result.ts';
import {
  ascending,
  bootstrapInterval,
  type Interval,
  interquartileMean,
  performanceProfile,
  probabilityOfImprovement,
  wilsonInterval,
} from './statistics.ts';

/** The runs of one variant, and the environment they were made in. */
export interface VariantRuns {
  readonly name: string;
  readonly rewardThreshold: number | null;
  readonly maxReturn: number | null;
  readonly runs: readonly {
    readonly seed: number;
    readonly result: RunResult;
    readonly evaluations: readonly CurvePoint[];
  }[];
}

export interface Estimate {
  readonly value: number;
  readonly interval: Interval;
}

export interface Proportion {
  readonly count: number;
  readonly of: number;
  readonly interval: Interval;
}

export interface VariantSummary {
  readonly name: string;
  /** Runs with a deciding evaluation at or above the threshold, whenever it was. */
  readonly solved: Proportion;
  /** Runs whose last deciding evaluation is at or above the threshold; null where there is none. */
  readonly endsSolved: Proportion | null;
  /** Runs whose last deciding evaluation has the largest possible mean; null where that is not known. */
  readonly endsPerfect: Proportion | null;
  /** Ascending. */
  readonly finalReturns: readonly number[];
  /** Interquartile mean of them. */
  readonly finalReturn: Estimate;
  /** Ascending; Infinity for runs without one. */
  readonly firstPerfectSteps: readonly number[];
  /** Ascending, without the runs that have none. */
  readonly stabilities: readonly number[];
  /** Mean of them, or null if there are none. */
  readonly stability: Estimate | null;
}

/** One step of a learning curve over many runs. */
export interface BandPoint extends Estimate {
  readonly step: number;
}

/** One τ of a performance profile. */
export interface ProfilePoint extends Estimate {
  readonly tau: number;
}

/** How likely a run of one variant is better than a run of another. */
export interface Improvement {
  /** By the final return. */
  readonly finalReturn: Estimate;
  /** By the steps to the first perfect evaluation, of which fewer are better. */
  readonly firstPerfectSteps: Estimate;
}

const BOOTSTRAP_SEED = 2021;
/** Resamples for a figure, in which a pixel is wider than what more of them would change. */
const FIGURE_RESAMPLES = 1000;
/** Points of a curve or profile in a figure. */
const FIGURE_POINTS = 100;

type Statistic = (sorted: readonly number[]) => number;

/** A statistic of scores, with its bootstrap interval. */
export function estimate(scores: readonly number[], statistic: Statistic, resamples?: number): Estimate {
  const random = new Generator(BOOTSTRAP_SEED);
  const interval = bootstrapInterval([scores], ([resample]) => statistic(resample), random, resamples);
  return { value: statistic(ascending(scores)), interval };
}

/**
 * The same variants, in which a run that diverged ends with the lowest return of any evaluation of all of them, 0 at most.
 * The lowest of its own variant would not do: where every run diverges at once there is none, and 0 may be the best return.
 */
export function countDiverged<V extends VariantRuns>(variants: readonly V[]): V[] {
  const [lowest] = commonRange(variants);
  return variants.map((variant) => ({
    ...variant,
    runs: variant.runs.map(({ result, ...run }) => ({
      ...run,
      result: { ...result, finalGreedyMean: result.finalGreedyMean ?? lowest },
    })),
  }));
}

/** The final return of each run. */
export function finalScores(variant: VariantRuns): number[] {
  const [lowest] = rangeOf(variant);
  return variant.runs.map(({ result }) => result.finalGreedyMean ?? lowest);
}

/** From the lowest return of any evaluation to the largest that can be reached, or was. */
export function rangeOf(variant: VariantRuns): [low: number, high: number] {
  const returns = variant.runs.flatMap(({ result, evaluations }) => [
    ...evaluations.map((point) => point.return),
    ...(result.finalGreedyMean === null ? [] : [result.finalGreedyMean]),
  ]);
  return returnRange(returns, variant);
}

export function firstPerfectSteps({ runs }: VariantRuns): number[] {
  return runs.map(({ result }) => result.firstPerfectStep ?? Number.POSITIVE_INFINITY);
}

export function summarize(variant: VariantRuns): VariantSummary {
  const { name, rewardThreshold, maxReturn, runs } = variant;
  const scores = finalScores(variant);
  const proportion = (count: number): Proportion => ({
    count,
    of: runs.length,
    interval: wilsonInterval(count, runs.length),
  });
  const atLeast = (least: number) => scores.filter((score) => score >= least).length;
  const stabilities = runs.flatMap(({ result }) => (result.stability === null ? [] : [result.stability]));
  return {
    name,
    solved: proportion(runs.filter(({ result }) => result.solved).length),
    endsSolved: rewardThreshold === null ? null : proportion(atLeast(rewardThreshold)),
    endsPerfect: maxReturn === null ? null : proportion(atLeast(maxReturn)),
    finalReturns: ascending(scores),
    finalReturn: estimate(scores, interquartileMean),
    firstPerfectSteps: ascending(firstPerfectSteps(variant)),
    stabilities: ascending(stabilities),
    stability: stabilities.length === 0 ? null : estimate(stabilities, mean),
  };
}

/** The range that holds those of all variants. */
export function commonRange(variants: readonly VariantRuns[]): [low: number, high: number] {
  const ranges = variants.map(rangeOf);
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

/** The probability that one of x is higher than one of y, each being a stratum of the bootstrap. */
export function probabilityOfHigher(xs: readonly number[], ys: readonly number[]): Estimate {
  const random = new Generator(BOOTSTRAP_SEED);
  const interval = bootstrapInterval([xs, ys], ([a, b]) => probabilityOfImprovement(a, b), random);
  return { value: probabilityOfImprovement(ascending(xs), ascending(ys)), interval };
}

/** The probability that a run of x is better than a run of y. */
export function improvement(x: VariantRuns, y: VariantRuns): Improvement {
  const negative = (steps: readonly number[]) => steps.map((step) => -step);
  return {
    finalReturn: probabilityOfHigher(finalScores(x), finalScores(y)),
    firstPerfectSteps: probabilityOfHigher(negative(firstPerfectSteps(x)), negative(firstPerfectSteps(y))),
  };
}

/**
 * The interquartile mean over the runs at about a hundred of their evaluations. A run that stopped early stands where it
 * stopped, as its policy no longer changes; one that diverged no longer counts.
 */
export function learningBand(variant: VariantRuns): BandPoint[] {
  const { runs } = variant;
  const final = finalScores(variant);
  const steps = ascending(new Set(runs.flatMap(({ evaluations }) => evaluations.map(({ step }) => step))));
  const stride = Math.ceil(steps.length / FIGURE_POINTS);
  // Counted from the end, because how it ends matters most.
  const shown = steps.filter((_, k) => (steps.length - 1 - k) % stride === 0);
  const places = runs.map(() => 0);
  return shown.map((step) => {
    const scores = runs.map(({ result, evaluations }, r) => {
      while (places[r] + 1 < evaluations.length && evaluations[places[r] + 1].step <= step) places[r]++;
      const { divergedAtStep } = result;
      const lost = divergedAtStep !== null && divergedAtStep <= step;
      return lost ? final[r] : evaluations[places[r]].return;
    });
    return { step, ...estimate(scores, interquartileMean, FIGURE_RESAMPLES) };
  });
}

/** The share of runs whose final return is above τ, for τ from the lowest to just below the largest return. */
export function finalProfile(variant: VariantRuns): ProfilePoint[] {
  const scores = finalScores(variant);
  const [low, high] = rangeOf(variant);
  return Array.from({ length: FIGURE_POINTS }, (_, k) => {
    const tau = low + (k * (high - low)) / FIGURE_POINTS;
    const above = (sorted: readonly number[]) => performanceProfile(sorted, [tau])[0];
    return { tau, ...estimate(scores, above, FIGURE_RESAMPLES) };
  });
}
