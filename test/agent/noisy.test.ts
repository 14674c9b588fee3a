/** Exploring with noisy networks: when noise is drawn, and for whom. */
import { describe, expect, it } from 'vitest';
import type { ClippedDoubleAgent } from '../../src/agent/clipped-double.ts';
import type { DqnAgent } from '../../src/agent/dqn.ts';
import type { DqnConfig } from '../../src/config/config.ts';
import { taskNamed } from '../../src/env/registry.ts';
import { createAgent } from '../../src/experiment/assembly.ts';
import { spawnStreams } from '../../src/experiment/streams.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { shortConfig } from '../experiment/runs.ts';
import { bits } from '../nn/compare.ts';
import { device, fillReplay } from './parts.ts';

const SHAPE = taskNamed('CartPole-v1').spec;
const OBSERVATION = Float32Array.of(0.3, -0.2, 0.1, 0.4);

function makeAgent(changes: Readonly<Record<string, unknown>> = {}): DqnAgent {
  const config = shortConfig({ noisyLayers: 'all', noisySigma: 2, ...changes }) as DqnConfig;
  const agent = createAgent(config, SHAPE, spawnStreams(1)) as DqnAgent;
  fillReplay(agent.replay, 50);
  return agent;
}

describe('acting', () => {
  it('is greedy with fresh noise each time', () => {
    const agent = makeAgent();
    const seen = new Set<string>();
    const actions = new Set<number>();
    for (let k = 0; k < 40; k++) {
      const action = agent.act(OBSERVATION, 0);
      actions.add(action);
      seen.add(bits(agent.online.noise).join());
      agent.batch.observations.set(OBSERVATION);
      const [left, right] = agent.online.forward(agent.batch.observations, 1);
      expect(action).toBe(right > left ? 1 : 0);
    }
    expect(seen.size).toBe(40);
    expect(actions).toEqual(new Set([0, 1]));
  });

  it('takes no random action', () => {
    expect(makeAgent().epsilon(0)).toBe(0);
  });
});

it('values that are asked for otherwise, as evaluations do, have no noise and change no later action', () => {
  const [agent, asked] = [makeAgent(), makeAgent()];
  const means = new Mlp(asked.online.sizes, 1, device);
  const expectNoNoise = () => {
    means.params.set(asked.online.params.subarray(0, means.params.length));
    expect(Array.from(asked.q.values(OBSERVATION))).toEqual(Array.from(means.forward(OBSERVATION, 1)));
  };
  for (let step = 1; step <= 20; step++) {
    expect(asked.act(OBSERVATION, 0)).toBe(agent.act(OBSERVATION, 0));
    expectNoNoise();
    expect(asked.learn(step)).toEqual(agent.learn(step));
    expectNoNoise();
  }
  expect(bits(asked.online.params)).toEqual(bits(agent.online.params));
});

describe('an update', () => {
  it('draws noise for each of the networks, fresh each time and not the same for both', () => {
    const agent = makeAgent();
    const seen = new Set<string>();
    for (let step = 1; step <= 5; step++) {
      agent.learn(step);
      for (const { noise } of [agent.online, agent.target]) seen.add(bits(noise).join());
    }
    expect(seen.size).toBe(10);
  });

  it('keeps the noise with which Double DQN chooses for Q(s, a) and the gradient', () => {
    const agent = makeAgent({ targetRule: 'double' });
    agent.sampleBatch();
    agent.computeTargets();
    const { noise } = agent.online;
    const before = bits(noise);
    const { nextObservations, size } = agent.batch;
    const qOnline = agent.online.forward(nextObservations, size).slice();
    const qTarget = agent.target.forward(nextObservations, size);
    for (let b = 0; b < size; b++) {
      const best = qOnline[2 * b + 1] > qOnline[2 * b] ? 1 : 0;
      expect(agent.nextValues[b]).toBe(qTarget[2 * b + best]);
    }
    agent.computeQValues();
    agent.computeLoss();
    agent.computeGradients();
    expect(bits(noise)).toEqual(before);
    expect(agent.online.grads.slice(-10).some((slope) => slope !== 0)).toBe(true);
  });

  it('of two learners draws noise for all four networks', () => {
    const config = shortConfig({ noisyLayers: 'all', targetRule: 'clipped-double' }) as DqnConfig;
    const agent = createAgent(config, SHAPE, spawnStreams(1)) as ClippedDoubleAgent;
    fillReplay(agent.first.replay, 50);
    agent.learn(1);
    const noises = agent.learners.flatMap(({ online, target }) => [online.noise, target.noise]);
    expect(new Set(noises.map((noise) => bits(noise).join())).size).toBe(4);
  });
});

it('σ is learned like any other parameter, and comes to the target network with the rest', () => {
  const agent = makeAgent({ targetSyncSteps: 4 });
  const count = agent.online.layers.reduce((sum, { weight, bias }) => sum + weight.length + bias.length, 0);
  const before = bits(agent.online.params.slice(count));
  for (let step = 1; step <= 4; step++) {
    agent.learn(step);
    agent.sync(step);
  }
  const after = bits(agent.online.params.slice(count));
  expect(after.some((value, k) => value !== before[k])).toBe(true);
  expect(bits(agent.target.params.slice(count))).toEqual(after);
});
