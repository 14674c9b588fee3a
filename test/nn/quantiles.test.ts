import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Quantiles } from '../../src/nn/quantiles.ts';
import { quantileHuberLoss, slopes } from '../reference/distributions.ts';
import { entryError } from './compare.ts';
import { rowsOf } from './distribution-rows.ts';

const float = (min: number, max: number) => fc.float({ min, max, noNaN: true }).map((value) => value + 0);

/** Quantiles of a network and targets for them. */
const problems = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    kappa: fc.constantFrom(0.01, 0.5, 1, 3),
    theta: fc.array(float(-5, 5), { minLength: size, maxLength: size }),
    target: fc.array(float(-5, 5), { minLength: size, maxLength: size }),
  }),
);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it('the mean is that of the quantiles, and each has an equal share in it', () => {
  fc.assert(
    fc.property(problems, float(-3, 3), ({ size, theta }, dQ) => {
      const rows = new Quantiles(size).rowsOn();
      const q = new Float32Array(3).fill(7);
      rows.means(q, Float32Array.from([...theta, ...theta]), 2);
      expect(entryError(q, [mean(theta), mean(theta), 7])).toBeLessThan(1e-6);
      const dOutputs = new Float32Array(2 * size + 1).fill(7);
      rows.meansBackward(dOutputs, Float32Array.of(1, dQ));
      const shares = [1, dQ].map((slope) => Math.fround(slope / size));
      expect(Array.from(dOutputs)).toEqual([...shares.flatMap((share) => theta.map(() => share)), 7]);
    }),
  );
});

it('a distribution is backed up by moving each value, and is all at the reward where the task ended', () => {
  const target = new Float32Array(6).fill(7);
  const next = rowsOf(new Quantiles(2), Float32Array.of(0, 0, 4, -2, 0, 0));
  next.backUp(target, Int32Array.of(1, 1), Float32Array.of(1, 3), Float64Array.of(0.5, 0), 2);
  expect(Array.from(target)).toEqual([3, 0, 3, 3, 7, 7]);
});

describe('the loss', () => {
  function lossAndSlopes(kappa: number, theta: readonly number[], target: readonly number[]) {
    const losses = new Float32Array(1);
    const slopes = new Float32Array(theta.length);
    const quantiles = new Quantiles(theta.length, kappa);
    rowsOf(quantiles, Float32Array.from(theta)).loss(losses, slopes, Float32Array.from(target));
    return { loss: losses[0], slopes };
  }
  const lossOf = (kappa: number, theta: readonly number[], target: readonly number[]) =>
    lossAndSlopes(kappa, theta, target).loss;

  it('agrees with the formula of the paper, and its slopes with finite differences', () => {
    fc.assert(
      fc.property(problems, ({ kappa, theta, target }) => {
        // At a kink there is no slope to agree with.
        const errors = theta.flatMap((value) => target.map((other) => Math.abs(other - value)));
        fc.pre(errors.every((error) => Math.abs(error - kappa) > 1e-4 && error > 1e-4));
        const got = lossAndSlopes(kappa, theta, target);
        expect(entryError([got.loss], [quantileHuberLoss(theta, target, kappa)])).toBeLessThan(1e-6);
        const expected = slopes((values) => quantileHuberLoss(values, target, kappa), theta);
        expect(entryError(got.slopes, expected)).toBeLessThan(1e-5);
      }),
    );
  });

  it('is least at the quantiles of the sample: a share of it as large as τ̂ lies below each', () => {
    fc.assert(
      fc.property(problems, float(-6, 6), fc.nat(), ({ size, target }, other, k) => {
        // Below the distance of any two different values the loss is that of quantiles itself.
        const kappa = 1e-6;
        const sorted = target.toSorted((a, b) => a - b);
        const moved = sorted.with(k % size, other);
        expect(lossOf(kappa, sorted, target)).toBeLessThanOrEqual(lossOf(kappa, moved, target) + 1e-5);
      }),
    );
  });

  it('costs more where a high quantile is too low than where it is too high', () => {
    const [low, high] = [-1, 1].map((theta) => lossOf(1, [0, 0, 0, theta], [0, 0, 0, 0]));
    expect(low).toBe((7 / 8) * 0.5);
    expect(high).toBe((1 / 8) * 0.5);
  });

  it('is that of each row by itself', () => {
    const losses = new Float32Array(3).fill(7);
    const slopes = new Float32Array(6).fill(7);
    const target = Float32Array.of(2, 2, 3, 3, 5, 5);
    rowsOf(new Quantiles(2), Float32Array.of(2, 2, 1, 1)).loss(losses, slopes, target);
    expect(Array.from(losses)).toEqual([0, (0.25 + 0.75) * 1.5, 7]);
    expect(Array.from(slopes).map((slope) => slope + 0)).toEqual([0, 0, -0.25, -0.75, 7, 7]);
  });
});

it.each([
  [0, 1, 'quantiles is 0; expected an integer from 1 to 1001'],
  [3, 0, 'kappa is 0; expected a positive number'],
  [3, Infinity, 'kappa is Infinity'],
])('refuses %d quantiles with κ = %d', (size, kappa, message) => {
  expect(() => new Quantiles(size, kappa)).toThrow(message);
});
