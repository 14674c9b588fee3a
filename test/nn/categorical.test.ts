import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Categorical } from '../../src/nn/categorical.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import { atoms, crossEntropy, meanOf, projected, slopes, softmax } from '../reference/distributions.ts';
import { entryError } from './compare.ts';
import { rowsOf } from './distribution-rows.ts';

const float = (min: number, max: number) => fc.float({ min, max, noNaN: true }).map((value) => value + 0);

/** A support and outputs for it. */
const problems = fc
  .record({
    size: fc.integer({ min: 2, max: 30 }),
    vMin: fc.integer({ min: -50, max: 40 }),
    width: fc.integer({ min: 1, max: 100 }),
  })
  .chain(({ size, vMin, width }) =>
    fc.record({
      distribution: fc.constant(new Categorical(size, vMin, vMin + width)),
      z: fc.constant(atoms(size, vMin, vMin + width)),
      outputs: fc.array(float(-8, 8), { minLength: size, maxLength: size }),
    }),
  );

const rewards = float(-60, 60);
const discounts = fc.double({ min: 0, max: 1, noNaN: true });

/** m for the distribution that `outputs` say. */
function backedUp(distribution: Categorical, outputs: readonly number[], reward: number, discount: number) {
  const target = new Float32Array(distribution.size);
  const next = rowsOf(distribution, Float32Array.from(outputs));
  next.backUp(target, Int32Array.of(0), Float32Array.of(reward), Float64Array.of(discount), 1);
  return Array.from(target);
}

const total = (m: readonly number[]) => m.reduce((sum, mass) => sum + mass, 0);

