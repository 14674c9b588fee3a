/**
 * The way of one transition through a network and back: what every unit says, and how much the loss would change with it.
 *
 * It is asked of a network of one row, built for this. No row of a minibatch depends on another, so these are the numbers of the
 * agent's own network, bit for bit.
 */
import type { Config } from '../../src/config/config.ts';
import { createNetwork, environmentOf } from '../../src/experiment/assembly.ts';
import type { LearnerInspection, UpdateInspection } from '../../src/experiment/inspection.ts';
import { buildOnDevice } from '../../src/nn/device.ts';
import { Distributional } from '../../src/nn/distributional.ts';
import { Dueling } from '../../src/nn/dueling.ts';
import type { Network } from '../../src/nn/network.ts';
import { Noisy } from '../../src/nn/noisy.ts';
import { indexOf, type LayerShape, layerStart, type Parameter, parameterCount } from './parameters.ts';

export interface Way {
  /** What the units multiply by and add: all weights and biases, noise included. */
  readonly weights: Float32Array;
  /** What the first layer reads, and what each layer gives: after its ReLU, if it has one. */
  readonly levels: readonly Float32Array[];
  /** Q (actions) */
  readonly q: Float32Array;
}

export interface LearningWay extends Way {
  /** ∂L/∂ of what each layer gives, before its ReLU. */
  readonly slopes: readonly Float32Array[];
}

/** The dense layers at the heart of a network. */
function denseOf(network: Network): Network {
  const isAround =
    network instanceof Distributional || network instanceof Noisy || network instanceof Dueling;
  return isAround ? denseOf(network.body) : network;
}

/** The part of a network that ∂L/∂outputs is given to: a distribution is learned as a whole, not by its mean. */
const learning = (network: Network): Network => (network instanceof Distributional ? network.body : network);

class Tracer {
  readonly layers: readonly LayerShape[];
  readonly #network: Network;
  readonly #dense: Network;
  readonly #row: Float32Array;
  readonly #dOut: Float32Array;

  constructor(config: Config) {
    const { spec } = environmentOf(config);
    const { network, row, dOut } = buildOnDevice((device) => {
      const network = createNetwork({ ...config, batchSize: 1 }, spec, device);
      const { outputs } = learning(network);
      return { network, row: device.float32(network.inputs), dOut: device.float32(outputs) };
    });
    this.#network = network;
    this.#dense = denseOf(network);
    this.#row = row;
    this.#dOut = dOut;
    this.layers = this.#dense.layers.map(({ inputs, outputs }) => ({ inputs, outputs }));
  }

  /** The ways from here on are those with these parameters and this noise. Returns the weights that this comes to. */
  load(params: Float32Array, noise: Float32Array): Float32Array {
    this.#network.params.set(params);
    this.#network.noise.set(noise);
    this.#network.forward(this.#row, 1);
    return this.#dense.params.slice();
  }

  forward(row: Float32Array, weights: Float32Array): Way {
    this.#row.set(row);
    const q = this.#network.forward(this.#row, 1).slice(0, this.#network.outputs);
    const given = this.layers.map(({ outputs }, k) => this.#dense.activations[k].slice(0, outputs));
    return { weights, levels: [row, ...given], q };
  }

  /** Back through the last `forward`, which gave `way`. */
  backward(way: Way, dOut: Float32Array): LearningWay {
    this.#dOut.set(dOut);
    learning(this.#network).backward(this.#dOut, 1);
    // Of one row, the gradient of a bias is the slope of its unit.
    return { ...way, slopes: this.#dense.layers.map(({ dBias }) => dBias.slice()) };
  }

  /** What the noise multiplies σ by, where the weights have it; 0 elsewhere. */
  noiseFactors(noise: Float32Array): Float32Array {
    const muCount = parameterCount(this.layers);
    return this.load(new Float32Array(this.#network.params.length).fill(1, muCount), noise);
  }
}

const tracers = new WeakMap<Config, Tracer>();

function tracerOf(config: Config): Tracer {
  const tracer = tracers.get(config) ?? new Tracer(config);
  tracers.set(config, tracer);
  return tracer;
}

/** ∂L/∂outputs of the network at transition `b`. */
function slopeOfOutputs(
  { dQ, actions, actionCount: A, size, distributions }: UpdateInspection,
  b: number,
): Float32Array {
  if (distributions === undefined) return dQ.subarray(b * A, (b + 1) * A);
  const N = distributions.dTaken.length / size;
  const dOut = new Float32Array(A * N);
  dOut.set(distributions.dTaken.subarray(b * N, (b + 1) * N), actions[b] * N);
  return dOut;
}

/** The ways of the transitions of one minibatch through the networks of one learner, as the update began with them. */
export class Ways {
  readonly layers: readonly LayerShape[];
  readonly size: number;
  readonly #tracer: Tracer;
  readonly #learner: LearnerInspection;
  readonly #update: UpdateInspection;
  /** Those that have been asked for, and the weights that all of them share. */
  readonly #learning = new Map<number, LearningWay>();
  #weights: Float32Array | null = null;

  constructor(config: Config, learner: LearnerInspection, update: UpdateInspection) {
    this.#tracer = tracerOf(config);
    this.#learner = learner;
    this.#update = update;
    this.layers = this.#tracer.layers;
    this.size = update.size;
  }

  /** Whether the weights of a layer have noise: those do whose σ follow all weights. */
  hasNoise(layer: number): boolean {
    const count = parameterCount(this.layers);
    const sigmaCount = this.#learner.grads.length - count;
    return layerStart(this.layers, layer) >= count - sigmaCount;
  }

  /** Of s through θ, and back: right once `computeGradients` is past. */
  learningWay(b: number): LearningWay {
    const { onlineBefore, onlineNoise } = this.#learner;
    const known = this.#learning.get(b);
    if (known !== undefined) return known;
    const weights = this.#tracer.load(onlineBefore, onlineNoise);
    this.#weights ??= weights;
    const way = this.#tracer.forward(this.#row(this.#update.observations, b), this.#weights);
    const learning = this.#tracer.backward(way, slopeOfOutputs(this.#update, b));
    this.#learning.set(b, learning);
    return learning;
  }

  /** Those of all transitions. */
  get learningWays(): readonly LearningWay[] {
    return Array.from({ length: this.size }, (_, b) => this.learningWay(b));
  }

  /** Of s′ through θ⁻. */
  nextWay(b: number): Way {
    const { targetBefore, targetNoise } = this.#learner;
    const weights = this.#tracer.load(targetBefore, targetNoise);
    return this.#tracer.forward(this.#row(this.#update.nextObservations, b), weights);
  }

  /** What ∂L/∂weight is multiplied by to give ∂L/∂parameter: the noise ε where it is a σ, else 1. */
  factor(parameter: Parameter): number {
    if (!parameter.isSigma) return 1;
    return this.#tracer.noiseFactors(this.#learner.onlineNoise)[indexOf(this.layers, parameter)];
  }

  #row(rows: Float32Array, b: number): Float32Array {
    const { observationSize: D } = this.#update;
    return rows.subarray(b * D, (b + 1) * D);
  }
}

const known = new WeakMap<LearnerInspection, Ways>();

/** null where there is no update to look at. */
export function waysOf(config: Config, learner: LearnerInspection): Ways | null {
  if (learner.update === null) return null;
  const ways = known.get(learner) ?? new Ways(config, learner, learner.update);
  known.set(learner, ways);
  return ways;
}
