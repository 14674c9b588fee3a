import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  FORCE,
  GOAL_POSITION,
  GOAL_VELOCITY,
  GRAVITY,
  MAX_POSITION,
  MAX_SPEED,
  MIN_POSITION,
  MountainCar,
  type MountainCarOptions,
} from '../../../src/env/mountain-car/mountain-car.ts';
import { Generator } from '../../../src/random.ts';
import { loadGolden } from '../../golden/load.ts';
import {
  expectSameEpisode,
  expectSameStarts,
  expectSameStep,
  type RecordedEpisode,
  type RecordedStep,
} from '../recorded-episodes.ts';

const ID = 'MountainCar-v0';
const golden = loadGolden<{
  constants: Record<typeof ID, Record<string, number>>;
  episodes: RecordedEpisode[];
  one_step: (RecordedStep & { env_id: string })[];
}>('classic-control');
const episodes = golden.episodes.filter(({ env_id }) => env_id === ID);
const steps = golden.one_step.filter(({ env_id }) => env_id === ID);

/** Measured: 5e-16. */
const TOLERANCE = 1e-14;

function carAt(position: number, velocity: number, options?: MountainCarOptions): MountainCar {
  const car = new MountainCar(options);
  car.reset({ seed: 0 });
  car.variables.set([position, velocity]);
  return car;
}

const positions = fc.double({ min: MIN_POSITION, max: MAX_POSITION, noNaN: true });
const velocities = fc.double({ min: -MAX_SPEED, max: MAX_SPEED, noNaN: true });
const actions = fc.nat(2);

test('the constants are those of Gymnasium', () => {
  const constants = golden.constants[ID];
  expect(FORCE).toBe(constants.force);
  expect(GRAVITY).toBe(constants.gravity);
  expect(GOAL_VELOCITY).toBe(constants.goal_velocity);
  expect(GOAL_POSITION).toBe(constants.goal_position);
  expect([MIN_POSITION, MAX_POSITION]).toEqual([constants.min_position, constants.max_position]);
  expect(MAX_SPEED).toBe(constants.max_speed);
});

describe('the recorded episodes of Gymnasium', () => {
  test('start in the same state from the same seed, bit for bit, reset after reset', () => {
    expect(episodes.length).toBe(13);
    expectSameStarts(episodes, () => new MountainCar());
  });

  test(`are followed step by step: rewards, flags and observations exactly, states within ${TOLERANCE}`, () => {
    for (const episode of episodes) {
      const { max_episode_steps } = golden.constants[ID];
      expectSameEpisode(episode, new MountainCar(), max_episode_steps, TOLERANCE);
    }
  });
});

test.each(steps)('one step agrees with Gymnasium (action $action): $note, $state', (recorded) => {
  expectSameStep(recorded, new MountainCar(), TOLERANCE);
});

test('position and velocity stay within their limits, and the episode ends exactly beyond the goal', () => {
  fc.assert(
    fc.property(positions, velocities, actions, (position, velocity, action) => {
      const car = carAt(position, velocity);
      const { reward, terminated, truncated } = car.step(action);
      expect(car.variables[0]).toBeGreaterThanOrEqual(MIN_POSITION);
      expect(car.variables[0]).toBeLessThanOrEqual(MAX_POSITION);
      expect(Math.abs(car.variables[1])).toBeLessThanOrEqual(MAX_SPEED);
      expect(terminated).toBe(car.variables[0] >= 0.5 && car.variables[1] >= 0);
      expect([reward, truncated]).toEqual([-1, false]);
    }),
  );
});

