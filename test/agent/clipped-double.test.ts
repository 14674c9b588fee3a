import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClippedDoubleAgent, clippedDoubleTarget } from '../../src/agent/clipped-double.ts';
import { PrioritizedReplay } from '../../src/agent/prioritized-replay.ts';
import { type Replay, UniformReplay } from '../../src/agent/replay.ts';
import { maxTarget } from '../../src/agent/target-max.ts';
import { Batch } from '../../src/agent/transition.ts';
import { gradientNorm } from '../../src/nn/gradient-norm.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { Generator } from '../../src/random.ts';
import { bits } from '../nn/compare.ts';
import { batchToUnitVectors, device, fillReplay, makeDqn, randomMlp, tableMlp } from './parts.ts';

type Table = readonly (readonly number[])[];

/** V(s′) where the two target networks are given by their values: row b is Q(s′ of sample b, ·). */
function nextValues(target: Table, other: Table): number[] {
  const B = target.length;
  const values = new Float32Array(B + 1).fill(7);
  const unused = tableMlp(target.map((row) => row.map(() => 1e6)));
  const rule = clippedDoubleTarget(tableMlp(other));
  rule(values, batchToUnitVectors(B), unused, tableMlp(target), new Float32Array(B));
  expect(values[B]).toBe(7);
  return Array.from(values.subarray(0, B));
}

const tablePairs = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }))
  .chain(([B, A]) => {
    const row = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: A, maxLength: A });
    const table = fc.array(row, { minLength: B, maxLength: B });
    return fc.tuple(table, table);
  });

describe('the target', () => {
  it('is the best of the smaller values: neither the smaller of the best nor the value of the best of one', () => {
    // Each network has a favourite that the other thinks little of; both find action 2 fair.
    expect(nextValues([[9, 1, 5]], [[2, 8, 4]])).toEqual([4]);
  });

  it('is max_a min(Q₁, Q₂) for each sample', () => {
    fc.assert(
      fc.property(tablePairs, ([first, second]) => {
        const expected = first.map((row, b) => Math.max(...row.map((q, a) => Math.min(q, second[b][a]))));
        expect(nextValues(first, second)).toEqual(expected);
      }),
    );
  });

  it('is never above that of either network alone, and is the same whichever comes first', () => {
    fc.assert(
      fc.property(tablePairs, ([first, second]) => {
        const values = nextValues(first, second);
        expect(nextValues(second, first)).toEqual(values);
        values.forEach((value, b) => {
          expect(value).toBeLessThanOrEqual(Math.min(Math.max(...first[b]), Math.max(...second[b])));
        });
      }),
    );
  });

  it('is that of plain Q-learning where both networks agree', () => {
    fc.assert(
      fc.property(tablePairs, ([table]) => {
        const values = new Float32Array(table.length);
        const batch = batchToUnitVectors(table.length);
        maxTarget(values, batch, tableMlp(table), tableMlp(table), new Float32Array(table.length));
        expect(nextValues(table, table)).toEqual(Array.from(values));
      }),
    );
  });
});

function makeAgent(
  replay: Replay = new UniformReplay(100, 4, new Generator(1)),
  maxGradientNorm = 0,
): ClippedDoubleAgent {
  const options = { targetSyncSteps: 10, maxGradientNorm };
  const targets = [0, 1].map(() => new Mlp([4, 8, 2], 8, device));
  const [first, second] = [0, 1].map((k) =>
    makeDqn({
      options,
      parts: {
        online: randomMlp([4, 8, 2], 8, 5 + k),
        target: targets[k],
        targetRule: clippedDoubleTarget(targets[1 - k]),
        replay,
      },
    }),
  );
  fillReplay(replay, 50);
  return new ClippedDoubleAgent(first, second);
}

