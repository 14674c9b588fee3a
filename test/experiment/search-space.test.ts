import { describe, expect, it } from 'vitest';
import { drawCandidates, type SearchRange } from '../../src/experiment/search-space.ts';

const RATE: SearchRange = { name: 'learningRate', kind: 'number', low: 1e-4, high: 1e-2, isLog: true };
const GAMMA: SearchRange = { name: 'gamma', kind: 'number', low: 0.99, high: 0.9995, isLog: false };
const STEPS: SearchRange = { name: 'nStep', kind: 'integer', low: 1, high: 8, isLog: false };
const BATCH: SearchRange = { name: 'batchSize', kind: 'integer', low: 1, high: 999, isLog: true };
const LOSS: SearchRange = { name: 'loss', kind: 'choice', values: ['squared', 'huber'] };

const column = (range: SearchRange, count: number, seed = 1) =>
  // Two values must not make the same candidate.
  drawCandidates([range, GAMMA, RATE], count, seed).map((candidate) => candidate[range.name]);

describe('drawCandidates', () => {
  it('depends on the seed, and a longer list begins with a shorter one', () => {
    const all = [RATE, STEPS, LOSS, BATCH];
    expect(drawCandidates(all, 20, 3).slice(0, 7)).toEqual(drawCandidates(all, 7, 3));
    expect(drawCandidates(all, 7, 4)).not.toEqual(drawCandidates(all, 7, 3));
  });

  it('keeps the values that it gave once, so that searches can be repeated', () => {
    expect(drawCandidates([RATE, GAMMA, STEPS, BATCH, LOSS], 2, 1)).toEqual([
      { learningRate: 0.0025, gamma: 0.991656, nStep: 7, batchSize: 9, loss: 'huber' },
      { learningRate: 0.000894, gamma: 0.995706, nStep: 8, batchSize: 4, loss: 'squared' },
    ]);
  });

  it('gives each tenth of a logarithmic range its share', () => {
    const values = column(RATE, 2000) as number[];
    const middle = values.filter((value) => value < 1e-3).length;
    // Binomial: 1000 ± 4 standard deviations of 22.4.
    expect(Math.abs(middle - 1000)).toBeLessThan(90);
    expect(values.every((value) => value >= 1e-4 && value <= 1e-2)).toBe(true);
    expect(values.every((value) => Number(value.toPrecision(3)) === value)).toBe(true);
  });

  it('rounds a narrow linear range by its width, not by its size', () => {
    const values = drawCandidates([GAMMA], 200, 1).map(({ gamma }) => gamma as number);
    expect(values.every((value) => value >= 0.99 && value <= 0.9995)).toBe(true);
    expect(values.every((value) => Number(value.toFixed(6)) === value)).toBe(true);
    expect(new Set(values.map((value) => value.toFixed(4))).size).toBeGreaterThan(50);
  });

  it('gives integers of both kinds, ends included', () => {
    expect(new Set(column(STEPS, 200))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
    const sizes = column(BATCH, 3000) as number[];
    expect(sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= 999)).toBe(true);
    // As many below 10 as from 10 to 99 as from 100 on: 1000 ± 4 standard deviations of 25.8.
    for (const [low, high] of [
      [1, 10],
      [10, 100],
      [100, 1000],
    ]) {
      const inside = sizes.filter((size) => size >= low && size < high).length;
      expect(Math.abs(inside - 1000)).toBeLessThan(104);
    }
  });

  it('names no candidate twice, and gives all that there are when asked for more', () => {
    const drawn = drawCandidates([STEPS, LOSS], 17, 1);
    expect(drawn).toHaveLength(16);
    expect(new Set(drawn.map((candidate) => JSON.stringify(candidate))).size).toBe(16);
  });
});
