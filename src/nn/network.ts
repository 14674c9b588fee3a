/** What an agent asks of a network, whatever its layers are: values, their gradient, and copies for a target network. */

/** One layer's windows into the flat parameters and gradients of its network. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** (inputs, outputs) */
  readonly weight: Float32Array;
  /** (outputs) */
  readonly bias: Float32Array;
  /** ∂L/∂weight (inputs, outputs) */
  readonly dWeight: Float32Array;
  /** ∂L/∂bias (outputs) */
  readonly dBias: Float32Array;
}

/** The architectures that there are. */
export type NetworkKind = 'mlp' | 'dueling';

/** What has to be known to build a network that takes the same parameters. */
export interface NetworkShape {
  readonly kind: NetworkKind;
  /** Units of each level: entries of an observation first, hidden levels between, outputs last. */
  readonly sizes: readonly number[];
}

export interface Network extends NetworkShape {
  /** Entries of an observation: the first of `sizes`. */
  readonly inputs: number;
  /** Values for each observation: the last of `sizes`. A Q-network has one for each action. */
  readonly outputs: number;
  /** The most rows that one forward or backward pass may have. */
  readonly maxBatch: number;
  /** θ: all weights and biases. */
  readonly params: Float32Array;
  /** ∂L/∂θ as the last `backward` left it. */
  readonly grads: Float32Array;
  /** Windows into both, from the first layer to the last. */
  readonly layers: readonly DenseLayer[];
  /** What each of these layers gave in the last `forward`: (maxBatch, outputs of the layer), of which B rows are of that pass. */
  readonly activations: readonly Float32Array[];
  /**
   * out (B, outputs) for x (B, inputs), with B ≤ maxBatch.
   *
   * The result is one buffer of the network, valid until the next `forward`. `x` is kept by reference: leave it as it is
   * until `backward` has run.
   */
  forward(x: Float32Array, B: number): Float32Array;
  /** Overwrites `grads` with ∂L/∂θ, given dOut = ∂L/∂out (B, outputs) at the B rows of the last `forward`. */
  backward(dOut: Float32Array, B: number): void;
  /** θ ← θ of `other`, by value. Throws an Error if `other` is this network or is built otherwise. */
  copyFrom(other: Network): void;
  /** θ ← (1 − tau) θ + tau θ of `other` (Lillicrap 2016, Algorithm 1). Throws as `copyFrom` does. */
  polyakFrom(other: Network, tau: number): void;
}

/**
 * Refuses parameters that `target` cannot take over.
 *
 * A target network that is the online network never lags behind it: the classic silent bug.
 */
export function checkSource(target: Network, source: Network): void {
  if (source === target) throw new Error('a network cannot be updated from itself; give another network');
  let same = source.kind === target.kind && source.sizes.length === target.sizes.length;
  for (let k = 0; k < target.sizes.length; k++) same &&= source.sizes[k] === target.sizes[k];
  if (!same) {
    throw new Error(`the other network is ${describeShape(source)}; expected ${describeShape(target)}`);
  }
}

/** `mlp 4-64-64-2` */
export const describeShape = ({ kind, sizes }: NetworkShape): string => `${kind} ${sizes.join('-')}`;

/** Whether a network can have this many units, or rows. */
export function isPositiveInteger(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
