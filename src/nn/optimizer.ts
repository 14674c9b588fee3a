/**
 * What all optimizers share: they turn the gradient of a network into a step of its parameters, both being the flat
 * arrays that the optimizer was made with.
 */
import type { Stateful } from '../state.ts';

export interface Optimizer extends Stateful {
  /** What it steps: all parameters of a network. */
  readonly params: Float32Array;
  /** Where it finds their gradient. */
  readonly grads: Float32Array;
  /** Steps taken so far. */
  readonly updates: number;
  /** params ← params − learningRate · direction, where each optimizer has its own idea of a good direction. */
  step(learningRate: number): void;
}

/** Refuses parameters and gradients that do not belong together. */
export function checkSameLength(params: Float32Array, grads: Float32Array): void {
  if (params.length !== grads.length) {
    throw new RangeError(
      `grads has ${grads.length} entries; give one for each of the ${params.length} params`,
    );
  }
}

/** Throws a RangeError unless low ≤ value < high. */
export function checkOption(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value < high)) {
    throw new RangeError(`${name} is ${value}; give a number from ${low} up to, but not including, ${high}`);
  }
}

/** Throws a RangeError unless epsilon is positive as a float32: a parameter without gradient would divide 0 by 0. */
export function checkEpsilon(epsilon: number): void {
  if (!(Math.fround(epsilon) > 0 && epsilon < Infinity)) {
    throw new RangeError(
      `epsilon is ${epsilon}; give a small positive number that float32 can hold, such as 1e-8`,
    );
  }
}
