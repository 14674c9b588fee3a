import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SumTree } from '../../src/agent/sum-tree.ts';
import { Generator } from '../../src/random.ts';

/** A tree and a plain array of the same numbers, some of them 0. Sizes need not be powers of two. */
const pairs = fc.integer({ min: 1, max: 40 }).chain((size) => {
  const value = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 }));
  const change = fc.tuple(fc.integer({ min: 0, max: size - 1 }), value);
  return fc.array(change, { minLength: 1, maxLength: 100 }).map((changes) => {
    const tree = new SumTree(size);
    const model = Array<number>(size).fill(0);
    for (const [index, number] of changes) {
      tree.set(index, number);
      model[index] = number;
    }
    return { tree, model };
  });
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('against a plain array', () => {
  it('holds the same numbers and the same sum', () => {
    fc.assert(
      fc.property(pairs, ({ tree, model }) => {
        expect(model.map((_, k) => tree.get(k))).toEqual(model);
        expect(tree.total).toBe(sum(model));
      }),
    );
  });

  it('finds every index for exactly the part of the sum that is its own', () => {
    fc.assert(
      fc.property(pairs, ({ tree, model }) => {
        model.forEach((number, k) => {
          if (number === 0) return;
          const start = sum(model.slice(0, k));
          expect(tree.find(start)).toBe(k);
          expect(tree.find(start + number / 2)).toBe(k);
          expect(tree.find(start + number - 0.5)).toBe(k);
        });
      }),
    );
  });
});

it('made of its numbers at once is the tree that was made of them one by one', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 1000 }), ({ tree, model }, mass) => {
      const other = new SumTree(tree.size);
      other.set(0, mass);
      other.first(tree.size).set(tree.first(tree.size));
      other.addUp();
      expect([...other.first(tree.size)]).toEqual(model);
      expect(other.total).toBe(tree.total);
      const places = model.map((_, k) => (k / model.length) * tree.total);
      expect(places.map((place) => other.find(place))).toEqual(places.map((place) => tree.find(place)));
    }),
  );
});

describe('rounding', () => {
  /** Numbers of very different sizes, so that sums are rounded. */
  const scattered = (random: Generator) => random.random() ** 8 * 10 ** random.integers(-8, 9);

  it('does not pile up: after any number of changes the tree is that of its numbers alone', () => {
    const random = new Generator(1);
    const worn = new SumTree(13);
    for (let k = 0; k < 100_000; k++) worn.set(random.integers(0, 13), scattered(random));
    const fresh = new SumTree(13);
    for (let k = 0; k < 13; k++) fresh.set(k, worn.get(k));
    expect(worn.total).toBe(fresh.total);
    for (let k = 0; k < 13; k++) worn.set(k, 0);
    expect(worn.total).toBe(0);
  });

  it('never leads to an index whose number is 0, not even at the very end of the sum or beyond', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), (seed, size) => {
        const random = new Generator(seed);
        const tree = new SumTree(size);
        for (let k = 0; k < size; k++) if (random.integers(0, 2) === 1) tree.set(k, scattered(random));
        tree.set(random.integers(0, size), 1e-300);
        for (const share of [0, random.random(), 1 - 2 ** -53, 1, 1.1]) {
          const index = tree.find(share * tree.total);
          expect(index).toBeLessThan(size);
          expect(tree.get(index)).toBeGreaterThan(0);
        }
      }),
    );
  });
});

it('costs as many steps as the tree is high: a million numbers are 20 sums', () => {
  const tree = new SumTree(1_000_000);
  const random = new Generator(1);
  // A tree that added up all numbers at each change would need 10^11 sums here.
  for (let k = 0; k < 100_000; k++) tree.set(random.integers(0, 1_000_000), 1);
  for (let k = 0; k < 100_000; k++) expect(tree.get(tree.find(random.random() * tree.total))).toBe(1);
});

it.each([
  [1, 2],
  [2, 4],
  [3, 8],
  [4, 8],
  [5, 16],
])('takes no more memory than it needs: %d numbers are a tree in %d', (size, nodes) => {
  expect(new SumTree(size).first(size).buffer.byteLength).toBe(8 * nodes);
});

it.each([0, -1, 1.5, NaN, Infinity])('size %s is refused', (size) => {
  expect(() => new SumTree(size)).toThrow(`size is ${size}`);
});
