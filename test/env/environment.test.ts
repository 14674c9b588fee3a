import { describe, expect, it } from 'vitest';
import { cartPoleV1 } from '../../src/env/cart-pole/task.ts';
import type { Env } from '../../src/env/env.ts';
import { Environment } from '../../src/env/environment.ts';
import type { Task } from '../../src/env/task.ts';
import { Generator } from '../../src/random.ts';

/** Counts its steps, and gives what it is told to; it writes no `truncated` and cannot be saved. */
function counting(changes: Partial<Task['spec']> = {}, step: (action: number) => unknown = () => ({})): Task {
  const observation = new Float32Array(2);
  return {
    spec: {
      ...{ id: 'Counting', observationSize: 2, actionCount: 2, maxEpisodeSteps: 3 },
      ...{ rewardThreshold: null, maxReturn: 4, ...changes },
    },
    options: { bonus: { default: 1, min: 0, max: 9, meaning: 'Reward of a step.' } },
    make: (_random, { bonus }) =>
      ({
        reset: () => observation,
        step: (action: number) => ({
          observation,
          reward: bonus,
          terminated: false,
          ...(step(action) as object),
        }),
      }) as unknown as Env,
  };
}

const random = () => new Generator(1);

describe('an environment', () => {
  it('has the limit and the options of its settings, or those of the task', () => {
    expect(new Environment(counting()).spec.maxEpisodeSteps).toBe(3);
    expect(new Environment(counting()).options).toEqual({ bonus: 1 });
    expect(new Environment(counting(), { envOptions: { bonus: -0 } }).options).toEqual({ bonus: 0 });
    const env = new Environment(counting(), { maxEpisodeSteps: 2, envOptions: { bonus: 5 } }).create(
      random(),
    );
    env.reset();
    expect(env.step(0)).toMatchObject({ reward: 5, terminated: false, truncated: false });
    expect(env.step(0)).toMatchObject({ reward: 5, truncated: true });
  });

  it('does not carry the end of one episode into the next, though the task never writes truncated', () => {
    const result = { observation: new Float32Array(2), reward: 0, terminated: false };
    const task = counting({}, () => result);
    const env = new Environment({
      ...task,
      make: () => ({ reset: () => result.observation, step: () => result }) as unknown as Env,
    }).create(random());
    for (let episode = 0; episode < 2; episode++) {
      env.reset();
      expect([1, 2, 3].map(() => env.step(0).truncated)).toEqual([false, false, true]);
    }
  });

  it('knows the largest return under another limit where the task says how it depends on it', () => {
    expect(new Environment(cartPoleV1, { maxEpisodeSteps: 1000 }).spec.maxReturn).toBe(1000);
    expect(new Environment(counting(), { maxEpisodeSteps: 1000 }).spec.maxReturn).toBe(4);
  });

  it('takes one number of a scale for all entries', () => {
    const { observationScale } = new Environment(cartPoleV1, { observationScale: [3] });
    expect(observationScale).toEqual([3, 3, 3, 3]);
    expect(() => new Environment(cartPoleV1, { observationScale: [1, 2] })).toThrow(
      'observationScale: got 2 numbers, expected 4, one for each entry of an observation of CartPole-v1',
    );
  });

  it.each([
    [{ observation: new Float32Array(3) }, 'step() of Counting gave 3 entries, expected 2 entries'],
    [{ observation: undefined }, 'step() of Counting gave undefined, expected 2 entries'],
    [{ observation: Float32Array.of(0, Number.NaN) }, 'observation[1]: step() of Counting gave NaN'],
    [{ reward: Number.NaN }, 'reward: step() of Counting gave NaN, expected a finite number'],
    [{ reward: undefined }, 'reward: step() of Counting gave undefined'],
    [{ terminated: 1 }, 'terminated: step() of Counting gave 1, expected true or false'],
    [{ truncated: 0 }, 'truncated: step() of Counting gave 0, expected true or false'],
  ])('refuses a step that gives %o', (given, message) => {
    const env = new Environment(counting({}, () => given)).create(random());
    env.reset();
    expect(() => env.step(0)).toThrow(message);
  });

  it('says in one line what an environment throws, and keeps its error as the cause', () => {
    const task = counting({}, () => {
      throw new Error('no such room');
    });
    const env = new Environment(task).create(random());
    env.reset();
    expect(() => env.step(0)).toThrow('step: step() of Counting threw: no such room');
    expect(() => env.step(0)).toThrow(expect.objectContaining({ cause: new Error('no such room') }));
  });

  it('that cannot be saved says so when it is to be saved', () => {
    const env = new Environment(counting()).create(random());
    expect(() => env.state?.()).toThrow('the environment has no state(), so a run of it cannot be saved');
  });
});
