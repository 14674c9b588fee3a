import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DqnAgent } from '../../src/agent/dqn.ts';
import type { Exploration } from '../../src/agent/exploration.ts';
import { doubleTarget } from '../../src/agent/target-double.ts';
import type { Batch } from '../../src/agent/transition.ts';
import { huberLoss, squaredLoss } from '../../src/nn/losses.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { Generator } from '../../src/random.ts';
import { evenFloats, seeds } from '../arbitraries.ts';
import { arrayError, bits } from '../nn/compare.ts';
import { device, fillReplay, makeDqn, randomMlp, ScriptedReplay, tableMlp } from './parts.ts';

const observation = Float32Array.of(0.1, -0.2, 0.3, -0.4);

describe('learn', () => {
  it('is its named steps, one after the other, bit for bit', () => {
    const setup = { options: { maxGradientNorm: 0.5 }, parts: { targetRule: doubleTarget } };
    const whole = makeDqn(setup);
    const stepwise = makeDqn(setup);
    const takenApart = makeDqn(setup);
    for (const { replay } of [whole, stepwise, takenApart]) fillReplay(replay, 50);
    for (let step = 1; step <= 5; step++) {
      whole.learn(step);
      stepwise.sampleBatch();
      stepwise.computeTargets();
      stepwise.computeQValues();
      stepwise.computeLoss();
      stepwise.updatePriorities();
      stepwise.computeGradients();
      stepwise.clipGradients();
      stepwise.updateParameters(step);
      for (const { take } of takenApart.updateSteps) take(step);
    }
    for (const { online, metrics } of [stepwise, takenApart]) {
      expect(bits(online.params)).toEqual(bits(whole.online.params));
      expect(metrics).toEqual(whole.metrics);
    }
  });

  it('leaves the target network alone', () => {
    const agent = makeDqn();
    fillReplay(agent.replay, 50);
    const before = bits(agent.target.params);
    for (let step = 1; step <= 5; step++) agent.learn(step);
    expect(bits(agent.target.params)).toEqual(before);
    expect(bits(agent.online.params)).not.toEqual(before);
  });

  it('writes into the same arrays and the same metrics every time', () => {
    const agent = makeDqn();
    const arrays = () => {
      const { batch, nextValues, tdTarget, qTaken, dQTaken, dQ, online, target } = agent;
      const { params, grads } = online;
      return [
        batch,
        ...Object.values(batch),
        nextValues,
        tdTarget,
        qTaken,
        dQTaken,
        dQ,
        params,
        grads,
        target,
      ];
    };
    fillReplay(agent.replay, 50);
    const before = arrays();
    const metrics = agent.learn(1);
    expect(agent.learn(2)).toBe(metrics);
    arrays().forEach((array, k) => {
      expect(array).toBe(before[k]);
    });
  });

  it('tells the memory the error of each sample, once', () => {
    const agent = makeDqn();
    fillReplay(agent.replay, 50);
    const told: [Batch, number[]][] = [];
    agent.replay.updatePriorities = (batch, tdErrors) => void told.push([batch, Array.from(tdErrors)]);
    agent.learn(1);
    const errors = agent.tdTarget.map((y, b) => y - agent.qTaken[b]);
    expect(told).toEqual([[agent.batch, Array.from(errors)]]);
    expect(told[0][0]).toBe(agent.batch);
  });

  it('has its memory in its state, where it says', () => {
    const agent = makeDqn();
    fillReplay(agent.replay, 50);
    expect(agent.memoryPath).toEqual(['replay']);
    expect(agent.state()).toMatchObject({ replay: agent.replay.state() });
  });

  it('has nothing to report before its first update', () => {
    expect(makeDqn().metrics).toEqual({ loss: 0, meanAbsTdError: 0, meanQ: 0, gradientNorm: 0 });
  });

  it('reports the means of its minibatch', () => {
    const agent = makeDqn();
    fillReplay(agent.replay, 50);
    const { loss, meanAbsTdError, meanQ } = agent.learn(1);
    const { tdTarget, qTaken } = agent;
    const mean = (value: (b: number) => number) =>
      Array.from(qTaken, (_, b) => value(b)).reduce((sum, v) => sum + v) / qTaken.length;
    expect(loss).toBeCloseTo(
      mean((b) => (tdTarget[b] - qTaken[b]) ** 2),
      12,
    );
    expect(meanAbsTdError).toBeCloseTo(
      mean((b) => Math.abs(tdTarget[b] - qTaken[b])),
      12,
    );
    expect(meanQ).toBeCloseTo(
      mean((b) => qTaken[b]),
      12,
    );
  });
});

