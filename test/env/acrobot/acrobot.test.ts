import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  Acrobot,
  type AcrobotOptions,
  GRAVITY,
  LINK_INERTIA,
  LINK_LENGTH,
  LINK_MASS,
  MAX_SPEED_1,
  MAX_SPEED_2,
  STEP_SECONDS,
  TORQUE,
} from '../../../src/env/acrobot/acrobot.ts';
import { Generator } from '../../../src/random.ts';
import { loadGolden } from '../../golden/load.ts';
import {
  expectSameEpisode,
  expectSameStarts,
  expectSameStep,
  type RecordedEpisode,
  type RecordedStep,
} from '../recorded-episodes.ts';

const ID = 'Acrobot-v1';
const golden = loadGolden<{
  constants: Record<typeof ID, Record<string, number> & { AVAIL_TORQUE: number[] }>;
  episodes: RecordedEpisode[];
  one_step: (RecordedStep & { env_id: string })[];
}>('classic-control');
const episodes = golden.episodes.filter(({ env_id }) => env_id === ID);
const steps = golden.one_step.filter(({ env_id }) => env_id === ID);

/** Measured: 4e-15. */
const TOLERANCE = 1e-14;

function acrobotIn(state: readonly number[], options?: AcrobotOptions): Acrobot {
  const acrobot = new Acrobot(options);
  acrobot.reset({ seed: 0 });
  acrobot.variables.set(state);
  return acrobot;
}

const upTo = (bound: number) => fc.double({ min: -bound, max: bound, noNaN: true });
const states = fc.tuple(upTo(Math.PI), upTo(Math.PI), upTo(MAX_SPEED_1), upTo(MAX_SPEED_2));
const slowStates = fc.tuple(upTo(Math.PI), upTo(Math.PI), upTo(1), upTo(1));
const actions = fc.nat(2);

/** Kinetic and potential energy (J) of two links with all constants 1, and their centres of mass in the middle. */
function energy([theta1, theta2, theta1Dot, theta2Dot]: Float64Array): number {
  const [absolute, absoluteDot] = [theta1 + theta2, theta1Dot + theta2Dot];
  const velocity = [
    theta1Dot * Math.cos(theta1) + (absoluteDot / 2) * Math.cos(absolute),
    theta1Dot * Math.sin(theta1) + (absoluteDot / 2) * Math.sin(absolute),
  ];
  const moving =
    (theta1Dot / 2) ** 2 + velocity[0] ** 2 + velocity[1] ** 2 + theta1Dot ** 2 + absoluteDot ** 2;
  const height = -Math.cos(theta1) / 2 - Math.cos(theta1) - Math.cos(absolute) / 2;
  return moving / 2 + GRAVITY * height;
}

test('the constants are those of Gymnasium', () => {
  const constants = golden.constants[ID];
  expect(GRAVITY).toBe(constants.gravity);
  expect([LINK_MASS, LINK_MASS]).toEqual([constants.LINK_MASS_1, constants.LINK_MASS_2]);
  expect([LINK_LENGTH, LINK_LENGTH]).toEqual([constants.LINK_LENGTH_1, constants.LINK_LENGTH_2]);
  expect(LINK_LENGTH / 2).toBe(constants.LINK_COM_POS_1);
  expect(LINK_LENGTH / 2).toBe(constants.LINK_COM_POS_2);
  expect(LINK_INERTIA).toBe(constants.LINK_MOI);
  expect([-TORQUE, 0, TORQUE]).toEqual(constants.AVAIL_TORQUE);
  expect(STEP_SECONDS).toBe(constants.dt);
  expect([MAX_SPEED_1, MAX_SPEED_2]).toEqual([constants.MAX_VEL_1, constants.MAX_VEL_2]);
});

describe('the recorded episodes of Gymnasium', () => {
  test('start in the same state from the same seed, bit for bit, reset after reset', () => {
    expect(episodes.length).toBe(13);
    expectSameStarts(episodes, () => new Acrobot());
  });

  test(`are followed step by step: rewards, flags and observations exactly, states within ${TOLERANCE}`, () => {
    for (const episode of episodes) {
      expectSameEpisode(episode, new Acrobot(), golden.constants[ID].max_episode_steps, TOLERANCE);
    }
  });
});

