/** Whole updates of the variants against PyTorch: the runs of `variants.json`. */
import { expect, it } from 'vitest';
import { mellowmaxTarget } from '../../src/agent/target-mellowmax.ts';
import { munchausenTarget } from '../../src/agent/target-munchausen.ts';
import { Adam } from '../../src/nn/adam.ts';
import { softMaximum } from '../../src/nn/exponential.ts';
import { gradientNorm } from '../../src/nn/gradient-norm.ts';
import { huberLoss, squaredLoss } from '../../src/nn/losses.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { networkFromTensors } from '../../src/nn/weights.ts';
import { loadGolden } from '../golden/load.ts';
import { entryError } from '../nn/compare.ts';
import {
  agentOptions,
  type Checksums,
  expectParameters,
  type GoldenBatch,
  type GoldenOptions,
  type Layers,
  recordedReplay,
  toTensors,
} from './golden-updates.ts';
import { batchToUnitVectors, device, makeDqn, tableMlp } from './parts.ts';

interface GoldenUpdate {
  loss: number;
  grad_norm: number;
  clipped: boolean;
  per_sample: number[];
  q3: number[][];
  target: number[];
  bonus: number[];
  soft_value: number[];
}

interface GoldenRun {
  id: string;
  family: string;
  net: string;
  batch_set: string;
  options: GoldenOptions & {
    loss: 'mse' | 'huber';
    delta: number;
    munchausen_tau: number;
    munchausen_alpha: number;
    munchausen_l0: number;
  };
  updates: GoldenUpdate[];
  online_after: Record<string, Layers | Checksums>;
  target_after?: Record<string, Layers | Checksums>;
}

const golden = loadGolden<{
  batch_size: number;
  n_updates: number;
  batch_sets: Record<string, { n_actions: number; batches: GoldenBatch[] }>;
  nets: Record<string, { sizes: number[]; n_actions: number; online: Layers; target: Layers }>;
  runs: GoldenRun[];
  mellowmax: { q: number[]; mellowmax: { omega: number; value: number }[] }[];
  soft_policies: {
    q: number[];
    policies: { tau: number; tau_log_policy: number[]; soft_value: number }[];
  }[];
}>('variants');

function makeAgent({ net, batch_set, options }: GoldenRun) {
  const { sizes, online, target } = golden.nets[net];
  const batchSize = golden.batch_size;
  const network = new Mlp(sizes, batchSize, device);
  networkFromTensors(network, toTensors(online));
  const agent = makeDqn({
    parts: {
      online: network,
      optimizer: new Adam(network.params, network.grads, { epsilon: options.eps }, device),
      replay: recordedReplay(golden.batch_sets[batch_set].batches, options),
      targetRule: munchausenTarget({
        alpha: options.munchausen_alpha,
        temperature: options.munchausen_tau,
        lowest: options.munchausen_l0,
      }),
      loss: options.loss === 'mse' ? squaredLoss : huberLoss(options.delta),
    },
    options: agentOptions(options, batchSize, golden.n_updates),
  });
  // The recorded runs start from a target network of its own, so that a mix-up of the two shows.
  networkFromTensors(agent.target, toTensors(target));
  return agent;
}

const runsOf = (family: string) => golden.runs.filter((run) => run.family === family);

it.each(runsOf('munchausen'))('the updates of $id agree with PyTorch', (run) => {
  const agent = makeAgent(run);
  const { batches } = golden.batch_sets[run.batch_set];
  run.updates.forEach((expected, index) => {
    const k = index + 1;
    const close = (got: ArrayLike<number>, values: ArrayLike<number>, tolerance: number, what: string) =>
      expect(entryError(got, values), `${what} of update ${k}`).toBeLessThanOrEqual(tolerance);

    const states = Float32Array.from(batches[index].states.flat());
    const q3 = agent.online.forward(states, golden.batch_size).slice(0, 3 * agent.actionCount);
    close(q3, expected.q3.flat(), 2e-5, 'Q');
    const { loss, gradientNorm: norm } = agent.learn(k);
    agent.sync(k);
    close([loss], [expected.loss], 1e-5, 'loss');
    close([norm], [expected.grad_norm], 1e-5, 'gradient norm');
    close(agent.tdTarget, expected.target, 2e-5, 'target');
    close(agent.nextValues, expected.soft_value, 2e-5, 'soft value');
    const { rewards, discounts, terminated } = agent.batch;
    const bonus = agent.tdTarget.map(
      (y, b) => y - rewards[b] - (terminated[b] ? 0 : discounts[b] * agent.nextValues[b]),
    );
    close(bonus, expected.bonus, 1e-4, 'bonus');
    expect(gradientNorm(agent.online.grads, device.kernels) !== norm, `clipping of update ${k}`).toBe(
      expected.clipped,
    );
    if (run.online_after[k]) expectParameters(agent.online, run.online_after[k], 1e-5);
    if (run.target_after?.[k]) expectParameters(agent.target, run.target_after[k], 1e-5);
  });
});

it('these are two networks with each loss, and one of them with a soft policy', () => {
  expect(runsOf('munchausen').map(({ id }) => id)).toEqual([
    'mlp24/mse',
    'mlp24/huber',
    'mlp24/soft',
    'mlp32/mse',
    'mlp32/huber',
  ]);
});

const close = (got: number, expected: number) =>
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(expected)));

it('mellowmax agrees with PyTorch, also for large values', () => {
  for (const { q, mellowmax } of golden.mellowmax) {
    for (const { omega, value } of mellowmax) {
      const nextValues = new Float32Array(1);
      const network = tableMlp([q]);
      mellowmaxTarget(omega)(nextValues, batchToUnitVectors(1), network, network, new Float32Array(1));
      close(nextValues[0], value);
    }
  }
});

it('soft values and logarithms of soft policies agree with PyTorch, also for large values', () => {
  for (const { q, policies } of golden.soft_policies) {
    for (const { tau, tau_log_policy, soft_value } of policies) {
      const soft = softMaximum(Float32Array.from(q), 0, q.length, tau);
      close(soft, soft_value);
      for (const [a, value] of tau_log_policy.entries()) close(q[a] - soft, value);
    }
  }
});
