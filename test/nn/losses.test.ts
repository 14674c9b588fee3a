import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { huberLoss, type Loss, squaredLoss } from '../../src/nn/losses.ts';
import { evenFloats, generators } from '../arbitraries.ts';
import { loadGolden } from '../golden/load.ts';
import { arrayError, entryError } from './compare.ts';

interface LossVector {
  id: string;
  n: number;
  pred: number[];
  target: number[];
  weights: number[];
  losses: {
    kind: 'mse' | 'huber' | 'smooth_l1';
    delta?: number;
    beta?: number;
    elementwise: number[];
    mean: number;
    grad_mean: number[];
    weighted_mean: number;
    grad_weighted_mean: number[];
  }[];
}

function evaluate(loss: Loss, prediction: number[], target: number[], weights: number[]) {
  const gradient = new Float32Array(prediction.length).fill(9);
  const [p, t, w] = [prediction, target, weights].map((values) => Float32Array.from(values));
  return { value: loss(gradient, p, t, w, p.length), gradient };
}

describe.each(loadGolden<{ vectors: LossVector[] }>('losses').vectors)('against PyTorch: $id', (vector) => {
  const { pred, target, weights, n } = vector;
  const titled = vector.losses.map(
    (loss) => [`${loss.kind} ${loss.delta ?? loss.beta ?? ''}`, loss] as const,
  );
  it.each(titled)('%s', (_, golden) => {
    const parameter = golden.delta ?? golden.beta ?? 1;
    const loss = golden.kind === 'mse' ? squaredLoss : huberLoss(parameter);
    // smooth_l1 is Huber divided by its parameter.
    const divisor = golden.kind === 'smooth_l1' ? parameter : 1;
    const scaled = (values: Iterable<number>) => Array.from(values, (value) => value / divisor);

    const each = pred.map((p, k) => evaluate(loss, [p], [target[k]], [1]).value);
    expect(entryError(scaled(each), golden.elementwise)).toBeLessThanOrEqual(1e-6);

    const plain = evaluate(loss, pred, target, Array(n).fill(1));
    expect(entryError(scaled([plain.value]), [golden.mean])).toBeLessThanOrEqual(1e-6);
    expect(entryError(scaled(plain.gradient), golden.grad_mean)).toBeLessThanOrEqual(1e-6);

    const weighted = evaluate(loss, pred, target, weights);
    expect(entryError(scaled([weighted.value]), [golden.weighted_mean])).toBeLessThanOrEqual(1e-6);
    expect(entryError(scaled(weighted.gradient), golden.grad_weighted_mean)).toBeLessThanOrEqual(1e-6);
  });
});

describe('laws', () => {
  const batches = fc.tuple(generators, fc.integer({ min: 1, max: 9 })).map(([random, n]) => ({
    prediction: Array.from(evenFloats(random, n, 3)),
    target: Array.from(evenFloats(random, n, 3)),
    weights: Array.from(evenFloats(random, n), Math.abs),
  }));
  const losses = fc.oneof(
    fc.constant(squaredLoss),
    fc.double({ min: 0.1, max: 4, noNaN: true }).map((delta) => huberLoss(delta)),
  );

  it('the gradient is the finite difference of the loss', () => {
    fc.assert(
      fc.property(losses, batches, (loss, { prediction, target, weights }) => {
        // A power of two, so that the shifted predictions are exact in float32.
        const step = 2 ** -14;
        const exact = prediction.map((p) => Math.round(p / step) * step);
        const shifted = (k: number, change: number) => exact.map((p, i) => (i === k ? p + change : p));
        const expected = exact.map(
          (_, k) =>
            (evaluate(loss, shifted(k, step), target, weights).value -
              evaluate(loss, shifted(k, -step), target, weights).value) /
            (2 * step),
        );
        // Across the corner of Huber's slope a central difference is off by up to half a step.
        expect(arrayError(evaluate(loss, exact, target, weights).gradient, expected, 1)).toBeLessThan(step);
      }),
    );
  });

  it('a weight of zero takes a sample out, but the mean still divides by n', () => {
    fc.assert(
      fc.property(losses, batches, (loss, { prediction, target, weights }) => {
        const n = prediction.length;
        const { value, gradient } = evaluate(loss, [...prediction, 5], [...target, -5], [...weights, 0]);
        const without = evaluate(loss, prediction, target, weights);
        expect(value).toBeCloseTo((without.value * n) / (n + 1), 10);
        expect(gradient[n]).toBe(0);
      }),
    );
  });

  it('Huber with a delta beyond every error is half the squared loss', () => {
    fc.assert(
      fc.property(batches, ({ prediction, target, weights }) => {
        const half = evaluate(huberLoss(100), prediction, target, weights);
        const whole = evaluate(squaredLoss, prediction, target, weights);
        expect(half.value).toBeCloseTo(whole.value / 2, 12);
        expect(half.gradient).toEqual(whole.gradient.map((g) => g / 2));
      }),
    );
  });

  it('an error that is not a number shows in loss and gradient', () => {
    for (const loss of [squaredLoss, huberLoss(1)]) {
      const { value, gradient } = evaluate(loss, [NaN, 0], [0, 0], [1, 1]);
      expect(value).toBeNaN();
      expect(Array.from(gradient)).toEqual([NaN, 0]);
    }
  });
});

it.each([0, -1, NaN, Infinity])('huberLoss refuses delta %s', (delta) => {
  expect(() => huberLoss(delta)).toThrow(
    `delta is ${delta}; expected the error at which the loss turns linear, a positive number`,
  );
});
