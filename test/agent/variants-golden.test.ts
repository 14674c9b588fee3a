/** Whole updates of the variants against PyTorch: the runs of `variants.json`. */
import { expect, it } from 'vitest';
import { DistributionalAgent } from '../../src/agent/distributional.ts';
import type { DqnAgent } from '../../src/agent/dqn.ts';
import { doubleTarget } from '../../src/agent/target-double.ts';
import { maxTarget } from '../../src/agent/target-max.ts';
import { mellowmaxTarget } from '../../src/agent/target-mellowmax.ts';
import { munchausenTarget } from '../../src/agent/target-munchausen.ts';
import type { TargetRule } from '../../src/agent/target-rule.ts';
import { Adam } from '../../src/nn/adam.ts';
import { buildNetwork } from '../../src/nn/build-network.ts';
import { Categorical } from '../../src/nn/categorical.ts';
import type { Distribution } from '../../src/nn/distribution.ts';
import { SoftMaximum } from '../../src/nn/exponential.ts';
import { gradientNorm } from '../../src/nn/gradient-norm.ts';
import { huberLoss, squaredLoss } from '../../src/nn/losses.ts';
import type { NetworkShape } from '../../src/nn/network.ts';
import { Quantiles } from '../../src/nn/quantiles.ts';
import { loadGolden } from '../golden/load.ts';
import { entryError } from '../nn/compare.ts';
import {
  agentOptions,
  type Checksums,
  expectParameters,
  type GoldenBatch,
  type GoldenNoise,
  type GoldenOptions,
  type NoisyLayers,
  putParameters,
  recordedNoise,
  recordedReplay,
} from './golden-updates.ts';
import { batchToUnitVectors, device, makeDqn, tableMlp } from './parts.ts';

interface GoldenUpdate {
  loss: number;
  grad_norm: number;
  clipped: boolean;
  per_sample: number[];
  q3: number[][];
  /** y of every sample. */
  target?: number[];
  /** The target distributions of the first three samples. */
  target3?: number[][];
  next_action?: number[];
  bonus?: number[];
  soft_value?: number[];
}

interface GoldenRun {
  id: string;
  family: string;
  net: string;
  batch_set: string;
  options: GoldenOptions & {
    loss: 'mse' | 'huber';
    delta: number;
    v_min: number;
    v_max: number;
    kappa: number;
    munchausen_tau: number;
    munchausen_alpha: number;
    munchausen_l0: number;
  };
  updates: GoldenUpdate[];
  online_after: Record<string, NoisyLayers | Checksums>;
  target_after?: Record<string, NoisyLayers | Checksums>;
}

interface GoldenNet {
  /** Of an mlp: inputs, hidden layers, outputs. */
  sizes?: number[];
  /** Units of the one hidden layer of a dueling network. */
  hidden?: number;
  noisy: boolean;
  n_actions: number;
  outputs_per_action: number;
  online: NoisyLayers;
  target: NoisyLayers;
  /** For each update. */
  noise?: { online: GoldenNoise; target: GoldenNoise }[];
}

const golden = loadGolden<{
  batch_size: number;
  n_updates: number;
  batch_sets: Record<string, { n_actions: number; batches: GoldenBatch[] }>;
  nets: Record<string, GoldenNet>;
  runs: GoldenRun[];
  mellowmax: { q: number[]; mellowmax: { omega: number; value: number }[] }[];
  soft_policies: {
    q: number[];
    policies: { tau: number; tau_log_policy: number[]; soft_value: number }[];
  }[];
}>('variants');

function distributionOf({ family, net, options }: GoldenRun): Distribution | undefined {
  const { outputs_per_action: N } = golden.nets[net];
  if (family === 'c51' || family === 'rainbow') return new Categorical(N, options.v_min, options.v_max);
  return family === 'qr' ? new Quantiles(N, options.kappa) : undefined;
}

function targetRuleOf({ family, options }: GoldenRun): TargetRule {
  if (family !== 'munchausen') return options.double ? doubleTarget : maxTarget;
  const { munchausen_alpha: alpha, munchausen_tau: temperature, munchausen_l0: lowest } = options;
  return munchausenTarget({ alpha, temperature, lowest });
}

function shapeOf(run: GoldenRun): NetworkShape {
  const { sizes, hidden, n_actions, noisy } = golden.nets[run.net];
  const distribution = distributionOf(run);
  if (sizes === undefined) {
    const heads = { layers: 'heads', sigma0: 0.5 } as const;
    return { kind: 'dueling', sizes: [4, hidden!, n_actions], distribution, noisy: heads };
  }
  const all = noisy ? ({ layers: 'all', sigma0: 0.5 } as const) : undefined;
  return { kind: 'mlp', sizes: sizes.with(-1, n_actions), distribution, noisy: all };
}

