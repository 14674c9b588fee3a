import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Generator, SeedSequence } from '../src/random.ts';
import { SavedState } from '../src/state.ts';
import { loadGolden } from './golden/load.ts';
import { copyOfState, expectRefusals, handOver } from './stateful.ts';

interface RngCase {
  seed: number;
  seed_sequence_uint32: number[];
  seed_sequence_uint64: string[];
  pcg64_state: string;
  pcg64_inc: string;
  raw_uint64: string[];
  random: number[];
  'uniform_m0.05_0.05': number[];
  'integers_0_3*2^61': string[];
  'integers_-5_6': number[];
  mixed: [string, number][];
  discrete2_sample: number[];
  discrete3_sample: number[];
  [integers: `integers_0_${string}`]: unknown;
}

interface RngGolden {
  cases: RngCase[];
  far: {
    seed: number;
    random_index: number[];
    random_value: number[];
    random_sum_10000: number;
    state_after: string;
  }[];
}

interface SpawnGolden {
  cases: {
    entropy: number;
    spawn_key: number[];
    generate_state_uint32: number[];
    random: number[];
    integers_0_10: number[];
  }[];
  spawned: { entropy: number; spawns: { spawn_key: number[]; generate_state_uint32: number[] }[] }[];
  span_one: [number, number, number, number, number];
}

const rng = loadGolden<RngGolden>('numpy-rng');
const spawn = loadGolden<SpawnGolden>('numpy-spawn');

const UINT64 = 1n << 64n;
const times = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);
const toBigInt = (words: Iterable<number>): bigint =>
  [...words].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);

/** The 128 bits that a generator keeps under a name. */
const words = (generator: Generator, name: 'state' | 'increment'): bigint =>
  toBigInt(generator.state()[name] as Uint32Array);

const seeds = fc.maxSafeNat();

describe.each(rng.cases)('NumPy with seed $seed', (golden) => {
  const fresh = () => new Generator(golden.seed);

  test('gives the same seed sequence', () => {
    const uint32 = new SeedSequence(golden.seed).generateUint32(8);
    expect([...uint32]).toEqual(golden.seed_sequence_uint32);
    const pairs = [0, 2, 4, 6].map((k) => String(toBigInt(uint32.subarray(k, k + 2))));
    expect(pairs).toEqual(golden.seed_sequence_uint64);
  });

  test('gives the same first state and stream', () => {
    expect(String(words(fresh(), 'state'))).toBe(golden.pcg64_state);
    expect(String(words(fresh(), 'increment'))).toBe(golden.pcg64_inc);
    expect(fresh().state().keptHalf).toBeNull();
  });

  test('gives the same raw outputs', () => {
    const generator = fresh();
    expect(times(20, () => String(generator.boundedUint64(UINT64)))).toEqual(golden.raw_uint64);
  });

  test('gives the same doubles', () => {
    const generator = fresh();
    expect(times(20, () => generator.random())).toEqual(golden.random);
    const other = fresh();
    expect(times(8, () => other.uniform(-0.05, 0.05))).toEqual(golden['uniform_m0.05_0.05']);
  });

  test.each([
    ['2', 2],
    ['3', 3],
    ['10000', 10_000],
    ['2^31', 2 ** 31],
    ['3*2^30', 3 * 2 ** 30],
    ['2^32', 2 ** 32],
    ['2^32+1', 2 ** 32 + 1],
    ['2^53', 2 ** 53],
  ])('gives the same integers below %s', (name, high) => {
    const expected = (golden[`integers_0_${name}`] as (number | string)[]).map(Number);
    expect(expected.length).toBeGreaterThanOrEqual(8);
    const generator = fresh();
    expect(times(expected.length, () => generator.integers(0, high))).toEqual(expected);
  });

  test('gives the same integers from -5 to 5', () => {
    const generator = fresh();
    expect(times(golden['integers_-5_6'].length, () => generator.integers(-5, 6))).toEqual(
      golden['integers_-5_6'],
    );
  });

  test('gives the same integers below 3*2^61, where a quarter of the draws is rejected', () => {
    const generator = fresh();
    const drawn = times(golden['integers_0_3*2^61'].length, () => String(generator.boundedUint64(3n << 61n)));
    expect(drawn).toEqual(golden['integers_0_3*2^61']);
  });

  test('gives the same numbers when kinds of draws alternate', () => {
    const generator = fresh();
    const highs: Record<string, number> = { i2: 2, i3: 3, i10000: 10_000, 'i2^40': 2 ** 40 };
    const drawn = golden.mixed.map(([kind]) =>
      kind === 'r' ? generator.random() : generator.integers(0, highs[kind]),
    );
    expect(drawn).toEqual(golden.mixed.map(([, value]) => value));
  });

  test('gives the samples of a Gymnasium space of 2 and of 3 actions', () => {
    const two = fresh();
    expect(times(20, () => two.integers(0, 2))).toEqual(golden.discrete2_sample);
    const three = fresh();
    expect(times(20, () => three.integers(0, 3))).toEqual(golden.discrete3_sample);
  });
});