describe('the target', () => {
  /** y for one transition with reward 2, where V(s′) is 3 and γ is 0.5. */
  function target(named: { terminated: boolean; truncated: boolean }): number {
    const agent = makeDqn({
      options: { batchSize: 1, gamma: 0.5 },
      parts: { online: tableMlp([[1, 3]]), targetRule: (nextValues) => nextValues.fill(3) },
    });
    const observation = Float32Array.of(1);
    agent.observe({ observation, action: 0, reward: 2, nextObservation: observation, ...named });
    agent.sampleBatch();
    agent.computeTargets();
    return agent.tdTarget[0];
  }

  it('is r + γ V(s′) inside an episode', () => {
    expect(target({ terminated: false, truncated: false })).toBe(3.5);
  });

  it('is r where the task ended', () => {
    expect(target({ terminated: true, truncated: false })).toBe(2);
  });

  it('is r + γ V(s′) where only the time limit ended the episode', () => {
    expect(target({ terminated: false, truncated: true })).toBe(3.5);
  });

  it('is r where the task ended in the last step that the time limit allows', () => {
    expect(target({ terminated: true, truncated: true })).toBe(2);
  });
});

describe('the gradient', () => {
  /** An agent with the gradient of one batch computed, its targets being V(s′) of the target network. */
  function afterBackward(parameters: Float32Array, batches: object, B: number, huber: boolean): DqnAgent {
    const online = new Mlp([4, 8, 3], B, device);
    online.params.set(parameters);
    const agent = makeDqn({
      options: { batchSize: B },
      parts: { online, replay: new ScriptedReplay([batches]), loss: huber ? huberLoss(0.5) : squaredLoss },
    });
    agent.sampleBatch();
    agent.computeTargets();
    agent.computeQValues();
    agent.computeLoss();
    agent.computeGradients();
    return agent;
  }

  const B = 6;

  it('of a batch is the mean of the gradients of its samples', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, huber) => {
        const random = new Generator(seed);
        const { params } = randomMlp([4, 8, 3], 1, seed);
        const samples = Array.from({ length: B }, () => ({
          observations: evenFloats(random, 4),
          actions: [random.integers(0, 3)],
          rewards: [random.uniform(-2, 2)],
          nextObservations: evenFloats(random, 4),
          terminated: [random.integers(0, 2)],
          weights: [random.uniform(0, 2)],
        }));
        const batch = Object.fromEntries(
          Object.keys(samples[0]).map((name) => [
            name,
            samples.flatMap((sample) => Array.from(sample[name as keyof typeof sample])),
          ]),
        );
        const whole = afterBackward(params, batch, B, huber);
        const alone = samples.map((sample) => afterBackward(params, sample, 1, huber));
        const mean = whole.online.grads.map((_, k) =>
          alone.reduce((sum, { online }) => sum + online.grads[k] / B, 0),
        );
        expect(arrayError(whole.online.grads, mean, 1)).toBeLessThanOrEqual(1e-6);
        const meanLoss = alone.reduce((sum, { metrics }) => sum + metrics.loss / B, 0);
        expect(whole.metrics.loss).toBeCloseTo(meanLoss, 5);
      }),
      { numRuns: 50 },
    );
  });

  it('reaches the value of the action taken only', () => {
    const agent = makeDqn();
    fillReplay(agent.replay, 50);
    agent.learn(1);
    for (let b = 0; b < agent.batch.size; b++) {
      const row = Array.from(agent.dQ.slice(2 * b, 2 * b + 2));
      const expected = [0, 0];
      expected[agent.batch.actions[b]] = agent.dQTaken[b];
      expect(row).toEqual(expected);
    }
  });

  it('is clipped to the largest norm allowed, and the norm of before is reported', () => {
    const free = makeDqn();
    const clipped = makeDqn({ options: { maxGradientNorm: 0.125 } });
    for (const agent of [free, clipped]) fillReplay(agent.replay, 50);
    const { gradientNorm } = free.learn(1);
    expect(gradientNorm).toBeGreaterThan(0.125);
    expect(clipped.learn(1).gradientNorm).toBe(gradientNorm);
    const norm = (grads: Float32Array) => Math.sqrt(grads.reduce((sum, g) => sum + g * g, 0));
    expect(norm(free.online.grads)).toBeCloseTo(gradientNorm, 5);
    expect(norm(clipped.online.grads)).toBeCloseTo(0.125, 5);
  });
});

describe('updatesDue', () => {
  it.each([
    [0, 0, 1, 1, 0],
    [1, 0, 1, 1, 1],
    [1000, 1000, 1, 1, 0],
    [1001, 1000, 1, 1, 1],
    [1001, 1000, 10, 1, 0],
    [1010, 1000, 10, 1, 1],
    [1024, 1000, 256, 128, 128],
    [1025, 1000, 256, 128, 0],
  ])('at step %i, starting after %i, every %i steps %i updates: %i', (step, start, every, updates, due) => {
    const options = { learningStartSteps: start, trainEverySteps: every, trainUpdates: updates };
    expect(makeDqn({ options }).updatesDue(step)).toBe(due);
  });
});

