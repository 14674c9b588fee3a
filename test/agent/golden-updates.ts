/** What the recorded updates of PyTorch have in common: parameters, minibatches and checksums of them. */
import { expect } from 'vitest';
import { buildNetwork } from '../../src/nn/build-network.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import type { Network } from '../../src/nn/network.ts';
import type { Tensor } from '../../src/nn/safetensors.ts';
import { networkFromTensors, networkToTensors } from '../../src/nn/weights.ts';
import { entryError } from '../nn/compare.ts';
import { ScriptedReplay } from './parts.ts';

export type Layers = Record<string, { weight: number[]; bias: number[] }>;

export interface Checksums {
  n: number;
  sum: number;
  sum_of_squares: number;
  index: number[];
  value: number[];
}

/** Noise of each noisy layer, before f. */
export type GoldenNoise = Record<string, { eps_in: number[]; eps_out: number[] }>;

/** f(ε) of all layers, one after the other. */
export const recordedNoise = (noise: GoldenNoise): number[] =>
  Object.values(noise)
    .flatMap(({ eps_in, eps_out }) => [...eps_in, ...eps_out])
    .map((x) => Math.sign(x) * Math.sqrt(Math.abs(x)));

export interface GoldenBatch {
  states: number[][];
  actions: number[];
  rewards: number[];
  next_states: number[][];
  terminated: number[];
  weights: number[];
  discounts: number[];
}

/** The options of a run, as far as all families have them. */
export interface GoldenOptions {
  gamma: number;
  double: boolean;
  clip: number | null;
  tau: number | null;
  sync_every: number;
  n_step: boolean;
  weighted: boolean;
  lr: number;
  eps: number;
}

/** The layers of a network under the names that PyTorch would give them: `layer1` is number 1, `trunk` is `trunk.0`. */
export function toTensors(layers: Layers): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [name, { weight, bias }] of Object.entries(layers)) {
    const path = name === 'trunk' ? 'trunk.0' : name.replace('layer', '');
    const shape = [bias.length, weight.length / bias.length];
    tensors.set(`${path}.weight`, { shape, data: Float32Array.from(weight) });
    tensors.set(`${path}.bias`, { shape: [bias.length], data: Float32Array.from(bias) });
  }
  return tensors;
}

/** Layers of which some are noisy. */
export type NoisyLayers = Record<
  string,
  | { weight: number[]; bias: number[] }
  | { mu_w: number[]; sigma_w: number[]; mu_b: number[]; sigma_b: number[] }
>;

/** A network of the shape of another, with μ in it or with σ, which is 0 where no noise is. */
function plainLike(network: Network, of: 'mu' | 'sigma'): Network {
  const plain = buildNetwork({ ...network, noisy: undefined }, 1, new HeapDevice());
  const count = plain.params.length;
  const values = of === 'mu' ? network.params.subarray(0, count) : network.params.subarray(count);
  plain.params.set(values, count - values.length);
  return plain;
}

/** Puts recorded parameters into a network, whichever of its layers are noisy. */
export function putParameters(network: Network, layers: NoisyLayers): void {
  const entries = Object.entries(layers);
  const means = entries.map(([name, layer]) => [
    name,
    'mu_w' in layer ? { weight: layer.mu_w, bias: layer.mu_b } : layer,
  ]);
  networkFromTensors(network, toTensors(Object.fromEntries(means)));
  if (network.noisy === undefined) return;
  const none = (values: number[]) => values.map(() => 0);
  const sigmas = entries.map(([name, layer]) => [
    name,
    'mu_w' in layer
      ? { weight: layer.sigma_w, bias: layer.sigma_b }
      : { weight: none(layer.weight), bias: none(layer.bias) },
  ]);
  const plain = buildNetwork({ ...network, noisy: undefined }, 1, new HeapDevice());
  networkFromTensors(plain, toTensors(Object.fromEntries(sigmas)));
  const count = plain.params.length;
  network.params.set(plain.params.subarray(2 * count - network.params.length), count);
}

/** The parameters of a network as the file has them. */
export function noisyParameters(network: Network): Record<string, Float32Array>[] {
  const means = networkToTensors(plainLike(network, 'mu'));
  const sigmas = networkToTensors(plainLike(network, 'sigma'));
  const names = [...means.keys()].filter((name) => name.endsWith('.weight'));
  return names.map((name) => {
    const bias = name.replace('.weight', '.bias');
    const [mu_w, sigma_w, mu_b, sigma_b] = [name, bias].flatMap((of) =>
      [means, sigmas].map((tensors) => tensors.get(of)!.data),
    );
    const isNoisy = network.noisy?.layers === 'all' || (network.noisy && /value|advantage/.test(name));
    return isNoisy ? { mu_w, sigma_w, mu_b, sigma_b } : { weight: mu_w, bias: mu_b };
  });
}

export function expectParameters(
  network: Network,
  expected: NoisyLayers | Checksums,
  sumTolerance: number,
): void {
  const got = noisyParameters(network).flatMap((layer) =>
    Object.values(layer).flatMap((values) => [...values]),
  );
  if (!('sum_of_squares' in expected)) {
    const flat = Object.values(expected as NoisyLayers).flatMap((layer) =>
      'mu_w' in layer
        ? [...layer.mu_w, ...layer.sigma_w, ...layer.mu_b, ...layer.sigma_b]
        : [...layer.weight, ...layer.bias],
    );
    expect(entryError(got, flat)).toBeLessThanOrEqual(1e-5);
    return;
  }
  const { n, sum, sum_of_squares, index, value } = expected as Checksums;
  expect(got).toHaveLength(n);
  const sums = [got.reduce((total, p) => total + p, 0), got.reduce((total, p) => total + p * p, 0)];
  expect(Math.abs(sums[0] - sum)).toBeLessThanOrEqual(sumTolerance);
  expect(Math.abs(sums[1] - sum_of_squares)).toBeLessThanOrEqual(sumTolerance);
  expect(
    entryError(
      index.map((k) => got[k]),
      value,
    ),
  ).toBeLessThanOrEqual(1e-5);
}

/** A memory that hands out the recorded minibatches. */
export function recordedReplay(batches: readonly GoldenBatch[], options: GoldenOptions): ScriptedReplay {
  return new ScriptedReplay(
    batches.map(({ weights, discounts, ...batch }) => ({
      observations: batch.states.flat(),
      actions: batch.actions,
      rewards: batch.rewards,
      nextObservations: batch.next_states.flat(),
      terminated: batch.terminated,
      ...(options.weighted ? { weights } : {}),
      ...(options.n_step ? { discounts } : {}),
    })),
  );
}

/** The options of an agent that makes one recorded update after the other, each as one step. */
export const agentOptions = (options: GoldenOptions, batchSize: number, updates: number) => ({
  batchSize,
  gamma: options.gamma,
  learningRate: options.lr,
  learningRateEnd: options.lr,
  maxGradientNorm: options.clip ?? 0,
  targetTau: options.tau ?? 1,
  // No sync at all is one that comes after the last update.
  targetSyncSteps: options.tau ? 1 : options.sync_every || updates + 1,
});