test('below a span of 1 there is only 0, which spends an output like any other', () => {
  const [generator, other] = [new Generator(5), new Generator(5)];
  expect(generator.boundedUint64(1n)).toBe(0n);
  other.random();
  expect(generator.state()).toEqual(other.state());
});

test.each(rng.far)('ten thousand draws from seed $seed end in the state of NumPy', (golden) => {
  const generator = new Generator(golden.seed);
  const values = times(10_000, () => generator.random());
  expect(golden.random_index.map((k) => values[k])).toEqual(golden.random_value);
  expect(String(words(generator, 'state'))).toBe(golden.state_after);
  const sum = values.reduce((a, b) => a + b);
  expect(Math.abs(sum - golden.random_sum_10000)).toBeLessThan(1e-9);
});

test('the state advances as 128-bit arithmetic says, from any state and on any stream', () => {
  const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
  const word = fc.oneof(fc.nat(0xffffffff), fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff));
  const limbs = fc.array(word, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(limbs, limbs, (state, stream) => {
      const increment = Uint32Array.of(stream[0] | 1, ...stream.slice(1));
      const generator = new Generator(0);
      generator.restore(new SavedState({ state: Uint32Array.from(state), increment, keptHalf: null }));
      const output = generator.boundedUint64(UINT64);
      const next = BigInt.asUintN(128, toBigInt(state) * MULTIPLIER + toBigInt(increment));
      expect(words(generator, 'state')).toBe(next);
      const folded = (next >> 64n) ^ BigInt.asUintN(64, next);
      const rotation = next >> 122n;
      expect(output).toBe(BigInt.asUintN(64, (folded >> rotation) | (folded << (64n - rotation))));
    }),
    { numRuns: 5_000 },
  );
});

describe('spawning', () => {
  test.each(spawn.cases)('gives the stream of NumPy for seed $entropy and spawn key $spawn_key', (golden) => {
    const sequence = new SeedSequence(golden.entropy, golden.spawn_key);
    expect([...sequence.generateUint32(10)]).toEqual(golden.generate_state_uint32);
    const generator = new Generator(sequence);
    expect(times(4, () => generator.random())).toEqual(golden.random);
    expect(times(6, () => generator.integers(0, 10))).toEqual(golden.integers_0_10);
  });

  test.each(spawn.spawned)('numbers the children of seed $entropy as NumPy does', ({ entropy, spawns }) => {
    const root = new SeedSequence(entropy);
    const first = root.spawn(2);
    const second = root.spawn(3);
    const grandchildren = second[1].spawn(2);
    const all = [...first, ...second, ...grandchildren];
    expect(all.map((s) => s.spawnKey)).toEqual(spawns.map((s) => s.spawn_key));
    expect(all.map((s) => [...s.generateUint32(4)])).toEqual(spawns.map((s) => s.generate_state_uint32));
  });

  it('makes child k the k-th of spawn, whatever was spawned before', () => {
    fc.assert(
      fc.property(seeds, fc.nat(6), fc.array(fc.maxSafeNat(), { maxLength: 3 }), (seed, k, key) => {
        const parent = new SeedSequence(seed, key);
        const spawned = new SeedSequence(seed, key).spawn(k + 1)[k];
        parent.spawn(3);
        expect(parent.child(k).generateUint32(8)).toEqual(spawned.generateUint32(8));
      }),
    );
  });

  it('keeps a child apart from the seed that has the spawn key as a higher word', () => {
    const child = new SeedSequence(5, [1]).generateUint32(4);
    expect(child).not.toEqual(new SeedSequence(5 + 2 ** 32).generateUint32(4));
  });

  it('is not changed by a later change of the key that was given', () => {
    const key = [1];
    const sequence = new SeedSequence(3, key);
    key[0] = 2;
    expect(sequence.child(0).spawnKey).toEqual([1, 0]);
  });
});

