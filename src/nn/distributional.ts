/**
 * A network that says how the return of each action is distributed: N outputs of `body` for each action, whose mean is Q. As a
 * `Network` it has one output for each action, Q.
 *
 * Source: Bellemare, Dabney & Munos 2017, "A Distributional Perspective on Reinforcement Learning".
 */
import { refusal } from '../checks.ts';
import type { Device } from './device.ts';
import type { Distribution, DistributionRows } from './distribution.ts';
import {
  checkRows,
  copyParams,
  type DenseLayer,
  type Network,
  type NetworkKind,
  type NoisyShape,
  polyakParams,
} from './network.ts';

export class Distributional implements Network {
  readonly kind: NetworkKind;
  readonly sizes: readonly number[];
  readonly distribution: Distribution;
  /** The distributions of the last forward pass, that of action a for observation b in row b · outputs + a. */
  readonly rows: DistributionRows;
  readonly noisy: NoisyShape | undefined;
  readonly noise: Float32Array;
  readonly inputs: number;
  /** Actions. */
  readonly outputs: number;
  readonly maxBatch: number;
  readonly params: Float32Array;
  readonly grads: Float32Array;
  readonly layers: readonly DenseLayer[];
  readonly activations: readonly Float32Array[];
  /** The network underneath, whose outputs are (B, outputs, N). */
  readonly body: Network;
  /** Q (maxBatch, outputs) of the last forward pass. */
  readonly q: Float32Array;
  readonly #device: Device;
  /** ∂L/∂outputs of `body`. */
  readonly #dBody: Float32Array;
  /** What `body` gave in the last forward pass. */
  #distributions: Float32Array;

  /** @throws RangeError unless `body` has N outputs for each of some actions. */
  constructor(body: Network, distribution: Distribution, device: Device) {
    const { size } = distribution;
    if (body.outputs % size !== 0) throw refusal('outputs', body.outputs, `a multiple of ${size}`);
    this.kind = body.kind;
    this.outputs = body.outputs / size;
    this.sizes = [...body.sizes.slice(0, -1), this.outputs];
    this.distribution = distribution;
    this.rows = distribution.rowsOn(device, body.maxBatch * this.outputs);
    this.noisy = body.noisy;
    this.noise = body.noise;
    this.inputs = body.inputs;
    this.maxBatch = body.maxBatch;
    this.params = body.params;
    this.grads = body.grads;
    this.layers = body.layers;
    this.activations = body.activations;
    this.body = body;
    this.#device = device;
    this.q = new Float32Array(body.maxBatch * this.outputs);
    this.#dBody = device.float32(body.maxBatch * body.outputs);
    this.#distributions = this.#dBody;
  }

  /** N numbers for each action (B, outputs, N), as the last `forward` found them; valid until the next. */
  get distributions(): Float32Array {
    return this.#distributions;
  }

  /** Q (B, outputs), the means of what `body` says. */
  forward(x: Float32Array, B: number): Float32Array {
    this.#distributions = this.body.forward(x, B);
    this.rows.means(this.q, this.#distributions, B * this.outputs);
    return this.q;
  }

  backward(dOut: Float32Array, B: number): void {
    checkRows('dOut', dOut, B, this.outputs, this.maxBatch);
    this.rows.meansBackward(this.#dBody, dOut);
    this.body.backward(this.#dBody, B);
  }

  copyFrom(other: Network): void {
    copyParams(this, other);
  }

  polyakFrom(other: Network, tau: number): void {
    polyakParams(this, other, tau, this.#device);
  }
}
