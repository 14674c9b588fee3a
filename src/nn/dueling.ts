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
 *
 * For a distribution V and each A(a) are N numbers, and the formula holds for each of them by itself (Hessel 2018, section
 * "The Integrated Agent").
 */
import { isPositiveInteger } from '../checks.ts';
import type { Device } from './device.ts';
import { Mlp } from './mlp.ts';
import { checkRows, copyParams, type DenseLayer, type Network, NO_NOISE, polyakParams } from './network.ts';

export class Dueling implements Network {
  readonly kind = 'dueling';
  readonly noise = NO_NOISE;
  readonly sizes: readonly number[];
  readonly inputs: number;
  /** Actions, times N. */
  readonly outputs: number;
  readonly maxBatch: number;
  readonly params: Float32Array;
  readonly grads: Float32Array;
  readonly layers: readonly DenseLayer[];
  readonly activations: readonly Float32Array[];
  /** The layers as one network, whose output (maxBatch, N + outputs) is V and then A in each row. */
  readonly body: Mlp;
  readonly #device: Device;
  /** N */
  readonly #width: number;
  /** Q (maxBatch, outputs) */
  readonly #q: Float32Array;
  /** ∂L/∂V and ∂L/∂A, as `body` gives them. */
  readonly #dHeads: Float32Array;

  /**
   * A network with all parameters zero; see `initialize`.
   *
   * @param width N, the outputs of each action; the last of `sizes` counts those of all actions, action by action.
   * @throws RangeError unless `sizes` has three entries or more, all of them and `maxBatch` being positive integers.
   */
  constructor(sizes: readonly number[], maxBatch: number, device: Device, width = 1) {
    if (sizes.length < 3 || !sizes.every(isPositiveInteger)) {
      throw new RangeError(
        `sizes is [${sizes.join(', ')}]; give inputs, at least one hidden layer and actions as positive integers`,
      );
    }
    this.outputs = sizes[sizes.length - 1];
    this.#width = width;
    this.body = new Mlp([...sizes.slice(0, -1), width + this.outputs], maxBatch, device);
    this.sizes = [...sizes];
    this.inputs = sizes[0];
    this.maxBatch = maxBatch;
    this.params = this.body.params;
    this.grads = this.body.grads;
    this.layers = this.body.layers;
    this.activations = this.body.activations;
    this.#device = device;
    this.#q = device.float32(maxBatch * this.outputs);
    this.#dHeads = device.float32(maxBatch * (width + this.outputs));
  }

  /** Each row takes the mean of its own advantages, in float64 and rounded once: no row depends on another. */
  forward(x: Float32Array, B: number): Float32Array {
    const heads = this.body.forward(x, B);
    const N = this.#width;
    const actionCount = this.outputs / N;
    for (let b = 0; b < B; b++) {
      for (let i = 0; i < N; i++) {
        const value = b * (N + this.outputs) + i;
        const first = b * this.outputs + i;
        let sum = 0;
        for (let a = 1; a <= actionCount; a++) sum += heads[value + a * N];
        const offset = heads[value] - sum / actionCount;
        for (let a = 0; a < actionCount; a++) this.#q[first + a * N] = heads[value + (1 + a) * N] + offset;
      }
    }
    return this.#q;
  }

  /** ∂L/∂V = Σ_a ∂L/∂Q(a) and ∂L/∂A(a) = ∂L/∂Q(a) − mean_a′ ∂L/∂Q(a′). */
  backward(dOut: Float32Array, B: number): void {
    checkRows('dOut', dOut, B, this.outputs, this.maxBatch);
    const N = this.#width;
    const actionCount = this.outputs / N;
    for (let b = 0; b < B; b++) {
      for (let i = 0; i < N; i++) {
        const value = b * (N + this.outputs) + i;
        const first = b * this.outputs + i;
        let sum = 0;
        for (let a = 0; a < actionCount; a++) sum += dOut[first + a * N];
        this.#dHeads[value] = sum;
        for (let a = 0; a < actionCount; a++) {
          this.#dHeads[value + (1 + a) * N] = dOut[first + a * N] - sum / actionCount;
        }
      }
    }
    this.body.backward(this.#dHeads, B);
  }

  copyFrom(other: Network): void {
    copyParams(this, other);
  }

  polyakFrom(other: Network, tau: number): void {
    polyakParams(this, other, tau, this.#device);
  }
}
