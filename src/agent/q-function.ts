/** Reading a Q-network one observation at a time: its values and the greedy action. */
import type { Device } from '../nn/device.ts';
import type { Network } from '../nn/network.ts';
import { checkObservation } from './transition.ts';

/** Index of the largest of `count` values from `values[start]` on; the first of equals, as NumPy and PyTorch do. */
export function argmax(values: Float32Array, start: number, count: number): number {
  let best = 0;
  for (let a = 1; a < count; a++) if (values[start + a] > values[start + best]) best = a;
  return best;
}

export class QFunction {
  readonly network: Network;
  readonly #observation: Float32Array;
  readonly #actionCount: number;

  constructor(network: Network, device: Device) {
    this.network = network;
    this.#observation = device.float32(network.inputs);
    this.#actionCount = network.outputs;
  }

  /**
   * Q(s, ·): the first actionCount entries of the network's output buffer, valid until its next forward pass.
   *
   * Throws a RangeError unless the observation has one entry for each input of the network.
   */
  values(observation: Float32Array): Float32Array {
    checkObservation(observation, this.#observation.length);
    for (let d = 0; d < this.#observation.length; d++) this.#observation[d] = observation[d];
    return this.network.forward(this.#observation, 1);
  }

  /** argmax_a Q(s, a) */
  greedyAction(observation: Float32Array): number {
    return argmax(this.values(observation), 0, this.#actionCount);
  }
}
