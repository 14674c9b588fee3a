import { describe, expect, it } from 'vitest';
import {
  countDiverged,
  finalProfile,
  improvement,
  learningBand,
  summarize,
} from '../../src/experiment/comparison.ts';
import { runWith, variantWith } from './variant-runs.ts';

const variant = variantWith('a', [
  [10, 500, 500, 480],
  [10, 20, 500, 100],
  [10, 20, 30, 490],
  [500, 400, 300, 500],
]);

describe('summarize', () => {
  const summary = summarize(variant);

  it('counts the runs that ever reached the threshold, that end there, and that end perfect', () => {
    expect(summary.solved.count).toBe(4);
    expect(summary.endsSolved).toMatchObject({ count: 3, of: 4 });
    expect(summary.endsPerfect?.count).toBe(1);
  });

  it('takes the interquartile mean of the final returns', () => {
    expect(summary.finalReturns).toEqual([100, 480, 490, 500]);
    expect(summary.finalReturn.value).toBe(485);
    expect(summary.finalReturn.interval.low).toBeGreaterThanOrEqual(100);
    expect(summary.finalReturn.interval.high).toBeLessThanOrEqual(500);
  });

  it('puts runs without a perfect evaluation last', () => {
    expect(summary.firstPerfectSteps).toEqual([1000, 2000, 3000, Number.POSITIVE_INFINITY]);
  });

  it('averages the stability of the runs that have one', () => {
    expect(summary.stabilities).toEqual([0, 1 / 3, 1]);
    expect(summary.stability?.value).toBeCloseTo(4 / 9, 12);
  });

  it('counts a run that diverged as 0', () => {
    const runs = [{ seed: 0, ...runWith([500], { finalGreedyMean: null, divergedAtStep: 1500 }) }];
    expect(summarize({ ...variant, runs }).finalReturns).toEqual([0]);
  });

  it('is the same every time', () => {
    expect(summarize(variant)).toEqual(summary);
  });
});

describe('countDiverged', () => {
  const negative = { ...variantWith('a', [[-300, -200]]), rewardThreshold: -110, maxReturn: null };
  const diverged = { seed: 0, ...runWith([], { finalGreedyMean: null, divergedAtStep: 500 }) };

  it('puts a variant of which no run came to an evaluation below the others, not at 0', () => {
    const [evaluated, lost] = countDiverged([negative, { ...negative, runs: [diverged] }]);
    expect(summarize(evaluated).finalReturns).toEqual([-200]);
    expect(summarize(lost).finalReturns).toEqual([-300]);
    expect(improvement(lost, evaluated).finalReturn.value).toBe(0);
  });

  it('counts 0 where no return is below it', () => {
    const [, lost] = countDiverged([variant, { ...variant, runs: [diverged] }]);
    expect(summarize(lost).finalReturns).toEqual([0]);
  });
});

describe('improvement', () => {
  const better = variantWith('b', [[500], [500]]);

  it('is certain where every run is better', () => {
    const worse = variantWith('c', [[10], [20]]);
    const certain = { value: 1, interval: { low: 1, high: 1 } };
    expect(improvement(better, worse)).toEqual({ finalReturn: certain, firstPerfectSteps: certain });
  });

  it('of a variant over itself is one half', () => {
    const { finalReturn, firstPerfectSteps } = improvement(variant, variant);
    expect(finalReturn.value).toBe(0.5);
    expect(firstPerfectSteps.value).toBe(0.5);
  });
});

describe('learningBand', () => {
  it('is the interquartile mean of the runs at each step', () => {
    expect(learningBand(variant).map(({ step, value }) => [step, value])).toEqual([
      [1000, 10],
      [2000, (20 + 400) / 2],
      [3000, 400],
      [4000, 485],
    ]);
  });

  it('holds a run that stopped early at its last value', () => {
    const band = learningBand(
      variantWith('a', [
        [10, 500],
        [10, 20, 30, 40],
      ]),
    );
    expect(band.map(({ value }) => value)).toEqual([10, 260, 265, 270]);
  });

  it('lets a run fall to 0 where it diverged', () => {
    const diverged = { seed: 0, ...runWith([100], { finalGreedyMean: null, divergedAtStep: 1500 }) };
    const other = { seed: 1, ...runWith([100, 100]) };
    const band = learningBand({ ...variant, runs: [diverged, other] });
    expect(band.map(({ value }) => value)).toEqual([100, 50]);
  });

  it('keeps the last step of a long run, and about a hundred points', () => {
    const returns = Array.from({ length: 780 }, (_, k) => k);
    const band = learningBand(variantWith('a', [returns]));
    expect(band.length).toBeLessThanOrEqual(100);
    expect(band.at(-1)).toMatchObject({ step: 780_000, value: 779 });
  });
});

describe('finalProfile', () => {
  it('falls from all runs at 0 to those that end perfect', () => {
    const profile = finalProfile(variant);
    expect(profile[0]).toMatchObject({ tau: 0, value: 1 });
    expect(profile.at(-1)).toMatchObject({ tau: 495, value: 0.25 });
  });
});
