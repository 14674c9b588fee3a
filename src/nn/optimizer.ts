/**
 * What all optimizers share: they turn the gradient of a network into a step of its parameters, both being the flat
 * arrays that the optimizer was made with.
 */
import { refusal } from '../checks.ts';
import type { Stateful } from '../state.ts';

export interface Optimizer extends Stateful {
  /** What it steps: all parameters of a network. */
  readonly params: Float32Array;
  /** Where it finds their gradient. */
  readonly grads: Float32Array;
  /** Steps taken so far. */
  readonly updates: number;
  /**
   * params ← params − learningRate · direction, where each optimizer has its own idea of a good direction.
   *
   * Throws a RangeError unless the learning rate is a finite number from 0 up.
   */
  step(learningRate: number): void;
}

/** Refuses parameters and gradients that do not belong together. */
export function checkSameLength(params: Float32Array, grads: Float32Array): void {
  if (params.length !== grads.length) {
    throw new RangeError(
      `grads has ${grads.length} entries; expected one for each of the ${params.length} params`,
    );
  }
}

/** Throws a RangeError unless low ≤ value < high. */
export function checkOption(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value < high)) {
    throw refusal(name, value, `a number from ${low} up to, but not including, ${high}`);
  }
}

/**
 * Throws a RangeError unless epsilon is positive and finite as a float32: a parameter without gradient would divide 0 by 0,
 * and no step would have a size.
 */
export function checkEpsilon(epsilon: number): void {
  if (!(Math.fround(epsilon) > 0 && Math.fround(epsilon) < Infinity)) {
    throw refusal('epsilon', epsilon, 'a small positive number that float32 can hold, such as 1e-8');
  }
}

export function checkLearningRate(learningRate: number): void {
  if (!(learningRate >= 0 && learningRate < Infinity)) {
    throw refusal('learningRate', learningRate, 'a finite number from 0 up');
  }
}