test('motions from either side of the lowest point mirror each other, away from the wall', () => {
  const bottom = -Math.PI / 6;
  const distances = fc.double({ min: -0.5, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(distances, velocities, actions, (distance, velocity, action) => {
      const one = carAt(bottom + distance, velocity);
      const other = carAt(bottom - distance, -velocity);
      one.step(action);
      other.step(2 - action);
      expect(one.variables[0] - bottom).toBeCloseTo(bottom - other.variables[0], 14);
      expect(one.variables[1]).toBeCloseTo(-other.variables[1], 14);
    }),
  );
});

test('a car that coasts keeps its energy v²/2 + gravity · sin(3 · position)/3, but for the error of a step', () => {
  const energy = ([position, velocity]: Float64Array) =>
    velocity ** 2 / 2 + (GRAVITY * Math.sin(3 * position)) / 3;
  fc.assert(
    fc.property(fc.double({ min: -0.9, max: -0.2, noNaN: true }), (position) => {
      const car = carAt(position, 0);
      const before = energy(car.variables);
      const depth = before + GRAVITY / 3;
      let largest = 0;
      for (let t = 0; t < 500; t++) {
        car.step(1);
        largest = Math.max(largest, Math.abs(energy(car.variables) - before));
      }
      // The method is symplectic: the error swings with the velocity, which is of the order of one step's share of a swing.
      expect(largest).toBeLessThanOrEqual(0.05 * depth + 1e-12);
    }),
  );
});

test('the wall stops a car that runs into it, and no other', () => {
  const into = carAt(-1.19, -0.05);
  into.step(0);
  expect([...into.variables]).toEqual([MIN_POSITION, 0]);
  const away = carAt(MIN_POSITION - MAX_SPEED, 1);
  away.step(0);
  expect([...away.variables]).toEqual([MIN_POSITION, MAX_SPEED]);
});

test('the goal is reached at its position, not only beyond it', () => {
  const car = carAt(GOAL_POSITION - MAX_SPEED, 1);
  expect(car.step(0).terminated).toBe(true);
  expect(car.variables[0]).toBe(GOAL_POSITION);
});

test('the options are used', () => {
  const velocityAfter = (options: MountainCarOptions, action: number) => {
    const car = carAt(0, 0, options);
    car.step(action);
    return car.variables[1];
  };
  expect(velocityAfter({ force: 0.004 }, 2)).toBeCloseTo(0.004 - GRAVITY, 14);
  expect(velocityAfter({ gravity: 0.001 }, 1)).toBeCloseTo(-0.001, 14);
  const pastGoal = (goalVelocity: number) => carAt(0.49, 1, { goalVelocity }).step(2).terminated;
  expect(pastGoal(MAX_SPEED)).toBe(true);
  expect(pastGoal(MAX_SPEED + 1e-9)).toBe(false);
});

test('every step and reset writes to one buffer, and every step returns one result object', () => {
  const env = new MountainCar();
  const first = env.reset({ seed: 0 });
  const result = env.step(0);
  expect(result.observation).toBe(first);
  expect(env.step(1)).toBe(result);
  expect(env.reset()).toBe(first);
});

test('steps take nothing from the random stream', () => {
  const random = new Generator(2);
  const env = new MountainCar({ random });
  env.reset();
  const before = random.state();
  for (let t = 0; t < 20; t++) env.step(t % 3);
  expect(random.state()).toEqual(before);
});

describe('an error names the value and what to give', () => {
  it.each([3, -1, 0.5, Number.NaN])('for the action %d', (action) => {
    expect(() => carAt(0, 0).step(action)).toThrow(
      `action is ${action}; give 0 (drive left), 1 (coast) or 2 (drive right)`,
    );
  });

  it('for a step before the first reset', () => {
    expect(() => new MountainCar().step(0)).toThrow('step before reset; call reset() first');
  });

  it('for a first reset with neither a seed nor a generator', () => {
    expect(() => new MountainCar().reset()).toThrow('MountainCar has no random stream; give reset({ seed })');
  });

  it.each(['force', 'gravity'])('for a %s that is not positive', (name) => {
    for (const value of [0, -1, Infinity, Number.NaN]) {
      expect(() => new MountainCar({ [name]: value })).toThrow(
        `${name} is ${value}; expected a positive number`,
      );
    }
  });

  it('for a negative goal velocity', () => {
    expect(() => new MountainCar({ goalVelocity: -0.01 })).toThrow(
      'goalVelocity is -0.01; expected a number from 0',
    );
    for (const goalVelocity of [Number.NaN, Infinity]) {
      expect(() => new MountainCar({ goalVelocity })).toThrow(`goalVelocity is ${goalVelocity}`);
    }
  });
});