test.each(steps)('one step agrees with Gymnasium (action $action): $note, $state', (recorded) => {
  expectSameStep(recorded, new Acrobot(), TOLERANCE);
});

test('angles and speeds stay within their limits, and the episode ends when the tip is 1 m above the pivot', () => {
  fc.assert(
    fc.property(states, actions, (state, action) => {
      const acrobot = acrobotIn(state);
      const { observation, reward, terminated, truncated } = acrobot.step(action);
      const [theta1, theta2, theta1Dot, theta2Dot] = acrobot.variables;
      expect(Math.max(Math.abs(theta1), Math.abs(theta2))).toBeLessThanOrEqual(Math.PI);
      expect(Math.abs(theta1Dot)).toBeLessThanOrEqual(MAX_SPEED_1);
      expect(Math.abs(theta2Dot)).toBeLessThanOrEqual(MAX_SPEED_2);
      const high = -Math.cos(theta1) - Math.cos(theta1 + theta2) > 1;
      expect([reward, terminated, truncated]).toEqual([high ? 0 : -1, high, false]);
      const angles = [Math.cos(theta1), Math.sin(theta1), Math.cos(theta2), Math.sin(theta2)];
      for (const [k, expected] of [...angles, theta1Dot, theta2Dot].entries()) {
        expect(observation[k]).toBeCloseTo(expected, 5);
      }
    }),
  );
});

test('links that stand straight up are not turned round, at π as at −π', () => {
  for (const up of [Math.PI, -Math.PI]) {
    const acrobot = acrobotIn([up, 0, 0, 0], { gravity: 1e-9 });
    acrobot.step(1);
    expect(acrobot.variables[0]).toBe(up);
  }
});

test('the two directions mirror each other', () => {
  fc.assert(
    fc.property(slowStates, actions, (state, action) => {
      const one = acrobotIn(state);
      const other = acrobotIn(state.map((value) => -value));
      one.step(action);
      other.step(2 - action);
      for (const k of [0, 1]) expect(Math.cos(one.variables[k] + other.variables[k])).toBeCloseTo(1, 12);
      for (const k of [2, 3]) expect(one.variables[k]).toBeCloseTo(-other.variables[k], 11);
    }),
  );
});

test('without torque the energy stays as it is, but for the error of a step', () => {
  fc.assert(
    fc.property(slowStates, (state) => {
      const acrobot = acrobotIn(state);
      const before = energy(acrobot.variables);
      acrobot.step(1);
      expect(Math.abs(energy(acrobot.variables) - before)).toBeLessThanOrEqual(0.01);
    }),
  );
});

test('a torque adds the energy torque · angle of the joint', () => {
  fc.assert(
    fc.property(slowStates, fc.constantFrom(0, 2), (state, action) => {
      const acrobot = acrobotIn(state);
      const before = energy(acrobot.variables);
      acrobot.step(action);
      const turned = Math.atan2(
        Math.sin(acrobot.variables[1] - state[1]),
        Math.cos(acrobot.variables[1] - state[1]),
      );
      expect(Math.abs(energy(acrobot.variables) - before - (action - 1) * turned)).toBeLessThanOrEqual(0.01);
    }),
  );
});

test('the options are used', () => {
  const after = (options: AcrobotOptions) => {
    const acrobot = acrobotIn([0.5, 0.4, 0.3, 0.2], options);
    acrobot.step(2);
    return [...acrobot.variables];
  };
  for (const name of ['gravity', 'mass1', 'mass2', 'length1', 'length2', 'inertia', 'torque']) {
    expect(after({ [name]: 1.5 }), name).not.toEqual(after({}));
  }
});

