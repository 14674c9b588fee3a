import { describe, expect, it } from 'vitest';
import { cartPoleV1 } from '../../src/env/cart-pole/task.ts';
import { UNDISTURBED } from '../../src/env/disturbed-env.ts';
import type { Env } from '../../src/env/env.ts';
import { Environment } from '../../src/env/environment.ts';
import type { Moment, Picture } from '../../src/env/picture.ts';
import type { Task } from '../../src/env/task.ts';
import { TaskError } from '../../src/env/task-error.ts';
import { Generator, SeedSequence } from '../../src/random.ts';
import { SavedState } from '../../src/state.ts';

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
    [{ observation: new Float32Array(3) }, 'step() of Counting returned 3 entries, expected 2 entries'],
    [
      { observation: undefined },
      'step() of Counting returned an object without observation, expected a StepResult',
    ],
    [{ observation: null }, 'observation: step() of Counting returned null, expected 2 entries'],
    [{ observation: 5 }, 'observation: step() of Counting returned 5, expected 2 entries'],
    [
      { observation: Float32Array.of(0, Number.NaN) },
      'observation[1]: step() of Counting returned NaN, expected a finite number',
    ],
    [{ reward: Number.NaN }, 'reward: step() of Counting returned NaN, expected a finite number'],
    [{ reward: undefined }, 'reward: step() of Counting returned undefined'],
    [{ terminated: 1 }, 'terminated: step() of Counting returned 1, expected true or false'],
    [{ truncated: 0 }, 'truncated: step() of Counting returned 0, expected true or false'],
  ])('refuses a step that gives %o', (given, message) => {
    const env = new Environment(counting({}, () => given)).create(random());
    env.reset();
    expect(() => env.step(0)).toThrow(TaskError);
    expect(() => env.step(0)).toThrow(message);
  });

  it.each([
    [{ step: () => undefined }, 'step: step() of Own returned undefined, expected a StepResult'],
    [{ step: () => null }, 'step: step() of Own returned null, expected a StepResult'],
    [{ reset: () => undefined }, 'observation: reset() of Own returned undefined, expected 2 entries'],
    [{ reset: () => [0] }, 'observation: reset() of Own returned 1 entries, expected 2 entries'],
    [{ reset: () => [0, '1'] }, 'observation[1]: reset() of Own returned 1, expected a finite number'],
    [{ step: async () => ({}) }, 'step: step() of Own returned a Promise; it must not be async'],
    [{ reset: async () => ({}) }, 'reset: reset() of Own returned a Promise; it must not be async'],
  ])('refuses %o', (given, message) => {
    const own = { reset: () => new Float32Array(2), step: () => ({}), ...given } as unknown as Env;
    const env = new Environment({ ...counting({ id: 'Own' }), make: () => own }).create(random());
    const start = () => {
      env.reset();
      env.step(0);
    };
    expect(start).toThrow(TaskError);
    expect(start).toThrow(message);
  });

  it('names the file of its task, and the line in it that has thrown', () => {
    const step = () => {
      throw Object.assign(new Error('no'), {
        stack:
          'Error: no at my task.ts:1:1\n    at step (file:///home/my%20task.ts:7:9)\n    at go (/home/a/task.ts:21:5)\n    at task.ts:3:1',
      });
    };
    const messages = (settings: object) => {
      const env = new Environment(counting({}, step), settings).create(random());
      env.reset();
      return () => env.step(0);
    };
    expect(messages({ env: '../a/task.ts' })).toThrow('step() of Counting (../a/task.ts:21) threw: no');
    expect(messages({ env: '../a/other.ts' })).toThrow('step() of Counting (../a/other.ts) threw: no');
    expect(messages({})).toThrow('step() of Counting threw: no');
  });

  it.each([
    [
      () => {
        throw new Error('no make');
      },
      'make: make() of Counting threw: no make',
    ],
    [
      () => undefined,
      'make: make() of Counting returned undefined, expected an object with reset() and step()',
    ],
    [async () => ({}), 'make: make() of Counting returned a Promise, expected an object'],
    [() => ({ reset: () => [] }), 'make: make() of Counting returned another object, expected an object'],
    [() => ({ step: () => ({}) }), 'make: make() of Counting returned another object'],
    [() => null, 'make: make() of Counting returned null'],
    [() => 7, 'make: make() of Counting returned 7'],
  ])('refuses what %o makes', (make, message) => {
    const task = { ...counting(), make: make as unknown as Task['make'] };
    expect(() => new Environment(task).create(random())).toThrow(message);
  });

  it('knows whether it can be saved, and refuses a restore() that does not fit state()', () => {
    const savable = (restore: (saved: SavedState) => void): Environment => {
      const reset = () => new Float32Array(2);
      const env = { reset, state: () => ({ food: 3 }), restore } as unknown as Env;
      const step = reset as unknown as Env['step'];
      return new Environment({ ...counting(), make: () => ({ ...env, step }) });
    };
    expect(new Environment(counting()).canBeSaved()).toBe(false);
    expect(savable((saved) => saved.integer('food', 0, 5)).canBeSaved()).toBe(true);
    const message = 'restore: restore() of Counting does not fit what state() returns: ';
    expect(() => savable((saved) => saved.integer('fod', 0, 5)).canBeSaved()).toThrow(`${message}fod is`);
    expect(() => savable(() => {}).canBeSaved()).toThrow(`${message}food is 3; expected nothing`);
    const throwing = () => {
      throw new Error('no such food');
    };
    expect(() => savable(throwing).canBeSaved()).toThrow(
      /^restore: restore\(\) of Counting threw: no such food$/,
    );
    for (const half of [{ state: () => ({}) }, { restore: () => {} }]) {
      const task = counting();
      const make: Task['make'] = (...args) => ({ ...task.make(...args), ...half });
      expect(new Environment({ ...task, make }).canBeSaved()).toBe(false);
    }
  });

  it('tells a task that draws from its generator from one that draws from elsewhere', () => {
    const drawing = (draw: (random: Generator) => number): Environment => {
      const reset = () => new Float32Array(2);
      const make = (random: Generator) => {
        const step = () => ({ observation: Float32Array.of(0, draw(random)), reward: 0, terminated: false });
        return { reset, step } as unknown as Env;
      };
      return new Environment({ ...counting(), make });
    };
    expect(drawing((random) => random.random()).seemsRepeatable()).toBe(true);
    expect(drawing(() => Math.random()).seemsRepeatable()).toBe(false);
    const starting = counting();
    const reset = () => Float32Array.of(0, Math.random());
    const make: Task['make'] = (...args) => ({ ...starting.make(...args), reset });
    expect(new Environment({ ...starting, make }).seemsRepeatable()).toBe(false);
    let calls = 0;
    const failing = counting({}, () => {
      if (calls++ > 3) throw new Error('no more');
      return {};
    });
    expect(new Environment(failing).seemsRepeatable()).toBe(true);
  });

  it('looks at ten steps and no farther than the end, with actions that there are', () => {
    const stepsLooked = (maxEpisodeSteps: number) => {
      const taken: number[] = [];
      new Environment(
        counting({ maxEpisodeSteps }, (action) => ({ _: taken.push(action) })),
      ).seemsRepeatable();
      return taken.slice(taken.length / 2);
    };
    expect(stepsLooked(100)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    expect(stepsLooked(3)).toEqual([0, 1, 0]);
  });

  it('is made for evaluation as the task says, or as for training', () => {
    const task = counting({}, () => ({ observation: Float32Array.of(2, 6) }));
    const makeForEvaluation: Task['make'] = (random) => task.make(random, { bonus: 7 });
    for (const [of, reward] of [
      [task, 1],
      [{ ...task, makeForEvaluation }, 7],
    ] as const) {
      const environment = new Environment(of, { observationScale: [4] });
      const scaled = environment.createForEvaluation(random());
      const unscaled = environment.createUnscaledForEvaluation(random());
      for (const env of [scaled, unscaled]) env.reset();
      expect(scaled.step(0)).toMatchObject({ reward, observation: Float32Array.of(0.5, 1.5) });
      expect(unscaled.step(0)).toMatchObject({ reward, observation: Float32Array.of(2, 6) });
    }
  });

  it('says that it was making it for evaluation', () => {
    const makeForEvaluation = () => {
      throw new Error('no make');
    };
    const environment = new Environment({ ...counting(), makeForEvaluation });
    expect(() => environment.createForEvaluation(random())).toThrow(
      'makeForEvaluation: makeForEvaluation() of Counting threw: no make',
    );
  });

  it('passes on the blows of a disturbance to what the task has made', () => {
    const blows: number[] = [];
    const push = { meaning: 'm/s', strike: (_: Env, size: number) => void blows.push(size) };
    const task = { ...counting({ maxEpisodeSteps: 60 }), push };
    const disturb = (changes: object) =>
      new Environment(task).createDisturbed(random(), { ...UNDISTURBED, ...changes }, new SeedSequence(1));
    const env = disturb({ push: 3 });
    env.reset();
    for (let t = 1; t <= 60; t++) expect(env.step(0).truncated).toBe(t === 60);
    expect(blows.map(Math.abs)).toEqual([3]);
  });

  it('needs no push to be disturbed otherwise', () => {
    const env = new Environment(counting()).createDisturbed(random(), UNDISTURBED, new SeedSequence(1));
    env.reset();
    expect(env.step(0).reward).toBe(1);
  });

  it('says how its episodes end, or only that they do', () => {
    expect(new Environment(cartPoleV1).diagnosis).toBe(cartPoleV1.diagnosis);
    const { endingOf, ...words } = new Environment(counting()).diagnosis;
    expect(words).toEqual({ endWord: 'end', endings: [{ name: 'ended', column: 'ends' }] });
    expect(endingOf(new Float32Array(2))).toBe(0);
  });

  it('has no picture if the task has none, and says in one line why one cannot be had', async () => {
    expect(await new Environment(counting()).loadPicture()).toBeNull();
    const fail = () => {
      throw new Error('no paint');
    };
    const message = 'picture: Counting cannot be drawn: no paint';
    await expect(new Environment({ ...counting(), loadPicture: fail }).loadPicture()).rejects.toThrow(
      message,
    );
    const loadPicture = async () => ({ describe: fail }) as unknown as Picture;
    const picture = await new Environment({ ...counting(), loadPicture }).loadPicture();
    expect(() => picture?.describe({} as Moment)).toThrow(message);
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
    expect(() => env.state?.()).toThrow(
      /^state: the environment has no state\(\), so a run of it cannot be saved$/,
    );
    expect(() => env.restore?.(new SavedState({ env: {}, elapsedSteps: 0 }))).toThrow(
      /^restore: the environment has no restore\(\), so a run of it cannot be resumed$/,
    );
  });

  it.each(['reset', 'state', 'step'] as const)('names %s() where that throws', (method) => {
    const fail = () => {
      throw new Error('no more');
    };
    const task = counting();
    const make: Task['make'] = (...args) => ({ ...task.make(...args), [method]: fail });
    const env = new Environment({ ...task, make }).createUnscaled(random());
    expect(() => {
      env.reset();
      env[method]?.(0 as never);
    }).toThrow(`${method}: ${method}() of Counting threw: no more`);
  });
});
