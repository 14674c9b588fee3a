import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Generator, SeedSequence } from '../../src/random.ts';
import { FairSample, Trace } from '../../web/curves/trace.ts';

const trace = (values: readonly number[]) => {
  const made = new Trace();
  for (const [k, value] of values.entries()) made.add(10 * (k + 1), value);
  return made.table();
};

/** A walk of pseudo-random numbers, the same every time. */
const long = Array.from({ length: 100_000 }, (_, k) => Math.sin(k / 700) + ((k * 7919) % 1000) / 500);

describe('a short curve', () => {
  it('is kept as it is', () => {
    expect(trace([3, 1, 2])).toEqual([
      [10, 20, 30],
      [3, 1, 2],
    ]);
  });

  it('may be empty, or a single point', () => {
    expect(trace([])).toEqual([[], []]);
    expect(trace([5])).toEqual([[10], [5]]);
  });

  it('leaves out what is not finite', () => {
    expect(trace([1, Number.NaN, Infinity, 2])).toEqual([
      [10, 40],
      [1, 2],
    ]);
  });

  it('has every point up to 256 of them', () => {
    const values = long.slice(0, 256);
    expect(trace(values)[1]).toEqual(values);
  });
});

describe('a long curve', () => {
  it('has few points, however many were added', () => {
    for (const length of [257, 1000, long.length]) {
      const [steps, values] = trace(long.slice(0, length));
      expect(steps.length).toBe(values.length);
      expect(steps.length).toBeGreaterThan(128);
      expect(steps.length).toBeLessThanOrEqual(513);
    }
  });

  it('keeps its highest and its lowest point, and its last', () => {
    const spiked = long.with(54_321, 99).with(12_345, -99);
    const [steps, values] = trace(spiked);
    expect(values[steps.indexOf(543_220)]).toBe(99);
    expect(values[steps.indexOf(123_460)]).toBe(-99);
    expect(steps.at(-1)).toBe(1_000_000);
    expect(values.at(-1)).toBe(spiked.at(-1));
  });

  it('is drawn from points that were added, in the order of their steps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 1500 }),
        (values) => {
          const [steps, kept] = trace(values);
          expect(steps.every((step, k) => k === 0 || step > steps[k - 1])).toBe(true);
          expect(kept.every((value, k) => Object.is(value, values[steps[k] / 10 - 1]))).toBe(true);
          if (values.length > 0) expect(Math.max(...kept)).toBe(Math.max(...values));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a scatter', () => {
  it('has every point as long as there are few', () => {
    const sample = new FairSample();
    for (let k = 0; k < 512; k++) sample.add(10 * k, k % 7);
    expect(sample.table()).toEqual([
      Array.from({ length: 512 }, (_, k) => 10 * k),
      Array.from({ length: 512 }, (_, k) => k % 7),
    ]);
  });

  it('of many points is spread as they are, and not between their peaks and lows', () => {
    const sample = new FairSample();
    const random = new Generator(new SeedSequence(5));
    const all = Array.from({ length: 20_000 }, () => -Math.log(1 - random.random()));
    for (const [k, value] of all.entries()) sample.add(k, value);
    const [steps, values] = sample.table();
    expect(values).toEqual(steps.map((step) => all[step]));
    expect(values.length).toBeGreaterThan(256);
    const quartiles = (of: readonly number[]) =>
      [1, 2, 3].map((q) => of.toSorted((a, b) => a - b)[Math.floor((q * of.length) / 4)]);
    for (const [q, found] of quartiles(values).entries()) {
      expect(Math.abs(found - quartiles(all)[q])).toBeLessThan(0.15);
    }
  });

  it('leaves out what is not a number', () => {
    const sample = new FairSample();
    sample.add(1, Number.NaN);
    sample.add(2, 3);
    expect(sample.table()).toEqual([[2], [3]]);
  });
});
