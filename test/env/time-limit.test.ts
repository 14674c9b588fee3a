import { describe, expect, it, test } from 'vitest';
import { CartPole } from '../../src/env/cart-pole/cart-pole.ts';
import { envSpec } from '../../src/env/registry.ts';
import { TimeLimit } from '../../src/env/time-limit.ts';

/** Sets a balanced pole upright again before each step, so that it never falls. */
function stepUpright(cartPole: CartPole, env: TimeLimit) {
  cartPole.variables.fill(0);
  return env.step(0);
}

describe.each([
  { suttonBartoReward: false, reward: 1 },
  { suttonBartoReward: true, reward: 0 },
])('success at the limit, with suttonBartoReward $suttonBartoReward,', ({ suttonBartoReward, reward }) => {
  const cartPole = new CartPole({ suttonBartoReward });
  const env = new TimeLimit(cartPole, 3);

  it('is truncated and not terminated, and earns what every other step earns', () => {
    env.reset({ seed: 0 });
    const steps = [1, 2, 3].map(() => ({ ...stepUpright(cartPole, env) }));
    expect(steps.map((s) => s.truncated)).toEqual([false, false, true]);
    expect(steps.map((s) => s.terminated)).toEqual([false, false, false]);
    expect(steps.map((s) => s.reward)).toEqual([reward, reward, reward]);
  });
});

test.each([
  ['CartPole-v0', 200],
  ['CartPole-v1', 500],
] as const)('the limit of %s is %d steps', (id, limit) => {
  const cartPole = new CartPole();
  const env = new TimeLimit(cartPole, envSpec(id).maxEpisodeSteps);
  env.reset({ seed: 0 });
  for (let t = 1; t < limit; t++) expect(stepUpright(cartPole, env).truncated).toBe(false);
  expect(stepUpright(cartPole, env).truncated).toBe(true);
});

test('both flags are true when the pole falls on the last allowed step', () => {
  // Pushed to the right from the start of seed 0, the pole falls at step 8.
  const env = new TimeLimit(new CartPole(), 8);
  env.reset({ seed: 0 });
  for (let t = 1; t < 8; t++) {
    expect(env.step(1)).toMatchObject({ terminated: false, truncated: false });
  }
  expect(env.step(1)).toMatchObject({ terminated: true, truncated: true });
});

test('a reset starts the count again', () => {
  const cartPole = new CartPole();
  const env = new TimeLimit(cartPole, 2);
  for (let episode = 0; episode < 3; episode++) {
    env.reset({ seed: episode });
    expect(stepUpright(cartPole, env).truncated).toBe(false);
    expect(stepUpright(cartPole, env).truncated).toBe(true);
  }
});

test('a limit of one step cuts every episode at its first', () => {
  const env = new TimeLimit(new CartPole(), 1);
  env.reset({ seed: 0 });
  expect(env.step(0).truncated).toBe(true);
});

test('the last observation before the limit is not the first of the next episode', () => {
  const env = new TimeLimit(new CartPole(), 2);
  env.reset({ seed: 0 });
  env.step(0);
  const last = [...env.step(1).observation];
  expect([...env.reset()]).not.toEqual(last);
});

test.each([0, -1, 1.5, Number.NaN, Infinity])('a limit of %d is refused', (limit) => {
  expect(() => new TimeLimit(new CartPole(), limit)).toThrow(/^maxEpisodeSteps is .*; expected an integer/);
});
