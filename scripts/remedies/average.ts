/** The average of a network's parameters over its updates, as a network that only plays (Polyak & Juditsky 1992). */
import { type Network, QNetwork } from '../../src/index.ts';
import { buildOnDevice } from '../../src/nn/device.ts';
import { polyakUpdate } from '../../src/nn/kernels.ts';
import type { NetworkClass } from './agent.ts';

export const DECAY = 0.999;

export class AveragedWeights {
  readonly q: QNetwork;
  /** θ̄ */
  readonly params: Float32Array;
  readonly #online: Network;

  /** θ̄ = θ */
  constructor(online: Network, OwnNetwork: NetworkClass) {
    this.q = buildOnDevice((device) => new QNetwork(new OwnNetwork(online.sizes, 1, device), device));
    this.params = this.q.network.params;
    this.params.set(online.params);
    this.#online = online;
  }

  /** θ̄ ← decay · θ̄ + (1 − decay) · θ */
  update(): void {
    // The two lie in memories of their own, which only the readable kernels reach both.
    polyakUpdate(this.params, this.#online.params, 1 - DECAY, this.params.length);
  }
}
