/** An agent that learns how returns are distributed: what it makes of the parts that it shares with DQN. */
import { describe, expect, it } from 'vitest';
import { areDistributional, type DistributionalAgent } from '../../src/agent/distributional.ts';
import type { DqnParts } from '../../src/agent/dqn.ts';
import { doubleTarget } from '../../src/agent/target-double.ts';
import { expectedTarget } from '../../src/agent/target-expected.ts';
import { maxTarget } from '../../src/agent/target-max.ts';
import type { TargetRule } from '../../src/agent/target-rule.ts';
import { buildNetwork } from '../../src/nn/build-network.ts';
import { Categorical } from '../../src/nn/categorical.ts';
import type { Distribution } from '../../src/nn/distribution.ts';
import { initialize } from '../../src/nn/initialization.ts';
import type { Network } from '../../src/nn/network.ts';
import { Quantiles } from '../../src/nn/quantiles.ts';
import { Generator } from '../../src/random.ts';
import { rowsOf } from '../nn/distribution-rows.ts';
import { device, makeDqn, ScriptedReplay } from './parts.ts';

const B = 3;

/** A batch of three with both actions, an end and a weight. */
const BATCH = {
  observations: [1, 0, 0, 1, 0.5, -1],
  actions: [0, 1, 1],
  rewards: [0.5, -0.25, 0.75],
  nextObservations: [0, 1, -1, 0.5, 1, 1],
  terminated: [0, 0, 1],
  discounts: [0.9, 0.81, 0.9],
  weights: [1, 0.5, 0.25],
};

function makeAgent(distribution: Distribution, targetRule: TargetRule = maxTarget): DistributionalAgent {
  const [online, target, lagging] = [10, 11, 12].map((seed) => {
    const network = buildNetwork({ kind: 'mlp', sizes: [2, 5, 2], distribution }, B, device);
    initialize(network, 'pytorch', new Generator(seed));
    return network;
  });
  const replay = new ScriptedReplay([BATCH, BATCH]);
  const agent = makeDqn({ parts: { online, target, replay, targetRule }, options: { batchSize: B } });
  agent.target.copyFrom(lagging);
  return agent as DistributionalAgent;
}

it('networks are distributional where both of them are', () => {
  const { online: plain } = makeDqn();
  const { online: wide } = makeAgent(new Quantiles(4));
  const are = (online: Network, target: Network) => areDistributional({ online, target } as DqnParts);
  expect([are(wide, wide), are(wide, plain), are(plain, wide)]).toEqual([true, false, false]);
});