describe('bounded integers', () => {
  it('a span of one gives its only value and spends no draw', () => {
    const g = new Generator(7);
    const drawn = [g.integers(0, 10), g.integers(5, 6), g.integers(0, 10), g.integers(5, 6), g.random()];
    expect(drawn).toEqual(spawn.span_one);
  });

  it('are the same draws wherever the range lies', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: -(2 ** 52), max: 2 ** 52 }),
        fc.integer({ min: 1 }),
        (seed, low, span) => {
          const expected = low + new Generator(seed).integers(0, span);
          expect(new Generator(seed).integers(low, low + span)).toBe(expected);
        },
      ),
    );
  });

  it('stay in their range', () => {
    const bounds = fc
      .tuple(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), fc.integer({ min: 1, max: 2 ** 52 - 1 }))
      .map(([low, span]) => [low, low + span]);
    fc.assert(
      fc.property(seeds, bounds, (seed, [low, high]) => {
        const generator = new Generator(seed);
        for (let k = 0; k < 20; k++) {
          const value = generator.integers(low, high);
          expect(Number.isSafeInteger(value) && low <= value && value < high).toBe(true);
        }
      }),
    );
  });

  it.each([
    [0, 0],
    [3, 2],
    [0, 2.5],
    [0.5, 3],
    [0.5, 2.5],
    [-1, 1 + 2 ** -52],
    [-1, 1 - 2 ** -53],
    [0, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
    [-1, 2 ** 53],
    [0, 2 ** 53 + 2],
    [-(2 ** 53), 0],
  ])('refuse integers(%d, %d)', (low, high) => {
    expect(() => new Generator(0).integers(low, high)).toThrow(/^integers\(.*expected integers low < high/);
  });
});

test('uniform numbers stay between their bounds', () => {
  const bound = fc.double({ min: -1e300, max: 1e300, noNaN: true });
  fc.assert(
    fc.property(seeds, bound, bound, (seed, a, b) => {
      const generator = new Generator(seed);
      const low = Math.min(a, b);
      const high = Math.max(a, b);
      for (let k = 0; k < 10; k++) {
        const value = generator.uniform(low, high);
        expect(low <= value && value <= high).toBe(true);
      }
    }),
  );
});

describe('the state of a generator', () => {
  const draws = fc.array(fc.constantFrom('random', 'integers', 'wide'), { maxLength: 9 });
  const take = (generator: Generator, kind: string): number => {
    if (kind === 'random') return generator.random();
    return generator.integers(0, kind === 'integers' ? 1_000 : 2 ** 50);
  };

  it('goes to another generator in mid-stream, kept half included, and the stream goes on as if nothing was', () => {
    fc.assert(
      fc.property(seeds, draws, draws, (seed, before, after) => {
        const generator = new Generator(seed);
        for (const kind of before) take(generator, kind);
        const copy = new Generator(1);
        copy.integers(0, 2);
        handOver(generator, copy);
        expect(after.map((kind) => take(copy, kind))).toEqual(after.map((kind) => take(generator, kind)));
        expect(copy.state()).toEqual(generator.state());
      }),
    );
  });

  it('is a copy that later draws do not change', () => {
    const generator = new Generator(3);
    const saved = generator.state();
    const copy = structuredClone(saved);
    generator.random();
    expect(saved).toEqual(copy);
  });

  it('is a copy that may be written to', () => {
    const generator = new Generator(3);
    const saved = generator.state();
    (saved.state as Uint32Array).fill(1);
    (saved.increment as Uint32Array).fill(1);
    expect(generator.random()).toBe(new Generator(3).random());
    expect(generator.state()).not.toEqual(saved);
  });

  it('is refused where it cannot be one', () => {
    const generator = new Generator(3);
    generator.integers(0, 10);
    expectRefusals(() => new Generator(1), copyOfState(generator), [
      ['increment[0]', 2, 'increment is a Uint32Array of 4; expected an odd number'],
      ['keptHalf', -1, 'keptHalf is -1; expected an integer from 0 to 4294967295'],
      ['keptHalf', 2 ** 32, 'keptHalf is 4294967296'],
      ['keptHalf', 0.5, 'keptHalf is 0.5'],
    ]);
  });
});

it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('the seed %d is refused', (seed) => {
  expect(() => new Generator(seed)).toThrow(/^seed is .*; expected an integer from 0 to 2\^53 - 1$/);
});

test('a spawn key of -1 is refused', () => {
  expect(() => new SeedSequence(0).child(-1)).toThrow(/^spawn key is -1; expected an integer/);
});
