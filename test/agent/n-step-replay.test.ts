import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NStepReplay } from '../../src/agent/n-step-replay.ts';
import { type Replay, UniformReplay } from '../../src/agent/replay.ts';
import { Batch, type Transition } from '../../src/agent/transition.ts';
import { Generator } from '../../src/random.ts';
import type { State } from '../../src/state.ts';
import { bits } from '../nn/compare.ts';
import { device, makeDqn, randomTransition, tableMlp } from './parts.ts';

/** Keeps what is pushed, in order. */
class Recorder implements Replay {
  readonly size = 0;
  readonly terminals = 0;
  readonly pushed: Transition[] = [];

  push({ observation, nextObservation, ...rest }: Transition): void {
    this.pushed.push({ ...rest, observation: observation.slice(), nextObservation: nextObservation.slice() });
  }

  sample(): void {}

  updatePriorities(): void {}

  state(): State {
    return {};
  }

  restore(): void {}
}

/** An episode whose observations are its step numbers: step k goes from k to k + 1. */
function episode(
  rewards: readonly number[],
  end: 'terminated' | 'truncated' | 'none',
  first = 0,
): Transition[] {
  return rewards.map((reward, k) => ({
    observation: Float32Array.of(first + k),
    action: k % 2,
    reward,
    nextObservation: Float32Array.of(first + k + 1),
    terminated: end === 'terminated' && k === rewards.length - 1,
    truncated: end === 'truncated' && k === rewards.length - 1,
  }));
}

/** What a memory behind a window of n steps gets. Like the environment, it reuses its transition and arrays. */
function through(n: number, gamma: number, transitions: readonly Transition[]): Transition[] {
  const recorder = new Recorder();
  const replay = new NStepReplay(recorder, n, gamma, 1);
  const observation = new Float32Array(1);
  const nextObservation = new Float32Array(1);
  for (const transition of transitions) {
    observation.set(transition.observation);
    nextObservation.set(transition.nextObservation);
    replay.push({ ...transition, observation, nextObservation });
  }
  return recorder.pushed;
}

const gammas = fc.constantFrom(0, 0.5, 0.9, 0.99, 1);
const reward = fc.integer({ min: -8, max: 8 });
const episodes = fc.array(
  fc.tuple(fc.array(reward, { minLength: 1, maxLength: 9 }), fc.constantFrom('terminated', 'truncated')),
  { minLength: 1, maxLength: 5 },
);

it('every step of every episode gets the return of its next n steps, as far as its episode goes', () => {
  fc.assert(
    fc.property(episodes, fc.integer({ min: 1, max: 6 }), gammas, (list, n, gamma) => {
      const whole = list.map(([rewards, end], e) => episode(rewards, end as 'terminated', 100 * e));
      const expected = whole.flatMap((steps) =>
        steps.map((step, t) => {
          const ahead = steps.slice(t, t + n);
          const last = ahead.at(-1)!;
          return {
            ...step,
            reward: ahead.reduce((sum, { reward }, k) => sum + gamma ** k * reward, 0),
            nextObservation: last.nextObservation,
            terminated: last.terminated,
            truncated: last.truncated,
            steps: ahead.length,
          };
        }),
      );
      const got = through(n, gamma, whole.flat());
      expect(got.map(({ reward, ...rest }) => rest)).toEqual(expected.map(({ reward, ...rest }) => rest));
      got.forEach(({ reward }, k) => {
        expect(reward).toBeCloseTo(expected[k].reward, 9);
      });
    }),
  );
});

it('a step enters the memory when its return is complete, not before', () => {
  const counts: number[] = [];
  const recorder = new Recorder();
  const replay = new NStepReplay(recorder, 3, 0.5, 1);
  for (const step of episode([1, 1, 1, 1, 1], 'terminated')) {
    replay.push(step);
    counts.push(recorder.pushed.length);
  }
  expect(counts).toEqual([0, 0, 1, 2, 5]);
});

