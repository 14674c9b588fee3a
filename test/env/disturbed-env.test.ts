import { describe, expect, it } from 'vitest';
import { acrobot } from '../../src/env/acrobot/task.ts';
import { cartPoleV1 } from '../../src/env/cart-pole/task.ts';
import { type Disturbance, DisturbedEnv, PUSH_EVERY, UNDISTURBED } from '../../src/env/disturbed-env.ts';
import type { Env } from '../../src/env/env.ts';
import { Environment } from '../../src/env/environment.ts';
import { mountainCar } from '../../src/env/mountain-car/task.ts';
import { Generator, SeedSequence } from '../../src/random.ts';

/** Writes down the actions it takes and the blows it gets; every observation is [1, 100]. */
function watched(disturbance: Partial<Disturbance>, actionCount = 3) {
  const actions: number[] = [];
  const blows: [step: number, size: number][] = [];
  const observation = Float32Array.of(1, 100);
  const env: Env = {
    reset: () => observation,
    step(action) {
      actions.push(action);
      return { observation, reward: 1, terminated: false, truncated: false };
    },
  };
  const strike = (size: number) => void blows.push([actions.length, size]);
  const surroundings = { actionCount, observationScale: [1, 10], strike };
  const disturbed = new DisturbedEnv(
    env,
    { ...UNDISTURBED, ...disturbance },
    surroundings,
    new SeedSequence(5),
  );
  return { env: disturbed, actions, blows, observation };
}

const N = 4000;

describe('action noise', () => {
  it('takes another action with its probability, each of the others equally often', () => {
    const { env, actions } = watched({ actionNoise: 0.3 });
    env.reset();
    for (let k = 0; k < N; k++) env.step(1);
    const share = (action: number) => actions.filter((taken) => taken === action).length / N;
    expect(share(1)).toBeCloseTo(0.7, 1);
    expect(share(0)).toBeCloseTo(0.15, 1);
    expect(share(2)).toBeCloseTo(0.15, 1);
  });

  it('has nothing to choose from where there is one action', () => {
    const { env, actions } = watched({ actionNoise: 1 }, 1);
    env.reset();
    env.step(0);
    expect(actions).toEqual([0]);
  });
});

describe('observation noise', () => {
  it('puts each entry off by up to so many times its scale, also the first, and leaves the environment alone', () => {
    const { env, observation } = watched({ observationNoise: 0.5 });
    const seen = [[...env.reset()], ...Array.from({ length: N }, () => [...env.step(0).observation])];
    for (const [d, [middle, reach]] of [
      [1, 0.5],
      [100, 5],
    ].entries()) {
      const off = seen.map((entries) => entries[d] - middle);
      expect(Math.max(...off)).toBeLessThanOrEqual(reach);
      expect(Math.max(...off)).toBeGreaterThan(0.95 * reach);
      expect(Math.min(...off)).toBeLessThan(-0.95 * reach);
    }
    expect([...observation]).toEqual([1, 100]);
  });

  it('takes one draw for each entry', () => {
    const { env } = watched({ observationNoise: 0.5 });
    const [, stream] = new SeedSequence(5).spawn(3).map((seed) => new Generator(seed));
    const expected = () =>
      [1, 100].map((value, d) => Math.fround(value + stream.uniform(-1, 1) * 0.5 * 10 ** d));
    expect([...env.reset()]).toEqual(expected());
    expect([...env.step(0).observation]).toEqual(expected());
  });
});

describe('blows', () => {
  it('come after every so many steps of an episode, from both sides', () => {
    const { env, blows } = watched({ push: 2 });
    for (let episode = 0; episode < 2; episode++) {
      env.reset();
      for (let k = 0; k < 10 * PUSH_EVERY; k++) env.step(0);
    }
    expect(blows.map(([step]) => step % PUSH_EVERY)).toEqual(new Array(18).fill(0));
    expect(new Set(blows.map(([, size]) => size))).toEqual(new Set([-2, 2]));
  });

  it('of no size do not come', () => {
    const { env, blows } = watched({});
    env.reset();
    for (let k = 0; k <= PUSH_EVERY; k++) env.step(0);
    expect(blows).toEqual([]);
  });

  it.each([cartPoleV1, mountainCar, acrobot])('change a velocity of $spec.id', (task) => {
    const env = task.make(new Generator(1), new Environment(task).options);
    const [before] = [[...env.reset()]];
    task.push?.strike(env, 0.01);
    const { variables } = env as unknown as { variables: Float64Array };
    expect(task.push?.meaning).toMatch(/velocity/);
    const moved = [...variables].filter((value) => !before.includes(Math.fround(value)));
    expect(moved.length).toBeGreaterThan(0);
  });

  it('are refused where a task knows none', () => {
    const { push: _, ...task } = cartPoleV1;
    const disturbed = () =>
      new Environment(task).createDisturbed(
        new Generator(1),
        { ...UNDISTURBED, push: 1 },
        new SeedSequence(1),
      );
    expect(disturbed).toThrow('push: CartPole-v1 cannot be pushed; leave it out');
  });
});

it('each kind draws from a stream of its own', () => {
  const actionsOf = (disturbance: Partial<Disturbance>) => {
    const { env, actions } = watched({ actionNoise: 0.5, ...disturbance });
    env.reset();
    for (let k = 0; k < 200; k++) env.step(0);
    return actions;
  };
  expect(actionsOf({ push: 1, observationNoise: 1 })).toEqual(actionsOf({}));
});

it('without any it is the environment itself, to the last bit', () => {
  const { env, observation } = watched({});
  expect(env.reset()).toBe(observation);
  const environment = new Environment(cartPoleV1);
  const plain = environment.createUnscaledForEvaluation(new Generator(3));
  const disturbed = environment.createDisturbed(new Generator(3), UNDISTURBED, new SeedSequence(3));
  expect(disturbed.reset()).toEqual(plain.reset());
  for (let k = 0; k < 30; k++) expect(disturbed.step(k % 2)).toEqual(plain.step(k % 2));
});

it.each([
  [{ actionNoise: 1.5 }, 'actionNoise is 1.5; expected a number from 0 to 1'],
  [{ observationNoise: -1 }, 'observationNoise is -1; expected'],
  [{ push: NaN }, 'push is NaN; expected'],
])('refuses %j', (disturbance, message) => {
  expect(() => watched(disturbance)).toThrow(message);
});
