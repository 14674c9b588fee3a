/** Whole updates against PyTorch: every run of `dqn-updates.json`. */
import { expect, it } from 'vitest';
import type { DqnAgent } from '../../src/agent/dqn.ts';
import { doubleTarget } from '../../src/agent/target-double.ts';
import { maxTarget } from '../../src/agent/target-max.ts';
import { Dueling } from '../../src/nn/dueling.ts';
import { gradientNorm } from '../../src/nn/gradient-norm.ts';
import { huberLoss, squaredLoss } from '../../src/nn/losses.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { networkFromTensors, shapeFromTensors } from '../../src/nn/weights.ts';
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
import { device, makeDqn } from './parts.ts';

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
  options: GoldenOptions & { loss: 'mse' | 'huber'; delta: number };
  updates: GoldenUpdate[];
  online_after: Record<string, Layers | Checksums>;
  target_after?: Record<string, Layers | Checksums>;
}

const golden = loadGolden<{
  batch_size: number;
  nets: Record<string, { online: Layers; target: Layers }>;
  batches: GoldenBatch[];
  runs: GoldenRun[];
}>('dqn-updates');

function makeAgent({ net, options }: GoldenRun): DqnAgent {
  const { online, target } = golden.nets[net];
  const batchSize = golden.batch_size;
  const { kind, sizes } = shapeFromTensors(toTensors(online));
  const makeNetwork = () => new (kind === 'dueling' ? Dueling : Mlp)(sizes, batchSize, device);
  const network = makeNetwork();
  networkFromTensors(network, toTensors(online));
  const agent = makeDqn({
    parts: {
      online: network,
      target: makeNetwork(),
      replay: recordedReplay(golden.batches, options),
      targetRule: options.double ? doubleTarget : maxTarget,
      loss: options.loss === 'mse' ? squaredLoss : huberLoss(options.delta),
    },
    options: agentOptions(options, batchSize, golden.batches.length),
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
    if (run.online_after[k]) expectParameters(agent.online, run.online_after[k], 1e-4);
    if (run.target_after?.[k]) expectParameters(agent.target, run.target_after[k], 1e-4);
  });
});

it('these are the runs a, b, b2, c, d, f and g of both plain networks, and e and e2 of the dueling one', () => {
  const variants = ['a', 'b', 'b2', 'c', 'd', 'f', 'g'];
  const plain = ['mlp24', 'mlp64'].flatMap((net) => variants.map((variant) => `${net}/${variant}`));
  expect(golden.runs.map(({ id }) => id)).toEqual([...plain, 'dueling64/e', 'dueling64/e2']);
});
