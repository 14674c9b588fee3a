/**
 * What the outputs of a distributional network say: N numbers for each action, which describe how its return is distributed.
 *
 * Arrays hold one such description in each row of N numbers. Every method goes through all of its rows by itself, because a number
 * that passes through a call may end up on the heap.
 */
export interface Distribution {
  readonly kind: 'categorical' | 'quantile';
  /** N */
  readonly size: number;
  /** The values whose probabilities are the softmax of the outputs (N); left out where the outputs are the values themselves. */
  readonly atoms?: Float64Array;
  /** What `distributionFromText` makes another one from, such as `categorical,51,-10,10`. */
  readonly text: string;
  /** q (rows) ← the mean of the return by each row of `outputs`: Q. */
  means(q: Float32Array, outputs: Float32Array, rows: number): void;
  /** dOutputs (rows, N) ← ∂L/∂outputs, given dQ = ∂L/∂q (rows). */
  meansBackward(dOutputs: Float32Array, dQ: Float32Array, outputs: Float32Array, rows: number): void;
  /** target (rows, N) ← the distributions of rewards + discounts · Z, where row `nextRows[k]` of `next` is that of Z in row k. */
  backUp(
    target: Float32Array,
    next: Float32Array,
    nextRows: Int32Array,
    rewards: Float32Array,
    discounts: Float64Array,
    rows: number,
  ): void;
  /** losses (rows) ← l, how far each row of `outputs` is from that of `target`, a constant; dOutputs (rows, N) ← ∂l/∂outputs. */
  loss(
    losses: Float32Array,
    dOutputs: Float32Array,
    outputs: Float32Array,
    target: Float32Array,
    rows: number,
  ): void;
}
