/**
 * Tasks of chance so small that the distributions of their returns are known: what a mean alone would hide, each adding one thing.
 */
import { describe, expect, it } from 'vitest';
import type { DistributionalAgent } from '../../src/agent/distributional.ts';
import { buildNetwork } from '../../src/nn/build-network.ts';
import { Categorical } from '../../src/nn/categorical.ts';
import type { Distribution } from '../../src/nn/distribution.ts';
import { initialize } from '../../src/nn/initialization.ts';
import { Quantiles } from '../../src/nn/quantiles.ts';
import { Generator } from '../../src/random.ts';
import { device, makeDqn } from './parts.ts';

const GAMMA = 0.5;
const STEPS = 1200;

interface Chance {
  readonly name: string;
  readonly actionCount: number;
  /** One number for each state; an episode visits them in order. */
  readonly observations: readonly number[];
  /** rewards[state][action]: each of them as likely as any other. */
  readonly rewards: readonly (readonly (readonly number[])[])[];
  /** returns[state][action] of acting greedily afterwards: each as likely as any other. */
  readonly returns: readonly (readonly (readonly number[])[])[];
}

const COIN = [0, 1, 1, 1];

const PROBES: readonly Chance[] = [
  {
    name: 'a coin that falls on one side three times in four',
    actionCount: 1,
    observations: [0],
    rewards: [[COIN]],
    returns: [[COIN]],
  },
  {
    name: 'such a coin after a fair one, whose returns add up',
    actionCount: 1,
    observations: [-1, 1],
    rewards: [[[0, 1]], [COIN]],
    returns: [[[0, 0.5, 0.5, 0.5, 1, 1.5, 1.5, 1.5]], [COIN]],
  },
  {
    name: 'a choice between the coin and something safe of a lower mean',
    actionCount: 2,
    observations: [0],
    rewards: [[COIN, [0.5]]],
    returns: [[COIN, [0.5]]],
  },
];

function train(probe: Chance, distribution: Distribution): DistributionalAgent {
  const { actionCount, observations, rewards } = probe;
  const networks = [1, 2].map((seed) => {
    const shape = { kind: 'mlp', sizes: [1, 16, actionCount], distribution } as const;
    const network = buildNetwork(shape, 16, device);
    initialize(network, 'pytorch', new Generator(seed));
    return network;
  });
  const agent = makeDqn({
    seed: 1,
    options: {
      scheduleSteps: STEPS,
      gamma: GAMMA,
      batchSize: 16,
      learningRate: 0.03,
      learningStartSteps: 20,
      targetSyncSteps: 20,
    },
    // Acts at random throughout: each action is seen as often as any other.
    exploration: { epsilonStart: 1, epsilonEnd: 1 },
    parts: { online: networks[0], target: networks[1] },
  });
  const random = new Generator(3);
  let state = 0;
  for (let step = 1; step <= STEPS; step++) {
    const observation = Float32Array.of(observations[state]);
    const action = agent.act(observation, step - 1);
    const possible = rewards[state][action];
    const terminated = state === observations.length - 1;
    const next = terminated ? 0 : state + 1;
    agent.observe({
      observation,
      action,
      reward: possible[random.integers(0, possible.length)],
      nextObservation: Float32Array.of(observations[next]),
      terminated,
      truncated: false,
    });
    for (let due = agent.updatesDue(step); due > 0; due--) agent.learn(step);
    agent.sync(step);
    state = next;
  }
  return agent as DistributionalAgent;
}

/** P(return ≤ x) of every action in a state, as the trained network says it. */
type Cumulative = (agent: DistributionalAgent, action: number, x: number) => number;

const kinds: readonly [string, Distribution, Cumulative][] = [
  [
    'categorical',
    // Every return is an atom.
    new Categorical(9, -0.5, 1.5),
    (agent, action, x) => {
      const outputs = agent.online.distributions.slice(action * 9, action * 9 + 9);
      const powers = Array.from(outputs, Math.exp);
      const sum = powers.reduce((total, power) => total + power, 0);
      return powers.reduce((total, power, i) => (-0.5 + 0.25 * i <= x ? total + power / sum : total), 0);
    },
  ],
  [
    'quantile',
    new Quantiles(16, 0.05),
    (agent, action, x) => {
      const outputs = agent.online.distributions.slice(action * 16, action * 16 + 16);
      return outputs.filter((value) => value <= x).length / 16;
    },
  ],
];

describe.each(kinds)('a %s distribution', (_, distribution, cumulative) => {
  it.each(PROBES)('learns the returns of $name', (probe) => {
    const agent = train(probe, distribution);
    for (const [state, ofState] of probe.returns.entries()) {
      for (const [action, returns] of ofState.entries()) {
        agent.online.forward(Float32Array.of(probe.observations[state]), 1);
        // Between any two neighbouring returns, and beyond them.
        for (const x of [-0.25, 0.25, 0.75, 1.25, 1.75]) {
          const expected = returns.filter((value) => value <= x).length / returns.length;
          expect(Math.abs(cumulative(agent, action, x) - expected)).toBeLessThanOrEqual(0.09);
        }
        const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
        expect(Math.abs(agent.online.q[action] - mean)).toBeLessThanOrEqual(0.06);
      }
    }
  });

  it('prefers the larger mean', () => {
    const agent = train(PROBES[2], distribution);
    expect(agent.q.greedyAction(Float32Array.of(0))).toBe(0);
  });
});
