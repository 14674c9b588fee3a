import { expect, test } from 'vitest';
import { CartPole } from '../../src/env/cart-pole/cart-pole.ts';
import { ScaleObservation } from '../../src/env/scale-observation.ts';
import { TimeLimit } from '../../src/env/time-limit.ts';

const SCALE = [2.4, 3, 0.21, 2];

test('each entry is the float32 quotient of observation and scale, at reset and at every step', () => {
  const plain = new CartPole();
  const env = new ScaleObservation(new CartPole(), SCALE);
  const quotients = (observation: Float32Array) =>
    [...observation].map((value, k) => Math.fround(value / Math.fround(SCALE[k])));
  expect([...env.reset({ seed: 3 })]).toEqual(quotients(plain.reset({ seed: 3 })));
  for (let t = 0; t < 30; t++) {
    const expected = plain.step(1);
    const result = env.step(1);
    expect([...result.observation]).toEqual(quotients(expected.observation));
    expect(result).toMatchObject({
      reward: expected.reward,
      terminated: expected.terminated,
      truncated: expected.truncated,
    });
  }
});

test('the inner environment keeps its own observation', () => {
  const inner = new CartPole();
  const env = new ScaleObservation(inner, SCALE);
  env.reset({ seed: 3 });
  const scaled = env.step(0).observation;
  const own = inner.step(1).observation;
  expect(own).not.toBe(scaled);
  expect([...own]).toEqual([...inner.variables].map(Math.fround));
});

test('the flags of a time limit pass through, inside and outside', () => {
  const inside = new ScaleObservation(new TimeLimit(new CartPole(), 2), SCALE);
  const outside = new TimeLimit(new ScaleObservation(new CartPole(), SCALE), 2);
  for (const env of [inside, outside]) {
    for (let episode = 0; episode < 2; episode++) {
      env.reset({ seed: 0 });
      expect(env.step(0)).toMatchObject({ terminated: false, truncated: false });
      expect(env.step(1)).toMatchObject({ terminated: false, truncated: true });
    }
  }
});

test.each([
  { scale: [1, 1, 1, 0] },
  { scale: [1, 1, -1, 1] },
  { scale: [1, Number.NaN, 1, 1] },
  { scale: [1, 1, 1, 1e-60] },
  { scale: [1, 1, 1, 1e60] },
])('the scale $scale is refused', ({ scale }) => {
  expect(() => new ScaleObservation(new CartPole(), scale)).toThrow(
    `scale is [${scale.join(', ')}]; expected positive numbers`,
  );
});
