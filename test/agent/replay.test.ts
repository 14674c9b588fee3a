import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UniformReplay } from '../../src/agent/replay.ts';
import { Batch, type Transition } from '../../src/agent/transition.ts';
import { Generator } from '../../src/random.ts';
import { seeds } from '../arbitraries.ts';
import { device } from './parts.ts';

const DIMENSIONS = 2;

/** The k-th transition that is pushed: each of its parts tells k. */
function transition(k: number, terminated = false): Transition {
  return {
    observation: Float32Array.of(k, -k),
    action: k % 7,
    reward: k / 2,
    nextObservation: Float32Array.of(k + 0.25, -k - 0.25),
    terminated,
    truncated: false,
  };
}

function sample(replay: UniformReplay, size: number): Batch {
  const batch = new Batch(size, DIMENSIONS, device);
  replay.sample(batch);
  return batch;
}

function rowOf(batch: Batch, b: number) {
  const row = (array: Float32Array) => array.slice(b * DIMENSIONS, (b + 1) * DIMENSIONS);
  return {
    observation: row(batch.observations),
    action: batch.actions[b],
    reward: batch.rewards[b],
    nextObservation: row(batch.nextObservations),
    terminated: batch.terminated[b] === 1,
    truncated: false,
  };
}

describe('against a plain queue', () => {
  const capacities = fc.integer({ min: 1, max: 7 });
  /** What is pushed, one after the other: does the task end there? */
  const pushes = fc.array(fc.boolean(), { minLength: 1, maxLength: 30 });

  /** Pushes to both and calls `check` after each push. */
  function play(
    capacity: number,
    flags: readonly boolean[],
    seed: number,
    check: (replay: UniformReplay, queue: readonly Transition[]) => void,
  ): void {
    const replay = new UniformReplay(capacity, DIMENSIONS, new Generator(seed));
    const queue: Transition[] = [];
    for (const [k, terminated] of flags.entries()) {
      replay.push(transition(k, terminated));
      queue.push(transition(k, terminated));
      if (queue.length > capacity) queue.shift();
      check(replay, queue);
    }
  }

  it('every sampled row is one transition of the queue, all parts of it', () => {
    fc.assert(
      fc.property(capacities, pushes, seeds, (capacity, flags, seed) => {
        play(capacity, flags, seed, (replay, queue) => {
          const batch = sample(replay, 5);
          for (let b = 0; b < batch.size; b++) expect(queue).toContainEqual(rowOf(batch, b));
        });
      }),
      { numRuns: 50 },
    );
  });

  it('a large sample meets every transition of the queue', () => {
    fc.assert(
      fc.property(capacities, pushes, seeds, (capacity, flags, seed) => {
        play(capacity, flags, seed, (replay, queue) => {
          // A given one of at most 7 is missed by 256 draws with probability (6/7)²⁵⁶ = 7e-18.
          const met = new Set(sample(replay, 256).rewards);
          expect(met).toEqual(new Set(queue.map(({ reward }) => reward)));
        });
      }),
      { numRuns: 50 },
    );
  });

  it('size and capacity are those of the queue', () => {
    fc.assert(
      fc.property(capacities, pushes, seeds, (capacity, flags, seed) => {
        play(capacity, flags, seed, (replay, queue) => {
          expect(replay.size).toBe(queue.length);
          expect(replay.capacity).toBe(capacity);
        });
      }),
    );
  });

  it('terminals counts the terminal transitions of the queue', () => {
    fc.assert(
      fc.property(capacities, pushes, seeds, (capacity, flags, seed) => {
        play(capacity, flags, seed, (replay, queue) => {
          expect(replay.terminals).toBe(queue.filter(({ terminated }) => terminated).length);
        });
      }),
    );
  });
});

describe('UniformReplay', () => {
  it('keeps a transition as it was when it was pushed, whatever becomes of its arrays', () => {
    const replay = new UniformReplay(3, DIMENSIONS, new Generator(1));
    const pushed = transition(5);
    replay.push(pushed);
    pushed.observation.fill(99);
    pushed.nextObservation.fill(99);
    expect(rowOf(sample(replay, 1), 0)).toEqual(transition(5));
  });

  it('does not store truncation as termination', () => {
    const replay = new UniformReplay(1, DIMENSIONS, new Generator(1));
    replay.push({ ...transition(0), truncated: true });
    expect(sample(replay, 1).terminated[0]).toBe(0);
    expect(replay.terminals).toBe(0);
  });

  it('samples every slot equally often', () => {
    const size = 50;
    const draws = 20_000;
    const replay = new UniformReplay(size, DIMENSIONS, new Generator(3));
    for (let k = 0; k < 2 * size; k++) replay.push(transition(k));
    const counts = new Map<number, number>();
    for (const reward of sample(replay, draws).rewards) counts.set(reward, (counts.get(reward) ?? 0) + 1);
    const expected = draws / size;
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(size);
    // The 99.9 % quantile of χ² with 49 degrees of freedom is 85.4.
    expect(chiSquare).toBeLessThan(85.4);
  });

  it('draws one random number for each row, however much it holds', () => {
    for (const size of [2, 100, 10_000]) {
      const random = new Generator(1);
      const replay = new UniformReplay(10_000, DIMENSIONS, random);
      for (let k = 0; k < size; k++) replay.push(transition(k));
      const oneDrawEach = new Generator(1);
      for (let b = 0; b < 32; b++) oneDrawEach.integers(0, size);
      sample(replay, 32);
      expect(random.state()).toEqual(oneDrawEach.state());
    }
  });

  it('leaves the weights of a batch at 1', () => {
    const replay = new UniformReplay(3, DIMENSIONS, new Generator(1));
    replay.push(transition(0));
    expect(sample(replay, 4).weights).toEqual(Float32Array.of(1, 1, 1, 1));
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])('refuses a capacity of %s', (capacity) => {
    expect(() => new UniformReplay(capacity, DIMENSIONS, new Generator(1))).toThrow(
      `replay capacity is ${capacity}; expected a positive integer`,
    );
  });
});
