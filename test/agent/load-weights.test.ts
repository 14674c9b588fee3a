import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agent/agent.ts';
import { loadWeights } from '../../src/agent/load-weights.ts';
import { resolveConfig } from '../../src/config/config.ts';
import { createAgent } from '../../src/experiment/assembly.ts';
import { spawnStreams } from '../../src/experiment/streams.ts';
import { SafetensorsError } from '../../src/nn/safetensors.ts';
import { networkToTensors } from '../../src/nn/weights.ts';
import { bits } from '../nn/compare.ts';

const shape = { observationSize: 4, actionCount: 2 };

const agentOf = (values: Record<string, unknown>, seed: number): Agent =>
  createAgent(resolveConfig({ hiddenSizes: [8], ...values }), shape, spawnStreams(seed));

describe.each([
  ['DqnAgent', {}, 1],
  ['a dueling DqnAgent', { network: 'dueling' }, 1],
  ['ClippedDoubleAgent', { targetRule: 'clipped-double' }, 2],
  ['TutorialAgent', { algorithm: 'tutorial' }, 1],
] as const)('%s', (_, values, learnerCount) => {
  it('takes the weights of another into each of its networks', () => {
    const trained = agentOf(values, 1);
    const agent = agentOf(values, 2);
    expect(agent.learners).toHaveLength(learnerCount);
    loadWeights(agent, ...trained.learners.map(({ online }) => networkToTensors(online)));
    for (const [k, { online, target }] of agent.learners.entries()) {
      expect(bits(online.params)).toEqual(bits(trained.learners[k].online.params));
      expect(bits(target.params)).toEqual(bits(online.params));
    }
  });

  it('refuses the weights of more or fewer learners than it has', () => {
    const agent = agentOf(values, 2);
    const tensors = networkToTensors(agent.learners[0].online);
    for (const count of [0, learnerCount - 1, learnerCount + 1]) {
      expect(() => loadWeights(agent, ...Array(count).fill(tensors))).toThrow(
        `got the weights of ${count} networks; expected those of ${learnerCount}, one for each learner`,
      );
    }
  });

  it('refuses the weights of another network and keeps its own', () => {
    const agent = agentOf(values, 2);
    const before = bits(agent.learners[0].online.params);
    const other = agentOf({ ...values, hiddenSizes: [7] }, 1);
    const weights = other.learners.map(({ online }) => networkToTensors(online));
    expect(() => loadWeights(agent, ...weights)).toThrow(SafetensorsError);
    expect(bits(agent.learners[0].online.params)).toEqual(before);
  });
});

it('two learners do not take the same weights', () => {
  const [trained, agent] = [1, 2].map((seed) => agentOf({ targetRule: 'clipped-double' }, seed));
  const weights = networkToTensors(trained.learners[0].online);
  expect(() => loadWeights(agent, weights, weights)).toThrow('equal parameters and would stay equal');
});
