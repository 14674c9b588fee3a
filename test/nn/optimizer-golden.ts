/** The optimizer runs that PyTorch recorded in `adam.json`, and how to replay one. */
import { expect } from 'vitest';
import type { Optimizer } from '../../src/nn/optimizer.ts';
import { loadGolden } from '../golden/load.ts';
import { arrayError, entryError } from './compare.ts';

export interface OptimizerCase {
  optimizer: 'adam' | 'adamw' | 'sgd' | 'rmsprop';
  options: {
    lr: number;
    betas: [number, number];
    eps: number;
    momentum?: number;
    alpha: number;
    centered: boolean;
    weight_decay?: number;
  };
  gradient_sequence: number;
  params_at_step: Record<string, number[]>;
  state_at_end: Record<string, number[]>;
}

const golden = loadGolden<{
  initial_params: number[];
  gradient_sequences: number[][][];
  cases: OptimizerCase[];
}>('adam');

/** The recorded runs of one optimizer, each after its title, without those that decay weights: nothing here does. */
export function optimizerCases(optimizer: OptimizerCase['optimizer']): [string, OptimizerCase][] {
  return golden.cases
    .filter((run) => run.optimizer === optimizer && run.options.weight_decay === undefined)
    .map((run) => [JSON.stringify(run.options), run]);
}

/** Replays a run and compares the parameters on the way and the state at the end, by PyTorch's names for its arrays. */
export function expectRun(
  run: OptimizerCase,
  make: (params: Float32Array, grads: Float32Array) => Optimizer,
  names: Readonly<Record<string, string>>,
): void {
  const params = Float32Array.from(golden.initial_params);
  const grads = new Float32Array(params.length);
  const optimizer = make(params, grads);
  const sequence = golden.gradient_sequences[run.gradient_sequence];
  let compared = 0;
  for (const gradient of sequence) {
    grads.set(gradient);
    optimizer.step(run.options.lr);
    const expected = run.params_at_step[optimizer.updates];
    if (expected === undefined) continue;
    expect(entryError(params, expected)).toBeLessThanOrEqual(1e-5);
    compared++;
  }
  expect(compared).toBe(5);
  for (const [name, expected] of Object.entries(run.state_at_end)) {
    expect(arrayError(optimizer.state()[names[name]] as Float32Array, expected, 0)).toBeLessThanOrEqual(1e-5);
  }
}
