/**
 * A multilayer perceptron: dense layers with a ReLU after each but the last, and the gradient of a loss by
 * backpropagation (Rumelhart, Hinton & Williams 1986).
 *
 *   h₀ = x,   hₖ₊₁ = relu(hₖ · Wₖ + bₖ),   out = h_last · W_last + b_last
 *
 * Every parameter lies in one flat array and every gradient in another, in the same order: weight (I,O) and bias (O) of
 * layer 0, then of layer 1, and so on. An optimizer is then one loop, and the layers are only views.
 */
import { checkPositiveInteger, isPositiveInteger } from '../checks.ts';
import { denseLayers } from './dense-layers.ts';
import type { Device, Kernels } from './device.ts';
import {
  checkReach,
  checkRows,
  copyParams,
  type DenseLayer,
  type Network,
  NO_NOISE,
  polyakParams,
} from './network.ts';

export class Mlp implements Network {
  readonly kind = 'mlp';
  readonly noise = NO_NOISE;
  /** Units of each level: inputs first, hidden levels between, outputs last. */
  readonly sizes: readonly number[];
  readonly inputs: number;
  readonly outputs: number;
  /** The most rows that one forward or backward pass may have. */
  readonly maxBatch: number;
  /** θ: all weights and biases. */
  readonly params: Float32Array;
  /** ∂L/∂θ as the last `backward` left it. */
  readonly grads: Float32Array;
  readonly layers: readonly DenseLayer[];
  /** h₁ … h_last and out: what each layer gave in the last forward pass, (maxBatch, outputs of the layer). */
  readonly activations: readonly Float32Array[];
  readonly #device: Device;
  readonly #kernels: Kernels;
  /** ∂L/∂h₁ … ∂L/∂h_last, the shapes of the hidden activations. */
  readonly #dActivations: readonly Float32Array[];
  /** x of the last forward pass; empty before the first. */
  #input: Float32Array;

  /**
   * A network with all parameters zero; see `initialize`.
   *
   * Throws a RangeError unless `sizes` has two entries or more, all of them and `maxBatch` being positive integers.
   */
  constructor(sizes: readonly number[], maxBatch: number, device: Device) {
    if (sizes.length < 2 || !sizes.every(isPositiveInteger)) {
      throw new RangeError(
        `sizes is [${sizes.join(', ')}]; give at least two positive integers, inputs first and outputs last`,
      );
    }
    checkPositiveInteger('maxBatch', maxBatch);
    this.sizes = [...sizes];
    this.inputs = sizes[0];
    this.outputs = sizes[sizes.length - 1];
    this.maxBatch = maxBatch;
    this.#device = device;
    this.#kernels = device.kernels;
    const paramCount = countParams(sizes);
    this.params = device.float32(paramCount);
    this.grads = device.float32(paramCount);
    this.layers = denseLayers(sizes, this.params, this.grads);
    this.activations = this.layers.map(({ outputs }) => device.float32(maxBatch * outputs));
    this.#dActivations = this.layers.slice(1).map(({ inputs }) => device.float32(maxBatch * inputs));
    this.#input = device.float32(0);
  }

  /**
   * out (B, outputs) for x (B, inputs), with B ≤ maxBatch.
   *
   * The result is one buffer of the network, valid until the next `forward`. `x` is kept by reference: leave it as it is
   * until `backward` has run.
   */
  forward(x: Float32Array, B: number): Float32Array {
    checkRows('x', x, B, this.inputs, this.maxBatch);
    // Asking an array for its memory takes a tenth of the time of a small network, and it is mostly the array of the last pass.
    if (x !== this.#input) checkReach('x', x, this.#device);
    const { denseForward, denseReluForward } = this.#kernels;
    const last = this.layers.length - 1;
    this.#input = x;
    let h = x;
    for (let k = 0; k < last; k++) {
      const { inputs, outputs, weight, bias } = this.layers[k];
      denseReluForward(this.activations[k], h, weight, bias, B, inputs, outputs);
      h = this.activations[k];
    }
    const { inputs, outputs, weight, bias } = this.layers[last];
    denseForward(this.activations[last], h, weight, bias, B, inputs, outputs);
    return this.activations[last];
  }

  /**
   * Overwrites `grads` with ∂L/∂θ, given dOut = ∂L/∂out (B, outputs) at the B rows of the last `forward`.
   *
   * By the chain rule from the last layer to the first. The input is data, so its gradient is not computed.
   */
  backward(dOut: Float32Array, B: number): void {
    checkRows('dOut', dOut, B, this.outputs, this.maxBatch);
    checkReach('dOut', dOut, this.#device);
    const { denseBackwardParams, denseReluBackwardInput } = this.#kernels;
    let dH = dOut;
    for (let k = this.layers.length - 1; k > 0; k--) {
      const { inputs, outputs, weight, dWeight, dBias } = this.layers[k];
      const h = this.activations[k - 1];
      denseBackwardParams(dWeight, dBias, dH, h, B, inputs, outputs);
      denseReluBackwardInput(this.#dActivations[k - 1], dH, weight, h, B, inputs, outputs);
      dH = this.#dActivations[k - 1];
    }
    const { inputs, outputs, dWeight, dBias } = this.layers[0];
    denseBackwardParams(dWeight, dBias, dH, this.#input, B, inputs, outputs);
  }

  copyFrom(other: Network): void {
    copyParams(this, other);
  }

  polyakFrom(other: Network, tau: number): void {
    polyakParams(this, other, tau, this.#device);
  }
}

function countParams(sizes: readonly number[]): number {
  let count = 0;
  for (let k = 1; k < sizes.length; k++) count += (sizes[k - 1] + 1) * sizes[k];
  return count;
}