describe.each([
  ['categorical', new Categorical(5, -1, 1)],
  ['quantile', new Quantiles(4, 0.5)],
])('with a %s distribution', (_, distribution) => {
  const N = distribution.size;
  const row = (values: Float32Array, k: number) => values.slice(k * N, (k + 1) * N);
  const nextObservations = Float32Array.from(BATCH.nextObservations);

  it.each([
    ['max', maxTarget],
    ['double', doubleTarget],
  ])(
    'the target rule %s takes the distribution of its action from the target network',
    (rule, targetRule) => {
      const agent = makeAgent(distribution, targetRule);
      const chooser = rule === 'max' ? agent.target : agent.online;
      const q = chooser.forward(nextObservations, B).slice();
      const choices = [0, 1, 2].map((b) => (q[2 * b + 1] > q[2 * b] ? 1 : 0));
      agent.sampleBatch();
      agent.computeTargets();
      expect(Array.from(agent.nextActions)).toEqual(choices);
      const { distributions } = agent.target;
      const expected = new Float32Array(B * N);
      const rows = Int32Array.from(choices, (action, b) => 2 * b + action);
      const discounts = Float64Array.from(BATCH.discounts, (d, b) => (BATCH.terminated[b] ? 0 : d));
      const next = rowsOf(distribution, distributions);
      next.backUp(expected, rows, Float32Array.from(BATCH.rewards), discounts, B);
      expect(agent.targetDistributions).toEqual(expected);
    },
  );

  it('the two rules choose differently somewhere', () => {
    const choices = [maxTarget, doubleTarget].map((rule) => {
      const agent = makeAgent(distribution, rule);
      agent.sampleBatch();
      agent.computeTargets();
      return Array.from(agent.nextActions);
    });
    expect(choices[0]).not.toEqual(choices[1]);
  });

  it('the loss is the weighted mean of those of the actions taken, and the slopes of the others are 0', () => {
    const agent = makeAgent(distribution);
    agent.learn(1);
    const sum = agent.sampleLosses.reduce((total, loss, b) => total + BATCH.weights[b] * loss, 0);
    expect(agent.metrics.loss).toBeCloseTo(sum / B, 6);
    for (let b = 0; b < B; b++) {
      const [taken, other] = [BATCH.actions[b], 1 - BATCH.actions[b]].map((a) =>
        row(agent.dDistributions, 2 * b + a),
      );
      expect(taken.every((slope) => slope === 0)).toBe(false);
      expect(other.every((slope) => slope === 0)).toBe(true);
    }
  });

  it('the slopes carry the weight of their sample and the size of the batch', () => {
    const agent = makeAgent(distribution);
    agent.learn(1);
    const slopes = new Float32Array(B * N);
    rowsOf(distribution, agent.taken).loss(new Float32Array(B), slopes, agent.targetDistributions);
    for (let b = 0; b < B; b++) {
      const expected = row(slopes, b).map((slope) => slope * (BATCH.weights[b] / B));
      expect(row(agent.dDistributions, 2 * b + BATCH.actions[b])).toEqual(expected);
    }
  });

  it('priorities are the losses without their weights', () => {
    const agent = makeAgent(distribution);
    const told: number[][] = [];
    agent.replay.updatePriorities = (_, errors) => told.push(Array.from(errors));
    agent.learn(1);
    expect(told).toEqual([Array.from(agent.sampleLosses)]);
    expect(agent.sampleLosses.every((loss) => loss > 0)).toBe(true);
  });

  it('errors are measured between means', () => {
    const agent = makeAgent(distribution);
    const q = agent.online.forward(Float32Array.from(BATCH.observations), B).slice();
    agent.learn(1);
    for (let b = 0; b < B; b++) {
      const y = BATCH.rewards[b] + (BATCH.terminated[b] ? 0 : BATCH.discounts[b] * agent.nextValues[b]);
      expect(agent.tdError[b]).toBeCloseTo(y - q[2 * b + BATCH.actions[b]], 5);
    }
  });

  it('what it sampled can be looked at', () => {
    const agent = makeAgent(distribution);
    agent.sampleBatch();
    agent.computeTargets();
    agent.computeQValues();
    agent.computeLoss();
    const { text, target, taken, losses } = agent.sampled;
    const outputs = agent.online.body.forward(Float32Array.from(BATCH.observations), B);
    expect(text).toBe(distribution.text);
    expect(target).toEqual(agent.targetDistributions);
    expect(target).not.toBe(agent.targetDistributions);
    for (let b = 0; b < B; b++) expect(row(taken, b)).toEqual(row(outputs, 2 * b + BATCH.actions[b]));
    expect(Array.from(losses)).toEqual(
      Array.from(agent.sampleLosses, (loss, b) => Math.fround(BATCH.weights[b] * loss)),
    );
  });

  it('a value of another sample is that of no action', () => {
    const nextOfFirst: TargetRule = (nextValues, { nextObservations: next, size }, _, target) => {
      const q = target.forward(next, size);
      nextValues.set([q[2], q[2], q[4]]);
    };
    expect(() => makeAgent(distribution, nextOfFirst).learn(1)).toThrow('no action has');
  });

  it('a target rule that values no single action is refused', () => {
    const agent = makeAgent(distribution, expectedTarget(0.5));
    expect(() => agent.learn(1)).toThrow(
      'the target rule gave a value that no action has in the target network',
    );
  });
});