describe('an update', () => {
  it('takes both networks towards the same targets on the same minibatch', () => {
    const agent = makeAgent();
    const before = [agent.first, agent.second].map(({ online }) => bits(online.params));
    agent.learn(1);
    const { first, second } = agent;
    for (const name of ['observations', 'actions', 'rewards', 'nextObservations', 'terminated'] as const) {
      expect(second.batch[name]).toEqual(first.batch[name]);
    }
    expect(bits(second.tdTarget)).toEqual(bits(first.tdTarget));
    expect(bits(second.qTaken)).not.toEqual(bits(first.qTaken));
    expect(bits(first.online.params)).not.toEqual(before[0]);
    expect(bits(second.online.params)).not.toEqual(before[1]);
  });

  it('makes its targets from the target networks of both', () => {
    const agent = makeAgent();
    const { first, second } = agent;
    agent.learn(1);
    const { batch } = first;
    const [q1, q2] = [first, second].map(({ target }) =>
      target.forward(batch.nextObservations, batch.size).slice(),
    );
    for (let b = 0; b < batch.size; b++) {
      const value = Math.max(Math.min(q1[2 * b], q2[2 * b]), Math.min(q1[2 * b + 1], q2[2 * b + 1]));
      const expected = batch.rewards[b] + (batch.terminated[b] ? 0 : first.options.gamma * value);
      expect(first.tdTarget[b]).toBe(Math.fround(expected));
    }
  });

  it('moves the second network as a learner of its own with these targets would', () => {
    const agent = makeAgent();
    const alone = makeDqn({ parts: { online: randomMlp([4, 8, 2], 8, 6) } });
    agent.learn(1);
    alone.batch.copyFrom(agent.first.batch);
    alone.tdTarget.set(agent.first.tdTarget);
    alone.computeQValues();
    alone.computeLoss();
    alone.computeGradients();
    alone.updateParameters(1);
    expect(bits(agent.second.online.params)).toEqual(bits(alone.online.params));
  });

  it('is taken apart into the steps of one learner', () => {
    const agent = makeAgent();
    const names = agent.updateSteps.map(({ name }) => name);
    expect(names).toEqual(agent.first.updateSteps.map(({ name }) => name));
  });

  it('clips the gradient of each network to a norm of its own', () => {
    const agent = makeAgent(undefined, 0.125);
    agent.learn(1);
    for (const { online } of agent.learners) {
      expect(gradientNorm(online.grads, device.kernels)).toBeCloseTo(0.125, 6);
    }
  });

  it('has the memory of both in its state, where it says', () => {
    const agent = makeAgent();
    expect(agent.memoryPath).toEqual(['first', 'replay']);
    expect(agent.state()).toMatchObject({ first: { replay: agent.first.replay.state() } });
  });

  it('draws one minibatch from the memory', () => {
    const random = new Generator(1);
    const replay = new UniformReplay(100, 4, random);
    const agent = makeAgent(replay);
    agent.learn(1);
    const stream = new Generator(1);
    for (let k = 0; k < 8; k++) stream.integers(0, 50);
    expect(random.state()).toEqual(stream.state());
  });

  it('tells the memory the larger of the two errors, and respects its weights in both networks', () => {
    const options = { exponent: 1, betaStart: 1, betaSteps: 10 };
    const replay = new PrioritizedReplay(100, 4, options, new Generator(1));
    const agent = makeAgent(replay);
    const told = new Batch(50, 4, device);
    told.slots.set([...Array(50).keys()]);
    replay.updatePriorities(
      told,
      Float32Array.from({ length: 50 }, (_, k) => k + 1),
    );
    agent.learn(1);
    const { first, second } = agent;
    expect(Math.min(...first.batch.weights)).toBeLessThan(1);
    expect(second.batch.weights).toEqual(first.batch.weights);
    agent.tdError.forEach((error, b) => {
      const [error1, error2] = [first.tdError[b], second.tdError[b]].map(Math.abs);
      expect(Math.abs(error)).toBe(Math.max(error1, error2));
    });
  });

  it('takes the error of the larger size, of whatever sign', () => {
    const agent = makeAgent();
    agent.first.tdError.set([-5, 1, 2, -2, 3, -3, 0, 0]);
    agent.second.tdError.set([1, -5, 3, -3, -2, 2, -1, 0]);
    agent.updatePriorities();
    expect(Array.from(agent.tdError)).toEqual([-5, -5, 3, -3, 3, -3, -1, 0]);
  });

  it('reports the metrics of the network that acts, in one object', () => {
    const agent = makeAgent();
    const metrics = agent.learn(1);
    expect(metrics).toBe(agent.first.metrics);
    expect(agent.learn(2)).toBe(metrics);
    expect(agent.q).toBe(agent.first.q);
    expect(agent.learners[0]).toBe(agent.first);
    expect(agent.learners[1]).toBe(agent.second);
  });
});

it('both target networks follow their own online network when a sync is due, and not in between', () => {
  const agent = makeAgent();
  for (let step = 1; step <= 9; step++) {
    agent.learn(step);
    agent.sync(step);
  }
  for (const { online, target } of [agent.first, agent.second]) {
    expect(bits(target.params)).not.toEqual(bits(online.params));
  }
  agent.sync(10);
  for (const { online, target } of [agent.first, agent.second]) {
    expect(bits(target.params)).toEqual(bits(online.params));
  }
  expect(bits(agent.second.target.params)).not.toEqual(bits(agent.first.target.params));
});

it('what it acts, stores and counts is that of its first agent', () => {
  const agent = makeAgent();
  const { first } = agent;
  const observation = Float32Array.of(1, -1, 0.5, 2);
  expect(agent.epsilon(2500)).toBe(first.epsilon(2500));
  expect(agent.act(observation, 1_000_000)).toBeGreaterThanOrEqual(0);
  expect([agent.updatesDue(1000), agent.updatesDue(1001)]).toEqual([0, 1]);
  const before = agent.terminals;
  const transition = { observation, action: 0, reward: 1, nextObservation: observation, truncated: false };
  agent.observe({ ...transition, terminated: true });
  expect(agent.terminals).toBe(before + 1);
  expect(first.replay.size).toBe(51);
});

it('is lost when either of its networks is', () => {
  const agent = makeAgent();
  expect(agent.isFinite()).toBe(true);
  for (const { online } of [agent.first, agent.second]) {
    const kept = online.params[3];
    online.params[3] = Infinity;
    expect(agent.isFinite()).toBe(false);
    online.params[3] = kept;
  }
  expect(agent.isFinite()).toBe(true);
});
