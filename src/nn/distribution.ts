/**
 * What the outputs of a distributional network say: N numbers for each action, which describe how its return is distributed.
 *
 * Arrays hold one such description in each row of N numbers. Every method works on single rows, so that none is copied.
 */
export interface Distribution {
  readonly kind: 'categorical' | 'quantile';
  /** N */
  readonly size: number;
  /** What `distributionFromText` makes another one from, such as `categorical,51,-10,10`. */
  readonly text: string;
  /** The mean of the return by row `row` of `outputs`: Q. */
  mean(outputs: Float32Array, row: number): number;
  /** Row `row` of dOutputs ← ∂L/∂outputs, given ∂L/∂Q at the mean of that row. */
  meanBackward(dOutputs: Float32Array, outputs: Float32Array, row: number, dQ: number): void;
  /** Row `row` of `target` ← the distribution of r + d Z, where row `nextRow` of `next` is that of Z. */
  backUp(
    target: Float32Array,
    row: number,
    next: Float32Array,
    nextRow: number,
    reward: number,
    discount: number,
  ): void;
  /** l: how far row `row` of `outputs` is from that of `target`, a constant. Row `row` of dOutputs ← factor · ∂l/∂outputs. */
  loss(
    dOutputs: Float32Array,
    outputs: Float32Array,
    target: Float32Array,
    row: number,
    factor: number,
  ): number;
}
