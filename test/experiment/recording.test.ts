import { describe, expect, test } from 'vitest';
import { CartPole } from '../../src/env/cart-pole/cart-pole.ts';
import { createEvaluationEnvironment } from '../../src/experiment/assembly.ts';
import { greedyEpisode } from '../../src/experiment/evaluation.ts';
import { decodePolicy } from '../../src/experiment/files/policy-file.ts';
import { recordGreedyEpisode } from '../../src/experiment/recording.ts';
import { Generator } from '../../src/random.ts';
import { balancingNetwork, fallingNetwork, policyBytes } from '../hand-made-policy.ts';

const SCALE = [2.4, 2, 0.2095, 2];
const SETTINGS = { env: 'CartPole-v1', observationScale: SCALE, suttonBartoReward: false } as const;
const createEnv = () =>
  createEvaluationEnvironment({ ...SETTINGS, observationScale: SCALE }, new Generator(0));
const createQ = (network = balancingNetwork()) =>
  decodePolicy(policyBytes(network, { observationScale: SCALE })).q;

describe('recordGreedyEpisode', () => {
  test('keeps the very episode that is played without recording', () => {
    for (const network of [balancingNetwork(), fallingNetwork()]) {
      for (let seed = 0; seed < 5; seed++) {
        const recording = recordGreedyEpisode(createQ(network), createEnv(), SCALE, { seed });
        expect(recording.episodeReturn).toBe(greedyEpisode(createQ(network), createEnv(), { seed }));
        expect(recording.moments).toHaveLength(recording.episodeReturn + 1);
      }
    }
  });

  test('its moments are the states of the environment, in metres and radians', () => {
    const { moments } = recordGreedyEpisode(createQ(), createEnv(), SCALE, { seed: 5 });
    const cartPole = new CartPole();
    cartPole.reset({ seed: 5 });
    for (const { x, theta, action, episodeReturn } of moments) {
      expect(x).toBeCloseTo(cartPole.variables[0], 6);
      expect(theta).toBeCloseTo(cartPole.variables[2], 6);
      expect(episodeReturn).toBe(moments.findIndex((moment) => moment.x === x));
      if (action !== null) cartPole.step(action);
    }
  });

  test('each action is the one of the largest value, and the last moment has none', () => {
    const { moments } = recordGreedyEpisode(createQ(), createEnv(), SCALE, { seed: 1 });
    for (const { values, action } of moments.slice(0, -1)) expect(action).toBe(values[1] > values[0] ? 1 : 0);
    expect(moments.at(-1)!.action).toBeNull();
    expect(moments.at(-1)!.values).toHaveLength(2);
  });

  test('a fall is told from the time limit', () => {
    expect(recordGreedyEpisode(createQ(), createEnv(), SCALE, { seed: 2 }).terminated).toBe(false);
    expect(recordGreedyEpisode(createQ(fallingNetwork()), createEnv(), SCALE, { seed: 2 }).terminated).toBe(
      true,
    );
  });
});
