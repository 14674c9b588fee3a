import { describe, expect, it } from 'vitest';
import { type QFunction, QNetwork } from '../../src/agent/q-function.ts';
import type { Transition } from '../../src/agent/transition.ts';
import { type Config, resolveConfig } from '../../src/config/config.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { RunDiagnosis } from '../../src/experiment/diagnosis.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { Generator } from '../../src/random.ts';
import { bits } from '../nn/compare.ts';

const device = new HeapDevice();
const UNSCALED = { observationScale: [1, 1, 1, 1] };

/** Q(s, 0) = weights0 · s + bias0, and Q(s, 1) likewise. */
function linearQ(weights0: number[], bias0: number, weights1: number[], bias1: number): QNetwork {
  const mlp = new Mlp([4, 2], 1, device);
  mlp.params.set([...weights0.flatMap((w, d) => [w, weights1[d]]), bias0, bias1]);
  return new QNetwork(mlp, device);
}

const step = (observation: number[], named: Partial<Transition> = {}): Transition => ({
  observation: Float32Array.from(observation),
  action: 0,
  reward: 1,
  nextObservation: new Float32Array(4),
  terminated: false,
  truncated: false,
  ...named,
});

const fall = (nextObservation: number[], named: Partial<Transition> = {}) =>
  step([0, 0, 0, 0], { terminated: true, nextObservation: Float32Array.from(nextObservation), ...named });

const diagnosisOf = (config: Config, q: QFunction) => new RunDiagnosis(config, environmentOf(config), q);

const diagnose = (q: QFunction, changes: Readonly<Record<string, unknown>> = {}) =>
  diagnosisOf(resolveConfig({ ...UNSCALED, ...changes }), q);

/** Q(s, ·) = (x + 1, −x): the best value of a state at x is |x + 1/2| + 1/2, the gap |2x + 1|. */
const slope = () => linearQ([1, 0, 0, 0], 1, [-1, 0, 0, 0], 0);

it('before anything has happened there is nothing to see but the ceiling', () => {
  expect(diagnose(slope()).take()).toEqual({
    actionGap: null,
    maxQ: null,
    qCeiling: 1 / (1 - 0.995),
    qBeforeEnd: null,
    endAbsTdError: null,
    endingsInMemory: [0, 0],
    greedyChurn: null,
  });
});

describe('the ceiling', () => {
  it.each([
    [{ gamma: 0.5 }, 2],
    [{ gamma: 0 }, 1],
    [{ gamma: 1 }, null],
    [{ gamma: 0.5, suttonBartoReward: true }, 0],
    [{ gamma: 1, suttonBartoReward: true }, 0],
  ])('with %j is %s', (changes, ceiling) => {
    expect(diagnose(slope(), changes).take().qCeiling).toBe(ceiling);
  });
});

describe('recent states', () => {
  it('give the mean gap between the two best actions, and the largest value', () => {
    const diagnosis = diagnose(slope());
    // Every 16th step is looked at: steps 0, 16 and 32.
    for (let k = 0; k < 48; k++) diagnosis.observe(step([k % 16 === 0 ? k : 1000, 0, 0, 0]));
    expect(diagnosis.take()).toMatchObject({ actionGap: (1 + 33 + 65) / 3, maxQ: 33 });
  });

  it('are those of the last 1024 steps', () => {
    const diagnosis = diagnose(slope());
    diagnosis.observe(step([1000, 0, 0, 0]));
    for (let k = 1; k < 1024; k++) diagnosis.observe(step([1, 0, 0, 0]));
    expect(diagnosis.take().maxQ).toBe(1001);
    diagnosis.observe(step([1, 0, 0, 0]));
    expect(diagnosis.take()).toMatchObject({ maxQ: 2, actionGap: 3 });
  });

  it('are copied: what the environment writes into its buffer later does not reach them', () => {
    const diagnosis = diagnose(slope());
    const transition = step([1, 0, 0, 0]);
    diagnosis.observe(transition);
    transition.observation.fill(50);
    expect(diagnosis.take().maxQ).toBe(2);
  });
});

describe('recent falls', () => {
  it('give the value of the last state before each, and the error about the action that was taken', () => {
    const diagnosis = diagnose(slope());
    // Q(s, ·) of the two states is (3, −2) and (5, −4).
    diagnosis.observe(step([2, 0, 0, 0], { terminated: true, action: 0, reward: 1 }));
    diagnosis.observe(step([4, 0, 0, 0], { terminated: true, action: 1, reward: -1 }));
    expect(diagnosis.take()).toMatchObject({ qBeforeEnd: (3 + 5) / 2, endAbsTdError: (2 + 3) / 2 });
  });

  it('are the last 32, and no step that the time limit ended is one', () => {
    const diagnosis = diagnose(slope());
    diagnosis.observe(step([1000, 0, 0, 0], { terminated: true }));
    for (let k = 0; k < 32; k++) diagnosis.observe(step([1, 0, 0, 0], { terminated: true }));
    diagnosis.observe(step([1000, 0, 0, 0], { truncated: true }));
    expect(diagnosis.take()).toMatchObject({ qBeforeEnd: 2, endAbsTdError: 1 });
  });
});

