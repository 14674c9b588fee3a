/**
 * What all optimizers share: they turn the gradient of a network into a step of its parameters, both being the flat
 * arrays that the optimizer was made with.
 */

/** Everything an optimizer remembers between steps: enough to stop a run and go on with the same bits. */
export interface OptimizerState {
  /** Steps taken so far. */
  readonly updates: number;
  /** The running averages by name, one entry for each parameter; of a live optimizer these are no copies. */
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

export interface Optimizer extends OptimizerState {
  /** params ← params − learningRate · direction, where each optimizer has its own idea of a good direction. */
  step(learningRate: number): void;
  /** Copies a saved state in. Throws an Error, and changes nothing, if it belongs to another optimizer or network. */
  restore(state: OptimizerState): void;
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

/** Copies the arrays of `saved` into those of `live`, once everything about `saved` is known to fit. */
export function restoreArrays(live: OptimizerState, saved: OptimizerState): void {
  if (!Number.isSafeInteger(saved.updates) || saved.updates < 0) {
    throw new Error(`updates of the saved optimizer is ${saved.updates}; allowed is an integer from 0`);
  }
  const names = Object.keys(live.arrays).sort().join(', ');
  const savedNames = Object.keys(saved.arrays).sort().join(', ');
  if (savedNames !== names) {
    throw new Error(`the saved optimizer has arrays [${savedNames}]; this one needs [${names}]`);
  }
  for (const [name, array] of Object.entries(live.arrays)) {
    const { length } = saved.arrays[name];
    if (length !== array.length) {
      throw new Error(`${name} of the saved optimizer has ${length} entries; this one needs ${array.length}`);
    }
  }
  for (const [name, array] of Object.entries(live.arrays)) array.set(saved.arrays[name]);
}
