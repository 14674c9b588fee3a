import { scaleLinear } from 'd3-scale';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CurvePoint } from '../../src/experiment/learning-curve.ts';
import { recentMeans, thin, ticks } from '../../src/figures/curve-points.ts';

const returns = fc.array(fc.integer({ min: -1, max: 500 }), { maxLength: 300, size: 'max' });
const toPoints = (values: readonly number[]): CurvePoint[] =>
  values.map((value, k) => ({ step: 10 * (k + 1), return: value }));

describe('recentMeans', () => {
  test('each is the mean of the last hundred, or of as many as there are', () => {
    fc.assert(
      fc.property(returns, (values) => {
        const expected = values.map((_, k) => {
          const recent = values.slice(Math.max(0, k - 99), k + 1);
          return recent.reduce((sum, value) => sum + value, 0) / recent.length;
        });
        expect(recentMeans(toPoints(values)).map((point) => point.return)).toEqual(expected);
      }),
    );
  });
});

describe('thin', () => {
  test('keeps at most one more than the limit, in order, with the first and the last', () => {
    fc.assert(
      fc.property(returns, fc.integer({ min: 1, max: 50 }), (values, limit) => {
        const points = toPoints(values);
        const thinned = thin(points, limit);
        expect(thinned.length).toBeLessThanOrEqual(limit + 1);
        expect(thinned[0]).toBe(points[0]);
        expect(thinned.at(-1)).toBe(points.at(-1));
        expect(points.filter((point) => thinned.includes(point))).toEqual(thinned);
      }),
    );
  });

  test('leaves few points alone', () => {
    const points = toPoints([1, 2, 3]);
    expect(thin(points, 3)).toEqual(points);
  });
});

describe('ticks', () => {
  test('a label stands where its value is', () => {
    const scale = scaleLinear([0, 50_000], [0, 100]);
    const found = ticks(scale, 5).map(({ position, text }) => [
      position,
      Number(text.replaceAll('\u00a0', '')),
    ]);
    expect(found).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000].map((value) => [value / 500, value]));
  });
});
