import { describe, expect, it } from 'vitest';
import { lowestReturn, meanScore, ranking, rungsOf, scoreOf } from '../../src/experiment/halving.ts';
import { runWith } from './variant-runs.ts';

describe('rungsOf', () => {
  it('keeps a quarter, and doubles steps and seeds up to all of them', () => {
    expect(rungsOf(64, [3, 4, 5, 6], 10_000)).toEqual([
      { candidates: 64, seeds: [3], steps: 2500 },
      { candidates: 16, seeds: [3, 4], steps: 5000 },
      { candidates: 4, seeds: [3, 4, 5, 6], steps: 10_000 },
    ]);
  });

  it('rounds up what cannot be halved', () => {
    expect(rungsOf(18, [0, 1, 2], 1001)).toEqual([
      { candidates: 18, seeds: [0], steps: 251 },
      { candidates: 5, seeds: [0, 1], steps: 501 },
      { candidates: 2, seeds: [0, 1, 2], steps: 1001 },
    ]);
  });

  it('has one rung for as few as would be left', () => {
    expect(rungsOf(4, [7], 50)).toEqual([{ candidates: 4, seeds: [7], steps: 50 }]);
  });
});

describe('scores', () => {
  const diverged = runWith([10, 40], { divergedAtStep: 2500 });

  it('are the mean of all evaluations', () => {
    expect(scoreOf(runWith([10, 20, 60]), 3, 0)).toBe(30);
  });

  it('hold a run that stopped early at its last evaluation', () => {
    expect(scoreOf(runWith([100, 500]), 4, 0)).toBe(400);
  });

  it('count a run that diverged with the lowest return from there on, be it ever so far below 0', () => {
    expect(scoreOf(diverged, 4, -200)).toBe(-87.5);
    expect(scoreOf(runWith([], { divergedAtStep: 1 }), 4, -200)).toBe(-200);
    expect(lowestReturn([diverged, runWith([-200, 5])])).toBe(-200);
    expect(lowestReturn([diverged])).toBe(10);
    expect(lowestReturn([runWith([], { divergedAtStep: 1 })])).toBe(0);
  });

  it('of a candidate are the mean over its seeds', () => {
    expect(meanScore([runWith([0, 10]), runWith([20, 30])], 2, 0)).toBe(15);
  });

  it('are ranked from the best on, of equal ones the first first', () => {
    expect(ranking([3, 9, 3, 10, 9])).toEqual([3, 1, 4, 0, 2]);
  });
});