describe('the cause of a fall', () => {
  it.each([
    ['the pole to the left', [0.5, 0, -0.21, 0], 1, 0],
    ['the pole to the right', [-2.39, 3, 0.2095, 0], 1, 0],
    ['the pole, by less than the observation can tell', [1, 0, 0.2094395, 0], 1, 0],
    ['the cart to the left', [-2.41, 0, 0.2, 0], 0, 1],
    ['the cart to the right', [2.4001, 0, -0.209, 0], 0, 1],
  ])('is known: %s', (_, state, pole, cart) => {
    for (const observationScale of [
      [1, 1, 1, 1],
      [2.4, 2, 0.2095, 2],
    ]) {
      const diagnosis = diagnose(slope(), { observationScale });
      diagnosis.observe(fall(state.map((value, d) => value / observationScale[d])));
      expect(diagnosis.take()).toMatchObject({ endingsInMemory: [pole, cart] });
    }
  });

  it('is counted over the steps that the memory reaches back, and forgotten after them', () => {
    const diagnosis = diagnose(slope(), { replayCapacity: 3 });
    const counts = [fall([0, 0, 1, 0]), fall([3, 0, 0, 0]), step([0, 0, 0, 0]), step([0, 0, 0, 0])].map(
      (transition) => {
        diagnosis.observe(transition);
        return diagnosis.take().endingsInMemory;
      },
    );
    expect(counts).toEqual([
      [1, 0],
      [1, 1],
      [1, 1],
      [0, 1],
    ]);
  });

  it('of real episodes is the one that their last state shows', () => {
    const config = resolveConfig({ replayCapacity: 100_000 });
    const env = environmentOf(config).create(new Generator(1));
    const plain = environmentOf(config).createUnscaled(new Generator(1));
    const diagnosis = diagnosisOf(config, slope());
    let [pole, cart] = [0, 0];
    for (let episode = 0; episode < 40; episode++) {
      const observation = env.reset().slice();
      let state = plain.reset();
      for (;;) {
        // Balances the pole, and half of the time drives it slowly off the track.
        const lean = episode % 2 === 0 ? 0.2 : 0;
        const action =
          episode % 4 === 3 ? 0 : state[2] + state[3] / 4 + (lean - 0.02) * state[1] - lean > 0 ? 1 : 0;
        const result = env.step(action);
        state = plain.step(action).observation;
        diagnosis.observe({ ...result, nextObservation: result.observation, observation, action });
        if (!result.terminated && !result.truncated) continue;
        if (Math.abs(state[0]) > 2.4) cart++;
        else if (result.terminated) pole++;
        break;
      }
    }
    expect(pole).toBeGreaterThan(5);
    expect(cart).toBeGreaterThan(5);
    expect(diagnosis.take()).toMatchObject({ endingsInMemory: [pole, cart] });
  });
});

describe('the churn', () => {
  it('is the share of the probe states whose greedy action changed since the last look', () => {
    const q = linearQ([0, 0, 0, 0], 1, [0, 0, 0, 0], 0);
    const diagnosis = diagnose(q);
    expect(diagnosis.take().greedyChurn).toBeNull();
    expect(diagnosis.take().greedyChurn).toBe(0);
    q.network.params.set([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(diagnosis.take().greedyChurn).toBe(1);
    expect(diagnosis.take().greedyChurn).toBe(0);
    // Now action 0 where the cart is to the right: about half of the track.
    q.network.params.set([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const churn = diagnosis.take().greedyChurn!;
    expect(churn).toBeGreaterThan(0.35);
    expect(churn).toBeLessThan(0.65);
  });

  it('does not depend on the scale of the observations: the probes are states', () => {
    const churn = (scale: number) => {
      const q = linearQ([0, 0, 0, 0], 1, [0, 0, 0, 0], 0);
      const diagnosis = diagnose(q, { observationScale: [scale, scale, scale, scale] });
      diagnosis.take();
      q.network.params.set([0, 0, 0, 0, 0, scale, 0, 0, 0.05, 0]);
      return diagnosis.take().greedyChurn;
    };
    expect(churn(4)).toBe(churn(1));
  });
});

it('a look changes nothing that the agent will learn from', () => {
  const q = slope();
  const before = bits(q.network.params);
  const diagnosis = diagnose(q);
  const transition = step([1, 2, 3, 4], { terminated: true });
  diagnosis.observe(transition);
  diagnosis.take();
  expect(bits(q.network.params)).toEqual(before);
  expect(transition).toEqual(step([1, 2, 3, 4], { terminated: true }));
});