it('n-step returns end with their episode: no reward of the next one gets in', () => {
  const first = episode([1, 1], 'terminated', 0);
  const second = episode([100, 100], 'none', 50);
  const got = through(3, 0.5, [...first, ...second]);
  expect(got).toHaveLength(2);
  expect(got.map(({ reward }) => reward)).toEqual([1.5, 1]);
  expect(got.every(({ terminated, nextObservation }) => terminated && nextObservation[0] === 2)).toBe(true);
});

it('an episode cut by the time limit is valued at its true last state, discounted by the steps that are left', () => {
  const got = through(3, 0.5, episode([1, 1, 1, 1], 'truncated'));
  expect(got.map(({ steps }) => steps)).toEqual([3, 3, 2, 1]);
  expect(got.map(({ nextObservation }) => nextObservation[0])).toEqual([3, 4, 4, 4]);
  expect(got.some(({ terminated }) => terminated)).toBe(false);
});

describe('the target', () => {
  /** y of each step of an episode of three rewards 1, with γ = 0.5 and V(s′) = 8, sorted. */
  function targets(n: number, end: 'terminated' | 'truncated'): number[] {
    const replay = new NStepReplay(new UniformReplay(10, 1, new Generator(1)), n, 0.5, 1);
    const agent = makeDqn({
      options: { batchSize: 64, gamma: 0.5 },
      parts: { online: tableMlp([[1, 3]], 64), replay, targetRule: (nextValues) => nextValues.fill(8) },
    });
    for (const step of episode([1, 1, 1], end)) agent.observe(step);
    agent.sampleBatch();
    agent.computeTargets();
    return [...new Set(agent.tdTarget)].sort((a, b) => a - b);
  }

  it('discounts the value of the state reached by γᵏ, k steps on', () => {
    // 1 + 0.5 · 8, and 1 + 0.5 + 0.25 · 8, and 1 + 0.5 + 0.25 + 0.125 · 8
    expect(targets(1, 'truncated')).toEqual([5]);
    expect(targets(2, 'truncated')).toEqual([3.5, 5]);
    expect(targets(3, 'truncated')).toEqual([2.75, 3.5, 5]);
  });

  it('takes no value where the task ended', () => {
    expect(targets(1, 'terminated')).toEqual([1, 5]);
    expect(targets(2, 'terminated')).toEqual([1, 1.5, 3.5]);
    expect(targets(3, 'terminated')).toEqual([1, 1.5, 1.75]);
  });
});

it('with n = 1 the memory behind it gives the same batches as without the window, bit for bit', () => {
  const plain = new UniformReplay(30, 4, new Generator(3));
  const windowed = new NStepReplay(new UniformReplay(30, 4, new Generator(3)), 1, 0.99, 4);
  const random = new Generator(1);
  const [a, b] = [new Batch(16, 4, device), new Batch(16, 4, device)];
  for (let k = 0; k < 50; k++) {
    const transition = randomTransition(random, {
      reward: random.uniform(-1, 1),
      terminated: random.integers(0, 9) === 0,
      truncated: random.integers(0, 9) === 0,
    });
    for (const replay of [plain, windowed]) replay.push(transition);
    plain.sample(a);
    windowed.sample(b);
    expect({ ...b, discounts: null }).toEqual({ ...a, discounts: null });
    expect(bits(b.observations)).toEqual(bits(a.observations));
    expect(new Set(b.discounts)).toEqual(new Set([0.99]));
    expect(windowed).toMatchObject({ size: plain.size, terminals: plain.terminals });
  }
});

it('errors go on to the memory behind the window', () => {
  const told: unknown[] = [];
  const inner = Object.assign(new Recorder(), {
    updatePriorities: (...args: unknown[]) => told.push(...args),
  });
  const batch = new Batch(2, 1, device);
  const errors = Float32Array.of(1, 2);
  new NStepReplay(inner, 2, 0.9, 1).updatePriorities(batch, errors);
  expect(told).toEqual([batch, errors]);
});

it.each([0, -1, 1.5, 256, NaN])('n = %s is refused', (n) => {
  expect(() => new NStepReplay(new Recorder(), n, 0.9, 1)).toThrow(`n is ${n}`);
});

it('n = 255 is the largest that is allowed', () => {
  expect(() => new NStepReplay(new Recorder(), 255, 0.9, 1)).not.toThrow();
});
