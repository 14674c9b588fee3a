import { describe, expect, it } from 'vitest';
import { EpsilonGreedy } from '../../src/agent/exploration.ts';
import { argmax, type QFunction } from '../../src/agent/q-function.ts';
import { Generator } from '../../src/random.ts';
import { SavedState } from '../../src/state.ts';

/** Three actions, of which the one that the observation names is the best: nothing but an interface. */
const q: QFunction = {
  actionCount: 3,
  values: ([best]) => Float32Array.from([0, 1, 2], (action) => Number(action === best)),
  greedyAction: (observation) => argmax(q.values(observation), 0, 3),
};

const constant = (epsilon: number) => ({
  epsilonStart: epsilon,
  epsilonEnd: epsilon,
  epsilonDecaySteps: 1,
});

describe('ε-greedy', () => {
  it('with ε = 1 takes every action from its stream', () => {
    const exploration = new EpsilonGreedy(constant(1), new Generator(7));
    const stream = new Generator(7);
    for (let step = 0; step < 50; step++) {
      stream.random();
      expect(exploration.act(q, Float32Array.of(2), step)).toBe(stream.integers(0, 3));
    }
  });

  it('with ε = 0 takes every action from Q, even if the stream draws 0', () => {
    const random = new Generator(1);
    random.random = () => 0;
    const exploration = new EpsilonGreedy(constant(0), random);
    for (let step = 0; step < 20; step++) {
      expect(exploration.act(q, Float32Array.of(step % 3), step)).toBe(step % 3);
    }
  });

  it('explores where the draw is below the ε of the step that is asked for', () => {
    const options = { epsilonStart: 1, epsilonEnd: 0, epsilonDecaySteps: 4 };
    const exploration = new EpsilonGreedy(options, new Generator(3));
    const stream = new Generator(3);
    for (let k = 0; k < 200; k++) {
      const step = k % 4;
      const explores = stream.random() < 1 - step / 4;
      expect(exploration.act(q, Float32Array.of(2), step)).toBe(explores ? stream.integers(0, 3) : 2);
    }
  });

  it('explores with probability ε', () => {
    const exploration = new EpsilonGreedy(constant(0.3), new Generator(1));
    const draws = 30_000;
    const counts = [0, 0, 0];
    for (let k = 0; k < draws; k++) counts[exploration.act(q, Float32Array.of(1), 0)]++;
    // A standard deviation is 0.0017 for the others and 0.0023 for the greedy action.
    expect(counts[0] / draws).toBeCloseTo(0.1, 2);
    expect(counts[1] / draws).toBeCloseTo(0.8, 2);
    expect(counts[2] / draws).toBeCloseTo(0.1, 2);
  });

  it('lets ε fall along a line, and then stay', () => {
    const options = { epsilonStart: 1, epsilonEnd: 0.2, epsilonDecaySteps: 100 };
    const exploration = new EpsilonGreedy(options, new Generator(1));
    expect([0, 50, 100, 1000].map((step) => exploration.epsilon(step))).toEqual([1, 0.6, 0.2, 0.2]);
  });

  it('continues with the stream that was saved', () => {
    const exploration = new EpsilonGreedy(constant(0.5), new Generator(1));
    const actions = (of: EpsilonGreedy) =>
      Array.from({ length: 40 }, (_, step) => of.act(q, Float32Array.of(0), step));
    actions(exploration);
    const resumed = new EpsilonGreedy(constant(0.5), new Generator(2));
    resumed.restore(new SavedState(structuredClone(exploration.state())));
    expect(actions(resumed)).toEqual(actions(exploration));
  });
});
