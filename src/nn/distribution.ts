/** What the outputs of a distributional network say: N numbers for each action, which describe how its return is distributed. */
import type { Device } from './device.ts';

export interface Distribution {
  /** N */
  readonly size: number;
  /** The values whose probabilities are the softmax of the outputs (N); left out where the outputs are the values themselves. */
  readonly atoms?: Float64Array;
  /** What `distributionFromText` makes another one from, such as `categorical,51,-10,10`. */
  readonly text: string;
  /** Computes with up to `maxRows` distributions of this kind at once. */
  rowsOn(device: Device, maxRows: number): DistributionRows;
}

/**
 * Distributions, each described by a row of N outputs in the memory of a device.
 *
 * `means` reads a number of rows, and the other methods tell of those that it read last, which must still have the same contents. Every
 * method goes through all of its rows by itself, because a number that passes through a call may end up on the heap.
 */
export interface DistributionRows {
  /** q (rows) ← the mean of the return by each row of `outputs` (rows, N): Q. */
  means(q: Float32Array, outputs: Float32Array, rows: number): void;
  /** dOutputs (rows, N) ← ∂L/∂outputs, given dQ = ∂L/∂q (rows). */
  meansBackward(dOutputs: Float32Array, dQ: Float32Array): void;
  /** target (count, N) ← the distributions of rewards + discounts · Z, where row `chosen[k]` is that of Z in row k of `target`. */
  backUp(
    target: Float32Array,
    chosen: Int32Array,
    rewards: Float32Array,
    discounts: Float64Array,
    count: number,
  ): void;
  /** losses (rows) ← l, how far each row is from that of `target`, a constant; dOutputs (rows, N) ← ∂l/∂outputs. */
  loss(losses: Float32Array, dOutputs: Float32Array, target: Float32Array): void;
}