describe('ε and the learning rate', () => {
  const setup = {
    options: { scheduleSteps: 1000, learningRate: 0.01, learningRateEnd: 0.001 },
    exploration: { epsilonStart: 0.8, epsilonEnd: 0.2, epsilonDecaySteps: 100 },
  };

  it('fall on straight lines from their first to their last value', () => {
    const agent = makeDqn(setup);
    expect([0, 50, 100, 500].map((step) => agent.epsilon(step))).toEqual([0.8, 0.5, 0.2, 0.2]);
    expect(agent.learningRate(0)).toBe(0.01);
    expect(agent.learningRate(500)).toBeCloseTo(0.0055, 15);
    expect(agent.learningRate(1000)).toBe(0.001);
  });

  it('depend on the step alone, not on what the agent has been through', () => {
    const fresh = makeDqn(setup);
    const used = makeDqn(setup);
    fillReplay(used.replay, 50);
    for (let step = 1; step <= 20; step++) {
      used.act(observation, step);
      used.learn(step);
      used.sync(step);
    }
    for (const step of [0, 1, 10, 99, 100, 1000]) {
      expect(used.epsilon(step)).toBe(fresh.epsilon(step));
      expect(used.learningRate(step)).toBe(fresh.learningRate(step));
    }
  });

  it('of an update are those of its step', () => {
    const rates: number[] = [];
    const step = (rate: number) => void rates.push(rate);
    const online = randomMlp([4, 8, 2], 8, 1);
    const { params, grads } = online;
    const optimizer = { params, grads, step, updates: 0, state: () => ({}), restore() {} };
    const agent = makeDqn({ ...setup, parts: { online, optimizer } });
    fillReplay(agent.replay, 50);
    agent.learn(0);
    agent.learn(1000);
    expect(rates).toEqual([0.01, 0.001]);
  });
});

describe('act', () => {
  it('asks the exploration, which knows Q and the step, and so does ε', () => {
    const asked: unknown[] = [];
    const exploration: Exploration = {
      act(q, at, step) {
        asked.push([q, at, step]);
        return 1;
      },
      epsilon: (step) => step / 100,
      state: () => ({}),
      restore() {},
    };
    const agent = makeDqn({ parts: { exploration } });
    expect(agent.act(observation, 7)).toBe(1);
    expect(asked).toEqual([[agent.q, observation, 7]]);
    expect(agent.epsilon(50)).toBe(0.5);
  });
});

describe('the target network', () => {
  it('starts as a copy of the online network', () => {
    const agent = makeDqn();
    expect(bits(agent.target.params)).toEqual(bits(agent.online.params));
    expect(agent.target.params.buffer).not.toBe(agent.online.params.buffer);
  });

  it('may not be the online network', () => {
    const online = randomMlp([4, 8, 2], 8, 1);
    expect(() => makeDqn({ parts: { online, target: online } })).toThrow('cannot be updated from itself');
  });

  it('is copied every targetSyncSteps and not in between', () => {
    const agent = makeDqn({ options: { targetSyncSteps: 3, targetTau: 1 } });
    const synced: number[] = [];
    for (let step = 1; step <= 9; step++) {
      agent.online.params.fill(step);
      agent.sync(step);
      if (agent.target.params.every((p) => p === step)) synced.push(step);
    }
    expect(synced).toEqual([3, 6, 9]);
  });

  // With τ = 0.5 both networks would come to the same values, whichever of them moved.
  it.each([0.25, 0.5, 0.75, 1])(
    'moves by the share τ = %s towards the online network, which stays',
    (tau) => {
      const agent = makeDqn({ options: { targetSyncSteps: 1, targetTau: tau } });
      agent.target.params.fill(4);
      agent.online.params.fill(8);
      agent.sync(1);
      expect(new Set(agent.target.params)).toEqual(new Set([4 + 4 * tau]));
      expect(new Set(agent.online.params)).toEqual(new Set([8]));
    },
  );
});

it('refuses a minibatch that one of its networks cannot take whole', () => {
  const [small, large] = [randomMlp([4, 8, 2], 7, 1), randomMlp([4, 8, 2], 9, 1)];
  for (const parts of [
    { online: small, target: large },
    { online: large, target: small },
  ]) {
    expect(() => makeDqn({ options: { batchSize: 8 }, parts })).toThrow(
      'batchSize is 8; expected at most 7, the rows that these networks take',
    );
  }
});

it('takes as many actions as a memory has numbers for, and no more', () => {
  const make = (actions: number) => makeDqn({ sizes: [1, actions], options: { batchSize: 1 } });
  expect(make(65_536).actionCount).toBe(65_536);
  expect(() => make(65_537)).toThrow('the number of actions is 65537; expected at most 65536');
});
