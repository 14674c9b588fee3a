/** What the recorded updates of PyTorch have in common: parameters, minibatches and checksums of them. */
import { expect } from 'vitest';
import type { Network } from '../../src/nn/network.ts';
import type { Tensor } from '../../src/nn/safetensors.ts';
import { networkToTensors } from '../../src/nn/weights.ts';
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

export function expectParameters(network: Network, expected: Layers | Checksums, sumTolerance: number): void {
  const got = [...networkToTensors(network).values()].flatMap(({ data }) => [...data]);
  if (!('sum_of_squares' in expected)) {
    const flat = Object.values(expected).flatMap(({ weight, bias }) => [...weight, ...bias]);
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
