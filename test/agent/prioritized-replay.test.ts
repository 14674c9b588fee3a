import { describe, expect, it } from 'vitest';
import { type PrioritizedOptions, PrioritizedReplay } from '../../src/agent/prioritized-replay.ts';
import { Batch } from '../../src/agent/transition.ts';
import { huberLoss } from '../../src/nn/losses.ts';
import { Generator } from '../../src/random.ts';
import { device, fillReplay, makeDqn } from './parts.ts';

/** A memory whose transition number k, from 0, has reward k. */
function makeReplay(count: number, options: Partial<PrioritizedOptions> = {}, capacity = count) {
  const all = { exponent: 0.6, betaStart: 1, betaSteps: 1000, ...options };
  const replay = new PrioritizedReplay(capacity, 1, all, new Generator(1));
  const observation = Float32Array.of(0);
  for (let k = 0; k < count; k++) {
    replay.push({
      observation,
      action: 0,
      reward: k,
      nextObservation: observation,
      terminated: false,
      truncated: false,
    });
  }
  return replay;
}

/** Tells the memory the error of every transition, `errors[k]` for slot k. */
function tell(replay: PrioritizedReplay, errors: readonly number[]): void {
  const batch = new Batch(errors.length, 1, device);
  batch.slots.set(errors.map((_, k) => k));
  replay.updatePriorities(batch, Float32Array.from(errors));
}

/** How often each reward 0 … n − 1 comes in `batches` batches. */
function countRewards(replay: PrioritizedReplay, n: number, batches: number, size: number): number[] {
  const counts = Array<number>(n).fill(0);
  const batch = new Batch(size, 1, device);
  for (let k = 0; k < batches; k++) {
    replay.sample(batch);
    for (const reward of batch.rewards) counts[reward]++;
  }
  return counts;
}

const ERRORS = [0.1, 0.2, 0.5, 1, 2, 4, 0, 8, 16, 3];

