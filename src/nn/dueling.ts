/**
 * The dueling network: one head says how good a state is, the other how much better than the average each action is.
 *
 *   h = ReLU layers of s        V = h · w_V + b_V        A = h · W_A + b_A        Q(s, a) = V + A(a) − mean_a′ A(a′)
 *
 * What is learned of V from one action then holds for all of them. Without the mean the two heads could drift apart by
 * any constant.
 *
 * Source: Wang et al. 2016, "Dueling Network Architectures for Deep Reinforcement Learning", equation 9. Deviations: both
 * heads are linear on the last hidden layer, where the paper gives each a hidden layer of its own; the gradient into the
 * trunk is not divided by √2. Two linear heads on one layer are one linear layer, of 1 + actionCount outputs, so all but
 * the last line of the formula is an `Mlp`; Glorot's initialization thus counts both heads as one layer's outputs.
 */
import { isPositiveInteger } from '../checks.ts';
import type { Device, Kernels } from './device.ts';
import { Mlp } from './mlp.ts';
import { checkReach, checkRows, checkSource, type DenseLayer, type Network } from './network.ts';

export class Dueling implements Network {
  readonly kind = 'dueling';
  readonly sizes: readonly number[];
  readonly inputs: number;
  /** Actions. */
  readonly outputs: number;
  readonly maxBatch: number;
  readonly params: Float32Array;
  readonly grads: Float32Array;
  readonly layers: readonly DenseLayer[];
  readonly activations: readonly Float32Array[];
  /** The layers as one network, whose output (maxBatch, 1 + actionCount) is V and then A in each row. */
  readonly body: Mlp;
  readonly #device: Device;
  readonly #kernels: Kernels;
  /** Q (maxBatch, actionCount) */
  readonly #q: Float32Array;
  /** ∂L/∂V and ∂L/∂A, as `body` gives them. */
  readonly #dHeads: Float32Array;

  /**
   * A network with all parameters zero; see `initialize`.
   *
   * Throws a RangeError unless `sizes` (the last of them counts actions) has three entries or more, all of them and
   * `maxBatch` being positive integers.
   */
  constructor(sizes: readonly number[], maxBatch: number, device: Device) {
    if (sizes.length < 3 || !sizes.every(isPositiveInteger)) {
      throw new RangeError(
        `sizes is [${sizes.join(', ')}]; give inputs, at least one hidden layer and actions as positive integers`,
      );
    }
    const actionCount = sizes[sizes.length - 1];
    this.body = new Mlp([...sizes.slice(0, -1), 1 + actionCount], maxBatch, device);
    this.sizes = [...sizes];
    this.inputs = sizes[0];
    this.outputs = actionCount;
    this.maxBatch = maxBatch;
    this.params = this.body.params;
    this.grads = this.body.grads;
    this.layers = this.body.layers;
    this.activations = this.body.activations;
    this.#device = device;
    this.#kernels = device.kernels;
    this.#q = device.float32(maxBatch * actionCount);
    this.#dHeads = device.float32(maxBatch * (1 + actionCount));
  }

  /** Each row takes the mean of its own advantages, in float64 and rounded once: no row depends on another. */
  forward(x: Float32Array, B: number): Float32Array {
    const heads = this.body.forward(x, B);
    const A = this.outputs;
    for (let b = 0; b < B; b++) {
      const value = b * (1 + A);
      let sum = 0;
      for (let a = 1; a <= A; a++) sum += heads[value + a];
      const offset = heads[value] - sum / A;
      for (let a = 0; a < A; a++) this.#q[b * A + a] = heads[value + 1 + a] + offset;
    }
    return this.#q;
  }

  /** ∂L/∂V = Σ_a ∂L/∂Q(a) and ∂L/∂A(a) = ∂L/∂Q(a) − mean_a′ ∂L/∂Q(a′). */
  backward(dOut: Float32Array, B: number): void {
    checkRows('dOut', dOut, B, this.outputs, this.maxBatch);
    const A = this.outputs;
    for (let b = 0; b < B; b++) {
      const value = b * (1 + A);
      let sum = 0;
      for (let a = 0; a < A; a++) sum += dOut[b * A + a];
      this.#dHeads[value] = sum;
      for (let a = 0; a < A; a++) this.#dHeads[value + 1 + a] = dOut[b * A + a] - sum / A;
    }
    this.body.backward(this.#dHeads, B);
  }

  copyFrom(other: Network): void {
    checkSource(this, other);
    this.params.set(other.params);
  }

  polyakFrom(other: Network, tau: number): void {
    checkSource(this, other);
    checkReach('parameters of the other network', other.params, this.#device);
    this.#kernels.polyakUpdate(this.params, other.params, tau, this.params.length);
  }
}
