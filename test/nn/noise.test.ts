import { expect, it } from 'vitest';
import { drawNoise } from '../../src/nn/noise.ts';
import { Generator } from '../../src/random.ts';

const draws = (count: number, random = new Generator(1)) => {
  const noise = new Float32Array(count);
  drawNoise(noise, random);
  return noise;
};

it('noise is the signed root of standard normal numbers', () => {
  // x = sgn(f) f²
  const x = Array.from(draws(100_001), (f) => Math.sign(f) * f * f);
  const mean = (of: (value: number) => number) => x.reduce((sum, value) => sum + of(value), 0) / x.length;
  expect(mean((value) => value)).toBeCloseTo(0, 1.8);
  expect(mean((value) => value ** 2)).toBeCloseTo(1, 1.5);
  expect(mean((value) => value ** 4)).toBeCloseTo(3, 0.7);
  // Φ(−1), Φ(0) and Φ(1.5)
  for (const [bound, share] of [
    [-1, 0.1587],
    [0, 0.5],
    [1.5, 0.9332],
  ]) {
    expect(Math.abs(mean((value) => (value < bound ? 1 : 0)) - share)).toBeLessThan(0.006);
  }
  // Two numbers come from one point: they have nothing to do with each other.
  const products = x.slice(0, 100_000).filter((_, k) => k % 2 === 0);
  const correlation = products.reduce((sum, value, k) => sum + value * x[2 * k + 1], 0) / products.length;
  expect(Math.abs(correlation)).toBeLessThan(0.02);
});

it('is drawn afresh each time, and again from the same seed', () => {
  const random = new Generator(2);
  const [first, second] = [draws(7, random), draws(7, random)];
  expect(first).not.toEqual(second);
  expect(draws(7, new Generator(2))).toEqual(first);
  expect(first.every((value) => value !== 0)).toBe(true);
});

it('takes only points inside the unit circle and beside its centre', () => {
  // The rim, the centre, outside; then one at (0.5, 0).
  const coordinates = [-1, 0, 0, 0, 0.75, 0.75, 0.5, 0];
  const random = new Generator(1);
  random.random = () => (coordinates.shift()! + 1) / 2;
  const [first, second] = draws(2, random);
  expect(first).toBeCloseTo(Math.sqrt(0.5 * Math.sqrt((-2 * Math.log(0.25)) / 0.25)), 6);
  expect(second).toBe(0);
  expect(coordinates).toEqual([]);
});

it('a network without noise takes no draw', () => {
  const random = new Generator(3);
  draws(0, random);
  expect(random.random()).toBe(new Generator(3).random());
});
