/**
 * Bounds the length of a gradient (Pascanu, Mikolov & Bengio 2013, Algorithm 1): one exceptional batch may point
 * anywhere, but it may not throw the parameters far away.
 *
 * The norm is taken over all parameters of the network at once, so that clipping keeps the direction.
 */
import { refusal } from '../checks.ts';
import type { Kernels } from './device.ts';

/** ‖g‖₂ over every entry of `grads`. */
export function gradientNorm(grads: Float32Array, kernels: Kernels): number {
  return Math.sqrt(kernels.sumOfSquares(grads, grads.length));
}

/**
 * g ← g · min(1, maxNorm / (‖g‖₂ + 10⁻⁶)), in place, as PyTorch's `clip_grad_norm_`; returns ‖g‖₂ from before.
 *
 * A gradient with a NaN is left as it is: the returned norm is then NaN, which the caller can see. Throws a RangeError unless
 * maxNorm is positive: a negative one would turn the gradient round.
 */
export function clipGradientNorm(grads: Float32Array, maxNorm: number, kernels: Kernels): number {
  if (!(maxNorm > 0)) throw refusal('maxNorm', maxNorm, 'a positive number');
  const norm = gradientNorm(grads, kernels);
  const factor = maxNorm / (norm + 1e-6);
  if (factor < 1) kernels.scale(grads, factor, grads.length);
  return norm;
}
