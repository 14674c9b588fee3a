import { describe, expect, it } from 'vitest';
import { QNetwork } from '../../src/agent/q-function.ts';
import { makeEnv } from '../../src/env/registry.ts';
import { greedyEpisode, mean } from '../../src/experiment/evaluation.ts';
import { Generator } from '../../src/random.ts';
import { device, randomMlp } from '../agent/parts.ts';
import { bits } from '../nn/compare.ts';

const q = new QNetwork(randomMlp([4, 8, 2], 1, 3), device);

describe('greedyEpisode', () => {
  it('is the sum of the rewards until the pole falls, by the best action of each observation', () => {
    const env = makeEnv('CartPole-v1');
    let steps = 0;
    let observation = env.reset({ seed: 4 });
    for (let over = false; !over; steps++) {
      const result = env.step(q.greedyAction(observation));
      observation = result.observation;
      over = result.terminated || result.truncated;
    }
    expect(greedyEpisode(q, makeEnv('CartPole-v1'), { seed: 4 })).toBe(steps);
  });

  it('ends at the time limit', () => {
    expect(greedyEpisode(q, makeEnv('CartPole-v1', { maxEpisodeSteps: 3 }), { seed: 4 })).toBe(3);
  });

  it('continues with the random stream of the environment where no seed is given', () => {
    const play = () => {
      const env = makeEnv('CartPole-v1', { random: new Generator(1) });
      return Array.from({ length: 5 }, () => greedyEpisode(q, env));
    };
    expect(play()).toEqual(play());
    expect(new Set(play()).size).toBeGreaterThan(1);
  });

  it('changes nothing in the network', () => {
    const before = bits(q.network.params);
    greedyEpisode(q, makeEnv('CartPole-v1'), { seed: 4 });
    expect(bits(q.network.params)).toEqual(before);
  });
});

it('the mean is the arithmetic one', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([])).toBeNaN();
});
