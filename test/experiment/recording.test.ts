import { describe, expect, test } from 'vitest';
import { CartPole } from '../../src/env/cart-pole/cart-pole.ts';
import { cartPoleV1 } from '../../src/env/cart-pole/task.ts';
import { Environment } from '../../src/env/environment.ts';
import { greedyEpisode } from '../../src/experiment/evaluation.ts';
import { decodePolicy } from '../../src/experiment/files/policy-file.ts';
import { recordGreedyEpisode } from '../../src/experiment/recording.ts';
import { Generator } from '../../src/random.ts';
import { balancingNetwork, fallingNetwork, policyBytes } from '../hand-made-policy.ts';

const SCALE = [2.4, 2, 0.2095, 2];
const environment = new Environment(cartPoleV1, { observationScale: SCALE });
const createPolicy = (network = balancingNetwork()) =>
  decodePolicy(policyBytes(network, { observationScale: SCALE }));
const record = (seed: number, network = balancingNetwork()) =>
  recordGreedyEpisode(
    createPolicy(network),
    environment.createUnscaledForEvaluation(new Generator(seed)),
    environment.spec,
  );

describe('recordGreedyEpisode', () => {
  test('keeps the episode that is played without recording, by the policy or by its network', () => {
    for (const network of [balancingNetwork(), fallingNetwork()]) {
      for (let seed = 0; seed < 5; seed++) {
        const recording = record(seed, network);
        const unscaled = environment.createUnscaledForEvaluation(new Generator(seed));
        expect(recording.episodeReturn).toBe(greedyEpisode(createPolicy(network), unscaled));
        const scaled = environment.createForEvaluation(new Generator(seed));
        expect(recording.episodeReturn).toBe(greedyEpisode(createPolicy(network).q, scaled));
        expect(recording.moments).toHaveLength(recording.episodeReturn + 1);
      }
    }
  });

  test('its moments are the observations of the environment, not scaled, and the returns so far', () => {
    const { moments } = record(5);
    const cartPole = new CartPole();
    cartPole.reset({ seed: 5 });
    moments.forEach(({ observation, action, episodeReturn }, k) => {
      expect(observation).toEqual(Float32Array.from(cartPole.variables));
      expect(episodeReturn).toBe(k);
      if (action !== null) cartPole.step(action);
    });
  });

  test('each action is the one of the largest value, and the last moment has none', () => {
    const { moments } = record(1);
    for (const { values, action } of moments.slice(0, -1)) expect(action).toBe(values[1] > values[0] ? 1 : 0);
    expect(moments.at(-1)!.action).toBeNull();
    expect(moments.at(-1)!.values).toHaveLength(2);
  });

  test('a fall is told from the time limit', () => {
    expect(record(2).terminated).toBe(false);
    expect(record(2, fallingNetwork()).terminated).toBe(true);
  });
});
