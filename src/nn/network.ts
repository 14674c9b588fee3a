/** What an agent asks of a network, whatever its layers are: values, their gradient, and copies for a target network. */
import { refusal } from '../checks.ts';
import type { Device } from './device.ts';
import type { Distribution } from './distribution.ts';

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

/** Which layers are noisy. */
export interface NoisyShape {
  /** `heads` are those that give the outputs. */
  readonly layers: 'heads' | 'all';
  /** σ₀: how large the noise is at first. */
  readonly sigma0: number;
}

/** That of a network without noisy layers. */
export const NO_NOISE = new Float32Array(0);

/** What has to be known to build a network that takes the same parameters. */
export interface NetworkShape {
  readonly kind: NetworkKind;
  /** Units of each level: entries of an observation first, hidden levels between, outputs last. */
  readonly sizes: readonly number[];
  /** What it says of each of its outputs beside the mean; left out where that is all. */
  readonly distribution?: Distribution | undefined;
  /** Left out where no layer is noisy. */
  readonly noisy?: NoisyShape | undefined;
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
  /**
   * The noise of its weights, to be drawn afresh (`drawNoise`) before a pass that needs it, or set to 0; empty where no layer is noisy.
   *
   * It is not a parameter: neither copied to a target network nor saved.
   */
  readonly noise: Float32Array;
  /** Windows into both, from the first layer to the last. */
  readonly layers: readonly DenseLayer[];
  /** What each of these layers gave in the last `forward`: (maxBatch, outputs of the layer), of which B rows are of that pass. */
  readonly activations: readonly Float32Array[];
  /**
   * out (B, outputs) for x (B, inputs), with B ≤ maxBatch.
   *
   * The result is one buffer of the network, valid until the next `forward`. `x` is kept by reference: leave it as it is
   * until `backward` has run. Throws a RangeError for another B, for fewer rows, and for an `x` outside the memory that the
   * network was built in.
   */
  forward(x: Float32Array, B: number): Float32Array;
  /** Overwrites `grads` with ∂L/∂θ, given dOut = ∂L/∂out (B, outputs) at the B rows of the last `forward`. Throws as that does. */
  backward(dOut: Float32Array, B: number): void;
  /** θ ← θ of `other`, by value. Throws an Error if `other` is this network or is built otherwise. */
  copyFrom(other: Network): void;
  /** θ ← (1 − tau) θ + tau θ of `other` (Lillicrap 2016, Algorithm 1). Throws as `copyFrom` does, and for a network in another memory. */
  polyakFrom(other: Network, tau: number): void;
}

/**
 * Refuses parameters that `target` cannot take over.
 *
 * A target network that is the online network never lags behind it: the classic silent bug.
 */
function checkSource(target: Network, source: Network): void {
  if (source === target) throw new Error('a network cannot be updated from itself; give another network');
  let same = source.kind === target.kind && source.sizes.length === target.sizes.length;
  same &&= source.distribution?.text === target.distribution?.text;
  same &&= source.noisy?.layers === target.noisy?.layers;
  for (let k = 0; k < target.sizes.length; k++) same &&= source.sizes[k] === target.sizes[k];
  if (!same) {
    throw new Error(`the other network is ${describeShape(source)}; expected ${describeShape(target)}`);
  }
}

/** θ of `target` ← θ of `source`: `copyFrom` of every network. */
export function copyParams(target: Network, source: Network): void {
  checkSource(target, source);
  target.params.set(source.params);
}

/** θ of `target` ← (1 − tau) θ + tau θ of `source`: `polyakFrom` of every network. */
export function polyakParams(target: Network, source: Network, tau: number, device: Device): void {
  checkSource(target, source);
  checkReach('parameters of the other network', source.params, device);
  device.kernels.polyakUpdate(target.params, source.params, tau, target.params.length);
}

/** Refuses B rows of `width` numbers where there are fewer, or where a network has room for fewer: kernels look at no length. */
export function checkRows(
  name: string,
  rows: Float32Array,
  B: number,
  width: number,
  maxBatch: number,
): void {
  if ((B | 0) !== B || B < 1 || B > maxBatch) throw refusal('B', B, `an integer from 1 to ${maxBatch}`);
  if (rows.length < B * width) {
    throw new RangeError(`${name} has ${rows.length} entries; expected ${B} rows of ${width}`);
  }
}

/** Refuses an array that the kernels of `device` would look for in their own memory. */
export function checkReach(name: string, array: Float32Array, device: Device): void {
  if (!device.reaches(array)) {
    throw new RangeError(
      `${name}: this array is not in the memory of the network; copy it into one of its device`,
    );
  }
}

/** `mlp 4-64-64-2`, `mlp 4-64-2 of categorical,51,-10,10` */
export function describeShape({ kind, sizes, distribution, noisy }: NetworkShape): string {
  const of = distribution === undefined ? '' : ` of ${distribution.text}`;
  const noise = noisy === undefined ? '' : `, noisy ${noisy.layers}`;
  return `${kind} ${sizes.join('-')}${of}${noise}`;
}
