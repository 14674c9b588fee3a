/** Networks of one layer, 4 inputs and 2 outputs, whose behaviour is known without training. */
import { encodePolicy } from '../src/experiment/files/policy-file.ts';
import type { PolicySettings } from '../src/experiment/policy.ts';
import { HeapDevice } from '../src/nn/device.ts';
import { Mlp } from '../src/nn/mlp.ts';

const UNSCALED: PolicySettings = { env: 'CartPole-v1', observationScale: [1, 1, 1, 1] };

/** Q(s, right) = push · s and Q(s, left) = 0. */
function linearNetwork(push: readonly number[]): Mlp {
  const network = new Mlp([4, 2], 1, new HeapDevice());
  push.forEach((weight, i) => {
    network.layers[0].weight[2 * i + 1] = weight;
  });
  return network;
}

/** Leans against the pole's fall and drifts back to the middle: balances until the time limit. */
export const balancingNetwork = (): Mlp => linearNetwork([0.05, 0.1, 1, 0.3]);

/** Always pushes to the left, because equal values mean the first action: the pole falls after about ten steps. */
export const fallingNetwork = (): Mlp => linearNetwork([0, 0, 0, 0]);

export function policyBytes(network: Mlp, settings: Partial<PolicySettings> = {}): Uint8Array {
  return encodePolicy(network, { ...UNSCALED, ...settings });
}
