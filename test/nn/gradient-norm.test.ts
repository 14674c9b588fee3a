import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipGradientNorm, gradientNorm } from '../../src/nn/gradient-norm.ts';
import * as kernels from '../../src/nn/kernels.ts';
import { evenFloats, generators } from '../arbitraries.ts';
import { loadGolden } from '../golden/load.ts';
import { arrayError, bits } from './compare.ts';

interface ClipCase {
  shapes: number[][];
  max_norm: number;
  grads: number[][];
  total_norm: number;
  clipped: number[][];
  was_scaled: boolean;
}

describe('against PyTorch', () => {
  const { cases } = loadGolden<{ cases: ClipCase[] }>('clip');
  it.each(cases)('norm $total_norm, limit $max_norm, shapes $shapes', (golden) => {
    const before = Float32Array.from(golden.grads.flat());
    const grads = before.slice();
    const norm = clipGradientNorm(grads, golden.max_norm, kernels);
    expect(Math.abs(norm - golden.total_norm)).toBeLessThanOrEqual(1e-6 * golden.total_norm);
    if (golden.was_scaled) {
      expect(arrayError(grads, golden.clipped.flat(), 0)).toBeLessThanOrEqual(1e-6);
      expect(bits(grads)).not.toEqual(bits(before));
    } else {
      expect(bits(grads)).toEqual(bits(before));
    }
  });
});

describe('laws', () => {
  const gradients = fc
    .tuple(generators, fc.integer({ min: 1, max: 30 }))
    .map(([random, n]) => evenFloats(random, n, 10));

  it('afterwards the norm is at most the limit, and the direction is the same', () => {
    fc.assert(
      fc.property(gradients, fc.double({ min: 0.01, max: 20, noNaN: true }), (grads, maxNorm) => {
        const before = grads.slice();
        const norm = clipGradientNorm(grads, maxNorm, kernels);
        const after = gradientNorm(grads, kernels);
        expect(after).toBeLessThanOrEqual(maxNorm * (1 + 1e-6));
        const ratio = after / norm;
        expect(
          arrayError(
            grads,
            Array.from(before, (g) => g * ratio),
            0,
          ),
        ).toBeLessThan(1e-6);
      }),
    );
  });

  it('the norm is one for all parameters together, not one for each array', () => {
    expect(gradientNorm(Float32Array.of(3, 4), kernels)).toBe(5);
  });

  it('a gradient with a NaN is left alone and reported by its norm', () => {
    const grads = Float32Array.of(3, NaN);
    expect(clipGradientNorm(grads, 1, kernels)).toBeNaN();
    expect(grads[0]).toBe(3);
  });
});
