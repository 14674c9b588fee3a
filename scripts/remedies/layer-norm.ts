/**
 * A multilayer perceptron with layer normalisation before each ReLU.
 *
 *   z = h · W + b,   μ = mean_o z,   σ² = mean_o (z − μ)²,   ẑ = (z − μ) / √(σ² + ε)
 *   h′ = relu(g ⊙ ẑ + c),   out = h_last · W_last + b_last
 *
 * Every row is normalised over its own units, so it depends neither on the other rows of its batch nor on earlier ones. g starts at 1
 * and c at 0; ε = 1e-5, as in PyTorch.
 *
 * Source: Ba, Kiros & Hinton 2016, "Layer Normalization", equation 4. Deviations: b stays although c makes it superfluous, so that the
 * dense layers start from the same random weights as those of an `Mlp`; ε, which the paper leaves out.
 */
import { denseLayers } from '../../src/nn/dense-layers.ts';
import type { Device } from '../../src/nn/device.ts';
import {
  checkReach,
  checkRows,
  copyParams,
  type DenseLayer,
  type Network,
  NO_NOISE,
  polyakParams,
} from '../../src/nn/network.ts';

const EPSILON = 1e-5;

/** One hidden layer's normalisation. */
interface Norm {
  readonly units: number;
  /** g and c (units) */
  readonly gain: Float32Array;
  readonly shift: Float32Array;
  readonly dGain: Float32Array;
  readonly dShift: Float32Array;
  /** ẑ (maxBatch, units) and 1 / √(σ² + ε) (maxBatch) of the last forward pass. */
  readonly normalised: Float32Array;
  readonly scale: Float32Array;
  /** ∂L/∂h′, and then ∂L/∂z (maxBatch, units). */
  readonly gradient: Float32Array;
}

export class LayerNormMlp implements Network {
  /** The nearest of the kinds that there are: what it is built of, apart from the normalisation. */
  readonly kind = 'mlp';
  readonly noise = NO_NOISE;
  readonly sizes: readonly number[];
  readonly inputs: number;
  readonly outputs: number;
  readonly maxBatch: number;
  /** Weights and biases of all layers, as an `Mlp` has them, and then g and c of each hidden one. */
  readonly params: Float32Array;
  readonly grads: Float32Array;
  readonly layers: readonly DenseLayer[];
  readonly activations: readonly Float32Array[];
  readonly #device: Device;
  readonly #norms: readonly Norm[];
  #input: Float32Array;

  constructor(sizes: readonly number[], maxBatch: number, device: Device) {
    const hidden = sizes.slice(1, -1);
    this.sizes = sizes;
    this.inputs = sizes[0];
    this.outputs = sizes[sizes.length - 1];
    this.maxBatch = maxBatch;
    this.#device = device;
    let place = 0;
    for (let k = 1; k < sizes.length; k++) place += (sizes[k - 1] + 1) * sizes[k];
    const paramCount = hidden.reduce((count, units) => count + 2 * units, place);
    this.params = device.float32(paramCount);
    this.grads = device.float32(paramCount);
    this.layers = denseLayers(sizes, this.params, this.grads);
    this.activations = this.layers.map(({ outputs }) => device.float32(maxBatch * outputs));
    this.#norms = hidden.map((units) => {
      const [start, middle, end] = [place, place + units, place + 2 * units];
      place = end;
      return {
        units,
        gain: this.params.subarray(start, middle).fill(1),
        shift: this.params.subarray(middle, end),
        dGain: this.grads.subarray(start, middle),
        dShift: this.grads.subarray(middle, end),
        normalised: device.float32(maxBatch * units),
        scale: device.float32(maxBatch),
        gradient: device.float32(maxBatch * units),
      };
    });
    this.#input = device.float32(0);
  }

  forward(x: Float32Array, B: number): Float32Array {
    checkRows('x', x, B, this.inputs, this.maxBatch);
    checkReach('x', x, this.#device);
    this.#input = x;
    let h = x;
    for (let k = 0; k < this.layers.length; k++) {
      const { inputs, outputs, weight, bias } = this.layers[k];
      const out = this.activations[k];
      this.#device.kernels.denseForward(out, h, weight, bias, B, inputs, outputs);
      if (k < this.#norms.length) normReluForward(out, this.#norms[k], B);
      h = out;
    }
    return h;
  }

  backward(dOut: Float32Array, B: number): void {
    checkRows('dOut', dOut, B, this.outputs, this.maxBatch);
    checkReach('dOut', dOut, this.#device);
    const { denseBackwardParams, denseReluBackwardInput } = this.#device.kernels;
    let dZ = dOut;
    for (let k = this.layers.length - 1; k >= 0; k--) {
      const { inputs, outputs, weight, dWeight, dBias } = this.layers[k];
      const h = k === 0 ? this.#input : this.activations[k - 1];
      denseBackwardParams(dWeight, dBias, dZ, h, B, inputs, outputs);
      if (k === 0) return;
      const norm = this.#norms[k - 1];
      denseReluBackwardInput(norm.gradient, dZ, weight, h, B, inputs, outputs);
      normBackward(norm, B);
      dZ = norm.gradient;
    }
  }

  copyFrom(other: Network): void {
    copyParams(this, other);
  }

  polyakFrom(other: Network, tau: number): void {
    polyakParams(this, other, tau, this.#device);
  }
}

/** z (B, units) becomes h′ = relu(g ⊙ ẑ + c), in place. */
function normReluForward(z: Float32Array, { units, gain, shift, normalised, scale }: Norm, B: number): void {
  for (let b = 0; b < B; b++) {
    const row = b * units;
    let mean = 0;
    let meanSquare = 0;
    for (let o = 0; o < units; o++) {
      mean += z[row + o];
      meanSquare += z[row + o] * z[row + o];
    }
    mean /= units;
    meanSquare /= units;
    // In float64, where the difference of the two loses nothing that float32 could hold.
    const factor = 1 / Math.sqrt(meanSquare - mean * mean + EPSILON);
    scale[b] = factor;
    for (let o = 0; o < units; o++) {
      const zHat = (z[row + o] - mean) * factor;
      normalised[row + o] = zHat;
      z[row + o] = Math.max(0, gain[o] * zHat + shift[o]);
    }
  }
}

/**
 * The gradient of y = g ⊙ ẑ + c (B, units) becomes that of z, in place; ∂L/∂g and ∂L/∂c are overwritten.
 *
 *   ∂L/∂z = (∂L/∂ẑ − mean(∂L/∂ẑ) − ẑ mean(ẑ ⊙ ∂L/∂ẑ)) / √(σ² + ε),   ∂L/∂ẑ = g ⊙ ∂L/∂y
 */
function normBackward({ units, gain, dGain, dShift, normalised, scale, gradient }: Norm, B: number): void {
  dGain.fill(0);
  dShift.fill(0);
  for (let b = 0; b < B; b++) {
    const row = b * units;
    let mean = 0;
    let meanAlong = 0;
    for (let o = 0; o < units; o++) {
      const dY = gradient[row + o];
      const zHat = normalised[row + o];
      const dNormalised = gain[o] * dY;
      dGain[o] += dY * zHat;
      dShift[o] += dY;
      mean += dNormalised;
      meanAlong += dNormalised * zHat;
    }
    mean /= units;
    meanAlong /= units;
    for (let o = 0; o < units; o++) {
      const dNormalised = gain[o] * gradient[row + o];
      gradient[row + o] = scale[b] * (dNormalised - mean - normalised[row + o] * meanAlong);
    }
  }
}