test('the tip must rise one length of the first link above the pivot', () => {
  /** Links at rest, at these angles from straight up, and next to no gravity. */
  const terminates = (angle1: number, angle2: number, options: AcrobotOptions) =>
    acrobotIn([Math.PI + angle1, angle2 - angle1, 0, 0], { ...options, gravity: 1e-9 }).step(1).terminated;
  const at = Math.acos(0.4);
  expect(terminates(at, 0, {})).toBe(true); // 0.4 + 1 > 1
  expect(terminates(at, 0, { length2: 0.5 })).toBe(false); // 0.4 + 0.5 < 1
  expect(terminates(0, Math.acos(0.05), { length1: 0.9 })).toBe(true); // 0.9 + 0.05 > 0.9
  expect(terminates(0, Math.PI, { length2: 1e-30 })).toBe(false); // As high, to the last bit.
});

test('links of equal material and another scale of length swing alike in scaled time', () => {
  // Lengths × 4, gravity × 4: the same accelerations of the angles, if inertia and torque grow with mass · length².
  const one = acrobotIn([0.5, 0.4, 0.3, 0.2]);
  const scaled = { gravity: 4 * GRAVITY, length1: 4, length2: 4, inertia: 16, torque: 16 };
  const other = acrobotIn([0.5, 0.4, 0.3, 0.2], scaled);
  for (let t = 0; t < 20; t++) {
    one.step(2);
    other.step(2);
  }
  expect([...other.variables]).toEqual([...one.variables]);
});

test('links that are twice as heavy swing alike under twice the torque', () => {
  const one = acrobotIn([0.5, 0.4, 0.3, 0.2]);
  const heavy = acrobotIn([0.5, 0.4, 0.3, 0.2], { mass1: 2, mass2: 2, inertia: 2, torque: 2 });
  for (let t = 0; t < 20; t++) {
    one.step(2);
    heavy.step(2);
  }
  expect([...heavy.variables]).toEqual([...one.variables]);
});

test('a speed too large for its steps gives NaN instead of an endless turning back, until the next reset', () => {
  const acrobot = acrobotIn([0, 1, 160, 0]);
  acrobot.step(1);
  expect(acrobot.variables[1]).toBeNaN();
  acrobot.variables[2] = Infinity;
  acrobot.step(1);
  acrobot.reset();
  acrobot.step(1);
  expect(acrobot.variables.every(Number.isFinite)).toBe(true);
});

test('an angle of 1e6 rad, the largest, is still turned back', () => {
  const turned = (angle: number) => {
    // At rest and next to no gravity: the angle stays as it is, to the last bit.
    const acrobot = acrobotIn([angle, 0, 0, 0], { gravity: 1e-9 });
    acrobot.step(1);
    return acrobot.variables[0];
  };
  expect(turned(1e6)).toBeCloseTo(Math.atan2(Math.sin(1e6), Math.cos(1e6)), 5);
  expect(turned(1e6 + 1e-6)).toBeNaN();
});

test('every step and reset writes to one buffer, and every step returns one result object', () => {
  const env = new Acrobot();
  const first = env.reset({ seed: 0 });
  const result = env.step(0);
  expect(result.observation).toBe(first);
  expect(env.step(1)).toBe(result);
  expect(env.reset()).toBe(first);
});

test('steps take nothing from the random stream', () => {
  const random = new Generator(2);
  const env = new Acrobot({ random });
  env.reset();
  const before = random.state();
  for (let t = 0; t < 20; t++) env.step(t % 3);
  expect(random.state()).toEqual(before);
});

describe('an error names the value and what to give', () => {
  it.each([3, -1, 0.5, Number.NaN])('for the action %d', (action) => {
    expect(() => acrobotIn([0, 0, 0, 0]).step(action)).toThrow(
      `action is ${action}; give 0 (torque −1), 1 (none) or 2 (torque 1)`,
    );
  });

  it('for a step before the first reset', () => {
    expect(() => new Acrobot().step(0)).toThrow('step before reset; call reset() first');
  });

  it('for a first reset with neither a seed nor a generator', () => {
    expect(() => new Acrobot().reset()).toThrow('Acrobot has no random stream; give reset({ seed })');
  });

  it.each(['gravity', 'mass1', 'mass2', 'length1', 'length2', 'inertia', 'torque'])(
    'for a %s that is not positive',
    (name) => {
      for (const value of [0, -1, Infinity, Number.NaN]) {
        expect(() => new Acrobot({ [name]: value })).toThrow(
          `${name} is ${value}; expected a positive number`,
        );
      }
    },
  );
});