describe('sampling', () => {
  it.each([0, 0.6, 1])('is in proportion to p^α for α = %s', (exponent) => {
    const replay = makeReplay(ERRORS.length, { exponent });
    tell(replay, ERRORS);
    // Batches of one have one stratum: every draw is independent, as the chi-square distribution needs it.
    const draws = 50_000;
    const counts = countRewards(replay, ERRORS.length, draws, 1);
    const powers = ERRORS.map((error) => (error + 1e-6) ** exponent);
    const total = powers.reduce((sum, p) => sum + p, 0);
    const expected = powers.map((p) => (draws * p) / total);
    const likely = expected.filter((count) => count >= 5).length;
    let chiSquare = 0;
    expected.forEach((count, k) => {
      if (count >= 5) chiSquare += (counts[k] - count) ** 2 / count;
      else expect(counts[k]).toBeLessThanOrEqual(20);
    });
    expect(likely).toBeGreaterThanOrEqual(9);
    // 27.9 is exceeded once in a thousand times with 9 degrees of freedom; the seed is fixed.
    expect(chiSquare).toBeLessThan(27.9);
  });

  it('takes one sample from each of B equal parts of the total priority', () => {
    const replay = makeReplay(4, { exponent: 1 });
    tell(replay, [1, 1, 1, 1]);
    const batch = new Batch(8, 1, device);
    for (let k = 0; k < 100; k++) {
      replay.sample(batch);
      expect(Array.from(batch.rewards)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    }
  });

  it('draws one random number for each row', () => {
    const replay = makeReplay(ERRORS.length);
    const random = new Generator(1);
    for (let k = 0; k < 3; k++) {
      replay.sample(new Batch(4, 1, device));
      for (let b = 0; b < 4; b++) random.random();
      expect(replay.state().random).toEqual(random.state());
    }
  });

  it('never gives an empty slot, also where the capacity is no power of two', () => {
    for (const capacity of [5, 7, 12]) {
      const replay = makeReplay(3, {}, capacity);
      expect(countRewards(replay, 3, 200, 7).every((count) => count > 0)).toBe(true);
      const batch = new Batch(64, 1, device);
      replay.sample(batch);
      expect(Math.max(...batch.slots)).toBe(2);
    }
  });

  it('forgets the oldest transition and its priority when the memory is full', () => {
    const replay = makeReplay(3, { exponent: 1 });
    tell(replay, [1, 6, 3]);
    const observation = Float32Array.of(0);
    const overwriting = { observation, action: 0, reward: 9, nextObservation: observation };
    replay.push({ ...overwriting, terminated: true, truncated: false });
    expect(replay).toMatchObject({ size: 3, terminals: 1 });
    const counts = countRewards(replay, 10, 3000, 1);
    expect(counts[0]).toBe(0);
    // 6 of 6 + 3 + 6: the largest priority so far, not that of the transition whose slot it took.
    expect(counts[9] / 3000).toBeCloseTo(0.4, 1);
  });
});

describe('priorities', () => {
  it('of new transitions are the largest so far', () => {
    const replay = makeReplay(3, { exponent: 1 }, 4);
    tell(replay, [1, 5, 2]);
    const observation = Float32Array.of(0);
    const added = { observation, action: 0, reward: 3, nextObservation: observation };
    replay.push({ ...added, terminated: false, truncated: false });
    const counts = countRewards(replay, 4, 13_000, 1);
    // 1 : 5 : 2 : 5
    [1, 5, 2, 5].forEach((share, k) => {
      expect(Math.abs(counts[k] / 1000 - share)).toBeLessThan(0.2);
    });
  });

  it('leave a transition with no error at all within reach', () => {
    const replay = makeReplay(2, { exponent: 0.6 });
    tell(replay, [0, 0]);
    expect(countRewards(replay, 2, 100, 1).every((count) => count > 20)).toBe(true);
  });

  it('come from the whole error, whatever its weight and its slope in the loss', () => {
    const options = { exponent: 1, betaStart: 1, betaSteps: 10 };
    const replay = new PrioritizedReplay(50, 4, options, new Generator(1));
    const agent = makeDqn({ parts: { replay, loss: huberLoss(1e-3) } });
    fillReplay(replay, 50);
    // Slot 49 is so likely that it is in the next batch, and its weight is then small.
    tell(replay, [...Array(49).fill(0.01), 1]);
    agent.learn(1);
    const b = agent.batch.slots.indexOf(49);
    const error = Math.abs(agent.tdTarget[b] - agent.qTaken[b]);
    expect(agent.batch.weights[b]).toBeLessThan(0.1);
    expect(Math.abs(agent.dQTaken[b])).toBeLessThan(1e-4);
    expect(error).toBeGreaterThan(0.1);

    // Among errors of 0 it is then drawn every time, and beside a rival of the same error every other time.
    const rival = agent.batch.slots.find((slot) => slot !== 49)!;
    tell(replay, Array(49).fill(0));
    const batch = new Batch(2, 1, device);
    batch.slots.fill(rival);
    replay.updatePriorities(batch, Float32Array.of(-error, -error));
    const draws = new Batch(1000, 4, device);
    replay.sample(draws);
    const share = draws.slots.filter((slot) => slot === 49).length / 1000;
    expect(share).toBeCloseTo(0.5, 2);
  });
});

describe('weights', () => {
  it('are (N · P)^−β, divided by the largest of the batch', () => {
    const replay = makeReplay(ERRORS.length, { exponent: 0.7, betaStart: 0.4 });
    tell(replay, ERRORS);
    const powers = ERRORS.map((error) => (error + 1e-6) ** 0.7);
    const total = powers.reduce((sum, p) => sum + p, 0);
    const batch = new Batch(16, 1, device);
    const beta = 0.4 + 0.6 * (ERRORS.length / 1000);
    for (let k = 0; k < 20; k++) {
      replay.sample(batch);
      const raw = Array.from(batch.rewards, (reward) => ((ERRORS.length * powers[reward]) / total) ** -beta);
      const largest = Math.max(...raw);
      raw.forEach((weight, b) => {
        expect(batch.weights[b]).toBeCloseTo(weight / largest, 6);
      });
      expect(Math.max(...batch.weights)).toBe(1);
    }
  });

  it('are compared with the least priority of the batch, not with one of the memory that is not in it', () => {
    const replay = makeReplay(8);
    tell(replay, [1, 1, 1, 1, 1, 1, 1, 1e-6]);
    const batch = new Batch(4, 1, device);
    for (let k = 0; k < 20; k++) {
      replay.sample(batch);
      if (!batch.slots.includes(7)) expect(Array.from(batch.weights)).toEqual([1, 1, 1, 1]);
    }
  });

  it('make a weighted mean with β = 1 the mean over the whole memory', () => {
    const errors = ERRORS.map((error) => error + 0.05);
    const replay = makeReplay(errors.length, { exponent: 1, betaStart: 1 });
    tell(replay, errors);
    // Rewards are 0 … 9 with mean 4.5; the priorities favour the second half of them.
    const batch = new Batch(4096, 1, device);
    let [weighted, weights, plain] = [0, 0, 0];
    for (let k = 0; k < 20; k++) {
      replay.sample(batch);
      batch.rewards.forEach((reward, b) => {
        weighted += batch.weights[b] * reward;
        weights += batch.weights[b];
        plain += reward / batch.size / 20;
      });
    }
    expect(weighted / weights).toBeCloseTo(4.5, 1);
    expect(plain).toBeGreaterThan(6);
  });

  it('are 1 with β = 0 and with α = 0', () => {
    for (const options of [{ betaStart: 0, betaSteps: Number.MAX_VALUE }, { exponent: 0 }]) {
      const replay = makeReplay(ERRORS.length, options);
      tell(replay, ERRORS);
      const batch = new Batch(32, 1, device);
      replay.sample(batch);
      expect(Array.from(batch.weights)).toEqual(Array(32).fill(1));
    }
  });
});

it('β grows on a straight line from its start to 1, one step for each transition stored', () => {
  const betas = [0, 25, 50, 100, 200].map(
    (count) => makeReplay(count, { betaStart: 0.4, betaSteps: 100 }, 10).beta,
  );
  [0.4, 0.55, 0.7, 1, 1].forEach((beta, k) => {
    expect(betas[k]).toBeCloseTo(beta, 12);
  });
});

it.each([
  [{ exponent: -0.1 }, 'exponent is -0.1'],
  [{ exponent: 1.1 }, 'exponent is 1.1'],
  [{ betaStart: NaN }, 'betaStart is NaN'],
  [{ betaSteps: 0 }, 'betaSteps is 0; expected a positive number of steps'],
])('options %j are refused', (options, message) => {
  expect(() => makeReplay(1, options)).toThrow(message);
});

it.each([0, 1.5, NaN])('capacity %s is refused', (capacity) => {
  expect(() => makeReplay(0, {}, capacity)).toThrow(`replay capacity is ${capacity}`);
});
