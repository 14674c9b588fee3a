/**
 * A network whose weights are noisy, by amounts that it learns: where it is sure of itself, the noise vanishes.
 *
 *   w = μ_w + σ_w ⊙ ε_w,  ε_w = f(ε_in) f(ε_out)ᵀ        b = μ_b + σ_b ⊙ f(ε_out)        f(x) = sgn(x) √|x|
 *
 * A fresh ε changes the whole policy at once, where ε-greedy changes single actions. σ starts at σ₀ / √inputs. `noise` holds f(ε) of
 * all layers; it is zero until it is drawn (`drawNoise`), and with zero noise this is the network of μ. One draw serves all rows of a
 * batch.
 *
 * Source: Fortunato et al. 2018, "Noisy Networks for Exploration", factorised noise (equations 9 to 11, section 3.2). Deviation: μ
 * starts as `initialize` has it, of which `pytorch` is the paper's U(±1/√inputs).
 */
import { denseLayers } from './dense-layers.ts';
import type { Device } from './device.ts';
import {
  copyParams,
  type DenseLayer,
  type Network,
  type NetworkKind,
  type NoisyShape,
  polyakParams,
} from './network.ts';

/** Outputs `from` to `to` of a layer, which share the noise of its inputs. */
interface Block {
  readonly inputs: number;
  readonly outputs: number;
  /** Where the layer begins among the parameters of the body. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
  /** Where f(ε_in) (inputs) begins in the noise; f(ε_out) (to − from) follows. */
  readonly noiseStart: number;
}

/** What of a block its noise changes, and its noise: windows that begin with its first entry. */
interface NoisyWeights {
  readonly w: Float32Array;
  readonly epsilon: Float32Array;
  readonly sigma: Float32Array;
  readonly noiseIn: Float32Array;
  readonly noiseOut: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
  /** Outputs of the whole layer. */
  readonly row: number;
}

export class Noisy implements Network {
  readonly kind: NetworkKind;
  readonly sizes: readonly number[];
  readonly noisy: NoisyShape;
  readonly inputs: number;
  readonly outputs: number;
  readonly maxBatch: number;
  /** μ of all layers, as the body has its parameters, and then σ of the noisy ones. */
  readonly params: Float32Array;
  readonly grads: Float32Array;
  /** Their windows show μ. */
  readonly layers: readonly DenseLayer[];
  readonly activations: readonly Float32Array[];
  readonly noise: Float32Array;
  /** The network underneath; its parameters are w and b. */
  readonly body: Network;
  readonly #device: Device;
  readonly #noisyWeights: readonly NoisyWeights[];
  /** μ of all layers. */
  readonly #mu: Float32Array;
  /** Parameters of the body, and how many come before those that are noisy. */
  readonly #muCount: number;
  readonly #sigmaStart: number;
  /** What each σ is multiplied by. */
  readonly #epsilon: Float32Array;

  constructor(body: Network, noisy: NoisyShape, device: Device) {
    this.kind = body.kind;
    this.sizes = body.sizes;
    this.noisy = noisy;
    this.inputs = body.inputs;
    this.outputs = body.outputs;
    this.maxBatch = body.maxBatch;
    this.activations = body.activations;
    this.body = body;
    this.#device = device;
    const blocks = blocksOf(body, noisy);
    this.#muCount = body.params.length;
    this.#sigmaStart = blocks[0].start;
    const sigmaCount = this.#muCount - this.#sigmaStart;
    this.params = device.float32(this.#muCount + sigmaCount);
    this.grads = device.float32(this.#muCount + sigmaCount);
    this.#mu = this.params.subarray(0, this.#muCount);
    const sizes = [body.inputs, ...body.layers.map(({ outputs }) => outputs)];
    this.layers = denseLayers(sizes, this.params, this.grads);
    const { inputs, noiseStart, from, to } = blocks[blocks.length - 1];
    this.noise = device.float32(noiseStart + inputs + to - from);
    this.#epsilon = device.float32(sigmaCount);
    this.#noisyWeights = blocks.map((block) => this.#noisyWeightsOf(block));
    this.#startSigma(blocks);
  }

  forward(x: Float32Array, B: number): Float32Array {
    this.#perturb();
    return this.body.forward(x, B);
  }

  /** ∂L/∂μ = ∂L/∂w and ∂L/∂σ = ∂L/∂w ⊙ ε, with the noise of the last `forward`. */
  backward(dOut: Float32Array, B: number): void {
    this.body.backward(dOut, B);
    const dBody = this.body.grads;
    this.grads.set(dBody);
    for (let k = 0; k < this.#epsilon.length; k++) {
      this.grads[this.#muCount + k] = dBody[this.#sigmaStart + k] * this.#epsilon[k];
    }
  }

  copyFrom(other: Network): void {
    copyParams(this, other);
  }

  polyakFrom(other: Network, tau: number): void {
    polyakParams(this, other, tau, this.#device);
  }

  /** w = μ + σ ε. Each time, because parameters and noise are changed from outside. */
  #perturb(): void {
    this.body.params.set(this.#mu);
    if (this.#isSilent()) {
      this.#epsilon.fill(0);
      return;
    }
    const { kernels } = this.#device;
    for (const { w, epsilon, sigma, noiseIn, noiseOut, inputs, outputs, row } of this.#noisyWeights) {
      kernels.perturb(w, epsilon, sigma, noiseIn, noiseOut, inputs, outputs, row);
    }
  }

  #noisyWeightsOf({ inputs, outputs: row, start, from, to, noiseStart }: Block): NoisyWeights {
    const first = start + from;
    return {
      w: this.body.params.subarray(first),
      epsilon: this.#epsilon.subarray(first - this.#sigmaStart),
      sigma: this.params.subarray(this.#muCount + first - this.#sigmaStart),
      noiseIn: this.noise.subarray(noiseStart),
      noiseOut: this.noise.subarray(noiseStart + inputs),
      inputs,
      outputs: to - from,
      row,
    };
  }

  /** Whether there is no noise, as in an evaluation. */
  #isSilent(): boolean {
    for (let k = 0; k < this.noise.length; k++) if (this.noise[k] !== 0) return false;
    return true;
  }

  #startSigma(blocks: readonly Block[]): void {
    for (const { inputs, outputs, start } of blocks) {
      const first = this.#muCount + start - this.#sigmaStart;
      this.params.fill(this.noisy.sigma0 / Math.sqrt(inputs), first, first + (inputs + 1) * outputs);
    }
  }
}

/** All layers or the last; the heads of a dueling network, which are one layer of ours, have noise of their own each. */
function blocksOf({ layers, outputs: networkOutputs }: Network, { layers: which }: NoisyShape): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  let noiseStart = 0;
  for (const [k, { inputs, outputs }] of layers.entries()) {
    const isLast = k === layers.length - 1;
    const headEnds = isLast && outputs > networkOutputs ? [outputs - networkOutputs, outputs] : [outputs];
    let from = 0;
    for (const to of which === 'all' || isLast ? headEnds : []) {
      blocks.push({ inputs, outputs, start, from, to, noiseStart });
      noiseStart += inputs + to - from;
      from = to;
    }
    start += (inputs + 1) * outputs;
  }
  return blocks;
}
