/** Action values of one observation at a time: what acting and evaluating ask for, and a network that answers. */
import type { Device } from '../nn/device.ts';
import type { Network } from '../nn/network.ts';
import { checkObservation } from './transition.ts';

/** Q(s, ·) of one observation s (observationSize), as the network sees it. */
export interface QFunction {
  readonly actionCount: number;
  /** Q(s, ·) (actionCount), which may be one buffer, overwritten by the next call. */
  values(observation: Float32Array): Float32Array;
  /** argmax_a Q(s, a) */
  greedyAction(observation: Float32Array): number;
}

/** Index of the largest of `count` values from `values[start]` on; the first of equals, as NumPy and PyTorch do. */
export function argmax(values: Float32Array, start: number, count: number): number {
  let best = 0;
  for (let a = 1; a < count; a++) if (values[start + a] > values[start + best]) best = a;
  return best;
}

/** The Q-function of a network with one output for each action, without its noise if it has any. */
export class QNetwork implements QFunction {
  readonly network: Network;
  readonly #observation: Float32Array;
  /** The output buffer of the network, and its first row. */
  #outputs: Float32Array = new Float32Array();
  #values: Float32Array = this.#outputs;

  constructor(network: Network, device: Device) {
    this.network = network;
    this.#observation = device.float32(network.inputs);
  }

  get actionCount(): number {
    return this.network.outputs;
  }

  /**
   * Q(s, ·) (actionCount), in the network's output buffer: valid until its next forward pass.
   *
   * Throws a RangeError unless the observation has one entry for each input of the network.
   */
  values(observation: Float32Array): Float32Array {
    const { noise } = this.network;
    if (noise.length > 0) noise.fill(0);
    return this.#ask(observation);
  }

  greedyAction(observation: Float32Array): number {
    return argmax(this.values(observation), 0, this.actionCount);
  }

  /** argmax_a Q(s, a) with the noise that the network has now. */
  noisyAction(observation: Float32Array): number {
    return argmax(this.#ask(observation), 0, this.actionCount);
  }

  #ask(observation: Float32Array): Float32Array {
    checkObservation(observation, this.#observation.length);
    for (let d = 0; d < this.#observation.length; d++) this.#observation[d] = observation[d];
    const outputs = this.network.forward(this.#observation, 1);
    if (outputs !== this.#outputs) {
      this.#outputs = outputs;
      this.#values = outputs.subarray(0, this.actionCount);
    }
    return this.#values;
  }
}
