/** Whole updates against PyTorch: every run of `dqn-updates.json`. */
import { expect, it } from 'vitest';
import type { DqnAgent } from '../../src/agent/dqn.ts';
import { doubleTarget } from '../../src/agent/target-double.ts';
import { maxTarget } from '../../src/agent/target-max.ts';
import { Dueling } from '../../src/nn/dueling.ts';
import { gradientNorm } from '../../src/nn/gradient-norm.ts';
import { huberLoss, squaredLoss } from '../../src/nn/losses.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import type { Network } from '../../src/nn/network.ts';
import type { Tensor } from '../../src/nn/safetensors.ts';
import { networkFromTensors, networkToTensors, shapeFromTensors } from '../../src/nn/weights.ts';
import { loadGolden } from '../golden/load.ts';
import { entryError } from '../nn/compare.ts';
import { device, makeDqn, ScriptedReplay } from './parts.ts';

type Layers = Record<string, { weight: number[]; bias: number[] }>;
interface Checksums {
  n: number;
  sum: number;
  sum_of_squares: number;
  index: number[];
  value: number[];
}
interface GoldenUpdate {
  loss: number;
  grad_norm: number;
  clipped: boolean;
  target5: number[];
  q5: number[];
  q_all5: number[][];
  abs_td?: number[];
}
interface GoldenRun {
  id: string;
  net: 'mlp24' | 'mlp64' | 'dueling64';
  options: {
    gamma: number;
    double: boolean;
    loss: 'mse' | 'huber';
    delta: number;
    clip: number | null;
    tau: number | null;
    sync_every: number;
    n_step: boolean;
    weighted: boolean;
    lr: number;
  };
  updates: GoldenUpdate[];
  online_after: Record<string, Layers | Checksums>;
  target_after?: Record<string, Layers | Checksums>;
}
interface GoldenBatch {
  states: number[][];
  actions: number[];
  rewards: number[];
  next_states: number[][];
  terminated: number[];
  weights: number[];
  discounts: number[];
}

const golden = loadGolden<{
  batch_size: number;
  nets: Record<string, { online: Layers; target: Layers }>;
  batches: GoldenBatch[];
  runs: GoldenRun[];
}>('dqn-updates');

/** The layers of a network under the names that PyTorch would give them: `layer1` is number 1, `trunk` is `trunk.0`. */
function toTensors(layers: Layers): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [name, { weight, bias }] of Object.entries(layers)) {
    const path = name === 'trunk' ? 'trunk.0' : name.replace('layer', '');
    const shape = [bias.length, weight.length / bias.length];
    tensors.set(`${path}.weight`, { shape, data: Float32Array.from(weight) });
    tensors.set(`${path}.bias`, { shape: [bias.length], data: Float32Array.from(bias) });
  }
  return tensors;
}

function expectParameters(network: Network, expected: Layers | Checksums): void {
  const got = [...networkToTensors(network).values()].flatMap(({ data }) => [...data]);
  if (!('sum_of_squares' in expected)) {
    const flat = Object.values(expected).flatMap(({ weight, bias }) => [...weight, ...bias]);
    expect(entryError(got, flat)).toBeLessThanOrEqual(1e-5);
    return;
  }
  const { n, sum, sum_of_squares, index, value } = expected as Checksums;
  expect(got).toHaveLength(n);
  expect(Math.abs(got.reduce((total, p) => total + p, 0) - sum)).toBeLessThanOrEqual(1e-4);
  expect(Math.abs(got.reduce((total, p) => total + p * p, 0) - sum_of_squares)).toBeLessThanOrEqual(1e-4);
  const picked = index.map((k) => got[k]);
  expect(entryError(picked, value)).toBeLessThanOrEqual(1e-5);
}

function makeAgent({ net, options }: GoldenRun): DqnAgent {
  const { online, target } = golden.nets[net];
  const batchSize = golden.batch_size;
  const { kind, sizes } = shapeFromTensors(toTensors(online));
  const makeNetwork = () => new (kind === 'dueling' ? Dueling : Mlp)(sizes, batchSize, device);
  const network = makeNetwork();
  networkFromTensors(network, toTensors(online));
  const batches = golden.batches.map(({ weights, discounts, ...batch }) => ({
    observations: batch.states.flat(),
    actions: batch.actions,
    rewards: batch.rewards,
    nextObservations: batch.next_states.flat(),
    terminated: batch.terminated,
    ...(options.weighted ? { weights } : {}),
    ...(options.n_step ? { discounts } : {}),
  }));
  const agent = makeDqn({
    parts: {
      online: network,
      target: makeNetwork(),
      replay: new ScriptedReplay(batches),
      targetRule: options.double ? doubleTarget : maxTarget,
      loss: options.loss === 'mse' ? squaredLoss : huberLoss(options.delta),
    },
    options: {
      batchSize,
      gamma: options.gamma,
      learningRate: options.lr,
      learningRateEnd: options.lr,
      maxGradientNorm: options.clip ?? 0,
      targetTau: options.tau ?? 1,
      // A step counts as one update here; no sync at all is one that comes after the last update.
      targetSyncSteps: options.tau ? 1 : options.sync_every || golden.batches.length + 1,
    },
  });
  // The recorded runs start from a target network of its own, so that a mix-up of the two shows.
  networkFromTensors(agent.target, toTensors(target));
  return agent;
}

function expectUpdate(agent: DqnAgent, expected: GoldenUpdate, k: number): void {
  const states = Float32Array.from(golden.batches[k - 1].states.flat());
  const qAll5 = agent.online.forward(states, golden.batch_size).slice(0, 5 * agent.actionCount);
  const { loss, gradientNorm: norm } = agent.learn(k);
  agent.sync(k);

  const close = (got: ArrayLike<number>, values: ArrayLike<number>, tolerance: number, what: string) =>
    expect(entryError(got, values), `${what} of update ${k}`).toBeLessThanOrEqual(tolerance);
  close([loss], [expected.loss], 1e-5, 'loss');
  close([norm], [expected.grad_norm], 1e-5, 'gradient norm');
  close(agent.tdTarget.slice(0, 5), expected.target5, 2e-5, 'target');
  close(agent.qTaken.slice(0, 5), expected.q5, 2e-5, 'Q of the actions taken');
  close(qAll5, expected.q_all5.flat(), 2e-5, 'Q of all actions');
  const absTd = agent.tdError.map(Math.abs);
  if (expected.abs_td) close(absTd, expected.abs_td, 2e-5, '|TD error|');
  const clipped = gradientNorm(agent.online.grads, device.kernels) !== norm;
  expect(clipped, `clipping of update ${k}`).toBe(expected.clipped);
}

it.each(golden.runs)('the updates of $id agree with PyTorch', (run) => {
  const agent = makeAgent(run);
  run.updates.forEach((expected, index) => {
    const k = index + 1;
    expectUpdate(agent, expected, k);
    if (run.online_after[k]) expectParameters(agent.online, run.online_after[k]);
    if (run.target_after?.[k]) expectParameters(agent.target, run.target_after[k]);
  });
});

it('these are the runs a, b, b2, c, d, f and g of both plain networks, and e and e2 of the dueling one', () => {
  const variants = ['a', 'b', 'b2', 'c', 'd', 'f', 'g'];
  const plain = ['mlp24', 'mlp64'].flatMap((net) => variants.map((variant) => `${net}/${variant}`));
  expect(golden.runs.map(({ id }) => id)).toEqual([...plain, 'dueling64/e', 'dueling64/e2']);
});
