import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Quantiles } from '../../src/nn/quantiles.ts';
import { quantileHuberLoss, slopes } from '../reference/distributions.ts';
import { entryError } from './compare.ts';

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
      const quantiles = new Quantiles(size);
      const outputs = Float32Array.from([...theta, ...theta]);
      expect(entryError([quantiles.mean(outputs, 1)], [mean(theta)])).toBeLessThan(1e-6);
      const dOutputs = new Float32Array(2 * size).fill(7);
      quantiles.meanBackward(dOutputs, outputs, 1, dQ);
      const share = Math.fround(dQ / size);
      expect(Array.from(dOutputs)).toEqual([...theta.map(() => 7), ...theta.map(() => share)]);
    }),
  );
});

it('a distribution is backed up by moving each value, and is all at the reward where the task ended', () => {
  const target = new Float32Array(6).fill(7);
  const quantiles = new Quantiles(2);
  const next = Float32Array.of(0, 0, 4, -2, 0, 0);
  quantiles.backUp(target, 1, next, 1, 1, 0.5);
  quantiles.backUp(target, 2, next, 1, 3, 0);
  expect(Array.from(target)).toEqual([7, 7, 3, 0, 3, 3]);
});

describe('the loss', () => {
  const lossOf = (size: number, kappa: number, theta: readonly number[], target: readonly number[]) =>
    new Quantiles(size, kappa).loss(
      new Float32Array(size),
      Float32Array.from(theta),
      Float32Array.from(target),
      0,
      1,
    );

  it('agrees with the formula of the paper, and its slopes with finite differences', () => {
    fc.assert(
      fc.property(problems, fc.double({ min: 0, max: 1, noNaN: true }), (problem, factor) => {
        const { size, kappa, theta, target } = problem;
        // At a kink there is no slope to agree with.
        const errors = theta.flatMap((value) => target.map((other) => Math.abs(other - value)));
        fc.pre(errors.every((error) => Math.abs(error - kappa) > 1e-4 && error > 1e-4));
        const dOutputs = new Float32Array(size);
        const loss = new Quantiles(size, kappa).loss(
          dOutputs,
          Float32Array.from(theta),
          Float32Array.from(target),
          0,
          factor,
        );
        expect(entryError([loss], [quantileHuberLoss(theta, target, kappa)])).toBeLessThan(1e-6);
        const expected = slopes((values) => factor * quantileHuberLoss(values, target, kappa), theta);
        expect(entryError(dOutputs, expected)).toBeLessThan(1e-5);
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
        expect(lossOf(size, kappa, sorted, target)).toBeLessThanOrEqual(
          lossOf(size, kappa, moved, target) + 1e-5,
        );
      }),
    );
  });

  it('costs more where a high quantile is too low than where it is too high', () => {
    const [low, high] = [-1, 1].map((theta) => lossOf(4, 1, [0, 0, 0, theta], [0, 0, 0, 0]));
    expect(low).toBe((7 / 8) * 0.5);
    expect(high).toBe((1 / 8) * 0.5);
  });

  it('reads and writes its own rows', () => {
    const dOutputs = new Float32Array(6).fill(7);
    const outputs = Float32Array.of(9, 9, 1, 1, 9, 9);
    const target = Float32Array.of(5, 5, 3, 3, 5, 5);
    expect(new Quantiles(2).loss(dOutputs, outputs, target, 1, 1)).toBe((0.25 + 0.75) * 1.5);
    expect(Array.from(dOutputs)).toEqual([7, 7, -0.25, -0.75, 7, 7]);
  });
});

it.each([
  [0, 1, 'quantiles is 0; expected an integer from 1 to 1001'],
  [3, 0, 'kappa is 0; expected a positive number'],
])('refuses %d quantiles with κ = %d', (size, kappa, message) => {
  expect(() => new Quantiles(size, kappa)).toThrow(message);
});