describe('a distribution that is backed up', () => {
  it('agrees with the formula of the paper', () => {
    fc.assert(
      fc.property(problems, rewards, discounts, ({ distribution, z, outputs }, reward, discount) => {
        const expected = projected(softmax(outputs), z, reward, discount);
        expect(entryError(backedUp(distribution, outputs, reward, discount), expected)).toBeLessThan(1e-5);
      }),
    );
  });

  it('sums to 1, whatever falls beyond the support', () => {
    fc.assert(
      fc.property(problems, rewards, discounts, ({ distribution, outputs }, reward, discount) => {
        const m = backedUp(distribution, outputs, reward, discount);
        expect(Math.min(...m)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(total(m) - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it('keeps its mean where nothing falls beyond the support', () => {
    fc.assert(
      fc.property(
        problems,
        discounts,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (problem, discount, share) => {
          const { distribution, z, outputs } = problem;
          const { vMin, vMax } = distribution;
          // From where the least atom stays to where the largest does.
          const reward = (1 - discount) * (vMin + share * (vMax - vMin));
          const mean = meanOf(backedUp(distribution, outputs, reward, discount), z);
          const expected = reward + discount * meanOf(softmax(outputs), z);
          expect(Math.abs(mean - expected)).toBeLessThan(1e-5 * Math.max(1, -vMin, vMax));
        },
      ),
    );
  });

  it('is itself without a reward and a discount', () => {
    fc.assert(
      fc.property(problems, ({ distribution, outputs }) => {
        expect(entryError(backedUp(distribution, outputs, 0, 1), softmax(outputs))).toBeLessThan(1e-6);
      }),
    );
  });

  const five = new Categorical(5, -1, 1);
  const even = [0, 0, 0, 0, 0];

  it('is all at the reward where the task ended: on its atom, or on the two around it', () => {
    expect(backedUp(five, even, 0.5, 0)).toEqual([0, 0, 0, 1, 0]);
    expect(backedUp(five, even, 0.125, 0)).toEqual([0, 0, 0.75, 0.25, 0]);
  });

  it('piles up at the rim what falls beyond it', () => {
    expect(backedUp(five, even, 7, 0)).toEqual([0, 0, 0, 0, 1]);
    expect(backedUp(five, even, -7, 0)).toEqual([1, 0, 0, 0, 0]);
    const [first, second, ...others] = backedUp(five, even, -1, 1);
    expect(first).toBeCloseTo(0.6);
    expect(second).toBeCloseTo(0.2);
    expect(others[0]).toBeCloseTo(0.2);
  });

  it('is written into its own row, from the row that it is asked for', () => {
    const target = new Float32Array(15).fill(7);
    const next = rowsOf(five, Float32Array.from([...even, 1000, 0, 0, 0, 0]));
    next.backUp(target, Int32Array.of(1, 0), Float32Array.of(0.5, 1), Float64Array.of(1, 0), 2);
    expect(Array.from(target)).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 7, 7, 7, 7, 7]);
  });
});

describe('the mean', () => {
  it('is Σ p z', () => {
    fc.assert(
      fc.property(problems, ({ distribution, z, outputs }) => {
        const q = new Float32Array(3).fill(7);
        const rows = distribution.rowsOn(new HeapDevice(), 3);
        rows.means(q, Float32Array.from([...outputs.toReversed(), ...outputs]), 2);
        const expected = [outputs.toReversed(), outputs].map((row) => meanOf(softmax(row), z));
        expect(entryError(q, [...expected, 7])).toBeLessThan(1e-6);
      }),
    );
  });

  it('has the slopes of finite differences', () => {
    fc.assert(
      fc.property(problems, rewards, ({ distribution, z, outputs }, dQ) => {
        const dOutputs = new Float32Array(distribution.size + 1).fill(7);
        rowsOf(distribution, Float32Array.from(outputs)).meansBackward(dOutputs, Float32Array.of(dQ));
        const expected = slopes((values) => dQ * meanOf(softmax(values), z), outputs);
        expect(entryError(dOutputs, [...expected, 7])).toBeLessThan(1e-4);
      }),
    );
  });
});

describe('the loss', () => {
  const targets = problems.chain((problem) =>
    fc.record({
      problem: fc.constant(problem),
      m: fc.array(float(-8, 8), { minLength: problem.z.length, maxLength: problem.z.length }).map(softmax),
    }),
  );

  /** l of one row, and its slopes. */
  function lossOf(distribution: Categorical, outputs: ArrayLike<number>, m: ArrayLike<number>) {
    const losses = new Float32Array(1);
    const slopes = new Float32Array(m.length);
    rowsOf(distribution, Float32Array.from(outputs)).loss(losses, slopes, Float32Array.from(m));
    return { loss: losses[0], slopes };
  }

  it('is the cross entropy, and its slopes are those of finite differences', () => {
    fc.assert(
      fc.property(targets, ({ problem: { distribution, outputs }, m }) => {
        const got = lossOf(distribution, outputs, m);
        expect(entryError([got.loss], [crossEntropy(m, outputs)])).toBeLessThan(1e-5);
        const expected = slopes((values) => crossEntropy(m, values), outputs);
        expect(entryError(got.slopes, expected)).toBeLessThan(1e-5);
      }),
    );
  });

  it('is that of each row by itself', () => {
    const losses = new Float32Array(3).fill(7);
    const slopes = new Float32Array(5).fill(7);
    const rows = rowsOf(new Categorical(2, 0, 1), Float32Array.of(0, 0, 1000, 0));
    rows.loss(losses, slopes, Float32Array.of(0.25, 0.75, 1, 0));
    expect(Array.from(losses)).toEqual([Math.fround(Math.LN2), 0, 7]);
    expect(Array.from(slopes)).toEqual([0.25, -0.25, 0, 0, 7]);
  });

  it('is least where the network says the target itself', () => {
    fc.assert(
      fc.property(targets, ({ problem: { distribution, outputs }, m }) => {
        const least = lossOf(distribution, m.map(Math.log), m).loss;
        expect(least).toBeLessThanOrEqual(lossOf(distribution, outputs, m).loss + 1e-5);
      }),
    );
  });

  it('is finite where a probability of the network is 0: no logarithm of it is taken', () => {
    const distribution = new Categorical(3, 0, 1);
    const { loss, slopes } = lossOf(distribution, [1e4, 0, -1e4], [0, 0, 1]);
    expect(loss).toBe(2e4);
    expect(Array.from(slopes)).toEqual([1, 0, -1]);
  });
});

it.each([
  [1, 0, 1, 'atoms is 1; expected an integer from 2 to 1001'],
  [2.5, 0, 1, 'atoms is 2.5'],
  [3, Number.NaN, 1, 'vMin is NaN; expected a finite number'],
  [3, -Infinity, 1, 'vMin is -Infinity'],
  [3, Infinity, 1, 'vMin is Infinity'],
  [3, 1, 1, 'vMax is 1; expected a finite number above vMin (1)'],
  [3, 0, Infinity, 'vMax is Infinity'],
])('refuses %d atoms on [%d, %d]', (size, vMin, vMax, message) => {
  expect(() => new Categorical(size, vMin, vMax)).toThrow(message);
});