/** An agent that makes the updates of a run, and the target network of its own that the run starts from. */
function makeAgent(run: GoldenRun): DqnAgent {
  const { net, batch_set, options } = run;
  const { online, target } = golden.nets[net];
  const shape = shapeOf(run);
  const batchSize = golden.batch_size;
  const networks = [online, target].map((layers) => {
    const network = buildNetwork(shape, batchSize, device);
    putParameters(network, layers);
    return network;
  });
  const agent = makeDqn({
    parts: {
      online: networks[0],
      target: buildNetwork(shape, batchSize, device),
      optimizer: new Adam(networks[0].params, networks[0].grads, { epsilon: options.eps }, device),
      replay: recordedReplay(golden.batch_sets[batch_set].batches, options),
      targetRule: targetRuleOf(run),
      loss: options.loss === 'huber' ? huberLoss(options.delta) : squaredLoss,
    },
    options: agentOptions(options, batchSize, golden.n_updates),
  });
  // Of its own, so that a mix-up of the two shows.
  agent.target.copyFrom(networks[1]);
  return agent;
}

/** What the target rule adds to a reward of 0 for each sample of the batch: a sum with the rest of y would round it. */
function bonuses(run: GoldenRun, { batch, online, target }: DqnAgent): Float32Array {
  const added = new Float32Array(batch.size);
  targetRuleOf(run)(new Float32Array(batch.size), batch, online, target, added);
  return added;
}

const runsOf = (...families: string[]) => golden.runs.filter(({ family }) => families.includes(family));

it.each(golden.runs)('the updates of $id agree with PyTorch', (run) => {
  const agent = makeAgent(run);
  const { batches } = golden.batch_sets[run.batch_set];
  run.updates.forEach((expected, index) => {
    const k = index + 1;
    const close = (got: ArrayLike<number>, values: ArrayLike<number>, tolerance: number, what: string) =>
      expect(entryError(got, values), `${what} of update ${k}`).toBeLessThanOrEqual(tolerance);

    const noise = golden.nets[run.net].noise?.[index];
    agent.online.noise.set(recordedNoise(noise?.online ?? {}));
    agent.target.noise.set(recordedNoise(noise?.target ?? {}));
    const states = Float32Array.from(batches[index].states.flat());
    const q3 = agent.online.forward(states, golden.batch_size).slice(0, 3 * agent.actionCount);
    close(q3, expected.q3.flat(), 2e-5, 'Q');
    for (const { name, take } of agent.updateSteps) {
      take(k);
      if (name === 'sampleBatch' && expected.bonus) close(bonuses(run, agent), expected.bonus, 2e-5, 'bonus');
    }
    agent.sync(k);
    const { loss, gradientNorm: norm } = agent.metrics;
    close([loss], [expected.loss], 1e-5, 'loss');
    close([norm], [expected.grad_norm], 1e-5, 'gradient norm');
    if (expected.target) close(agent.tdTarget, expected.target, 2e-5, 'target');
    if (expected.soft_value) close(agent.nextValues, expected.soft_value, 2e-5, 'soft value');
    if (agent instanceof DistributionalAgent) {
      const { target3, next_action } = expected;
      close(agent.sampleLosses, expected.per_sample, 2e-5, 'losses');
      close(agent.targetDistributions.slice(0, target3!.flat().length), target3!.flat(), 2e-5, 'target');
      expect(Array.from(agent.nextActions)).toEqual(next_action);
    }
    expect(gradientNorm(agent.online.grads, device.kernels) !== norm, `clipping of update ${k}`).toBe(
      expected.clipped,
    );
    if (run.online_after[k]) expectParameters(agent.online, run.online_after[k], 1e-5);
    if (run.target_after?.[k]) expectParameters(agent.target, run.target_after[k], 1e-5);
  });
});
it('the runs of noisy networks and of Rainbow are two networks each, with Double DQN and n-step returns', () => {
  expect(runsOf('noisy', 'rainbow').map(({ id }) => id)).toEqual([
    'noisy24/plain',
    'noisy24/double',
    'noisy32/nstep',
    'rainbow-21/full',
    'rainbow-11/full',
  ]);
});

it('the runs of C51 and of QR-DQN are two networks each, alone and with the other parts', () => {
  expect(runsOf('c51', 'qr').map(({ id }) => id)).toEqual([
    'c51-51/plain',
    'c51-51/double',
    'c51-51/nstep',
    'c51-11/plain',
    'c51-11/all',
    'qr-8/plain',
    'qr-8/double',
    'qr-21/plain',
    'qr-21/all',
  ]);
});

it('the runs of Munchausen DQN are two networks with each loss, and one of them with a soft policy', () => {
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
      const [soft] = new SoftMaximum(tau).of(Float32Array.from(q), 1, q.length);
      close(soft, soft_value);
      for (const [a, value] of tau_log_policy.entries()) close(q[a] - soft, value);
    }
  }
});
