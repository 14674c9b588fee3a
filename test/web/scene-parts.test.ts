import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Axis, roundUpFinely } from '../../web/scene/bar-axis.ts';
import {
  axisEnd,
  describeDriver,
  describeEnd,
  describeEpisode,
  describeGap,
  describeScene,
  speedName,
} from '../../web/scene/captions.ts';
import { EpisodePlayer, type EpisodeRecord } from '../../web/scene/player.ts';
import { Scoreboard } from '../../web/scene/scoreboard.ts';
import { Steering } from '../../web/scene/steering.ts';
import { Geometry, strikeOf } from '../../web/tasks/cart-pole/geometry.ts';
import { viewOf } from '../../web/tasks/views.ts';

/** The actions of CartPole. */
const LEFT = 0;
const RIGHT = 1;
const { actions, endings, timeLimit } = viewOf('CartPole-v1');

const episode: EpisodeRecord = {
  seed: 1,
  drivers: ['you'],
  steps: 31,
  return: 31,
  ending: endings[0],
  strikes: 0,
};

describe('steering', () => {
  const steeringOf = (env: string) => {
    const steering = new Steering();
    steering.begin(viewOf(env).actions);
    return steering;
  };

  it('goes where the key pressed last points, and back when it comes up before the other', () => {
    const steering = steeringOf('CartPole-v1');
    expect(steering.action).toBeNull();
    steering.press(LEFT);
    steering.press(RIGHT);
    expect(steering.action).toBe(RIGHT);
    steering.taken();
    steering.release(RIGHT);
    expect(steering.action).toBe(LEFT);
    steering.release(LEFT);
    expect(steering.action).toBe(LEFT);
  });

  it('rests with no key down, where the task has an action for that', () => {
    const steering = steeringOf('MountainCar-v0');
    expect(steering.action).toBeNull();
    steering.press(2);
    steering.taken();
    expect(steering.action).toBe(2);
    steering.release(2);
    expect(steering.action).toBe(1);
  });

  it('takes a press for one step, however short it was', () => {
    const steering = steeringOf('Breakout');
    steering.press(1);
    steering.release(1);
    expect(steering.action).toBe(1);
    steering.taken();
    expect(steering.action).toBe(0);
  });

  it('forgets the action, though a key is down', () => {
    const steering = steeringOf('CartPole-v1');
    steering.press(LEFT);
    steering.press(RIGHT);
    steering.forget();
    steering.release(RIGHT);
    expect(steering.action).toBeNull();
  });

  it('forgets keys that may have come up elsewhere', () => {
    const steering = steeringOf('CartPole-v1');
    steering.press(LEFT);
    steering.releaseAll();
    steering.press(RIGHT);
    steering.taken();
    steering.release(RIGHT);
    expect(steering.action).toBe(RIGHT);
  });
});

describe('a pointer', () => {
  const box = { width: 700, height: 260 };
  const geometry = new Geometry(box);
  /** From and to metres from the middle, with the pole upright at x. */
  const strike = (from: number, to: number, x: number) =>
    strikeOf(geometry.toPixels(from), geometry.toPixels(to), box, [x, 0, 0, 0]);

  it('strikes the pole from the side where it clicks', () => {
    expect(strike(-1, -1, 0)).toBe(0.5);
    expect(strike(1, 1.01, 0)).toBe(-0.5);
  });

  it('takes the pole along when dragged, up to a limit', () => {
    expect(strike(0, 0.5, 2)).toBeCloseTo(0.75, 9);
    expect(strike(0, -0.5, -2)).toBeCloseTo(-0.75, 9);
    expect(strike(-2, 2, 0)).toBe(1.5);
  });
});

test('pixels and metres are each other undone, and the track fits into every box', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 3000 }),
      fc.integer({ min: 80, max: 1000 }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (width, height, x) => {
        const geometry = new Geometry({ width, height });
        expect(geometry.toMetres(geometry.toPixels(x))).toBeCloseTo(x, 9);
        expect(geometry.toPixels(-2.4)).toBeGreaterThan(0);
        expect(geometry.toPixels(2.4)).toBeLessThan(width);
        expect(geometry.trackY).toBeLessThan(height);
        expect(geometry.trackY - 1.27 * geometry.pixelsPerMetre).toBeGreaterThan(0);
      },
    ),
  );
});

describe('an axis', () => {
  it.each([
    [0, 0],
    [1, 1],
    [1.01, 1.5],
    [4.9, 5],
    [5.1, 7.5],
    [110, 150],
    [98, 100],
    [0.04, 0.05],
    [1000, 1000],
  ])('rounds %d up to %d', (size, end) => {
    expect(roundUpFinely(size)).toBeCloseTo(end, 12);
  });

  it('holds 0 and everything that was included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        (values) => {
          const axis = new Axis();
          for (const value of values) axis.include(value);
          for (const value of values) {
            const { start, length } = axis.bar(value);
            expect(start).toBeGreaterThanOrEqual(-1e-9);
            expect(length).toBeGreaterThanOrEqual(0);
            expect(start + length).toBeLessThanOrEqual(1 + 1e-9);
          }
        },
      ),
    );
  });

  it('draws bars from 0 to both sides', () => {
    const axis = new Axis();
    axis.include(5);
    axis.include(-5);
    expect(axis.bar(2.5)).toEqual({ start: 0.5, length: 0.25 });
    expect(axis.bar(-2.5)).toEqual({ start: 0.25, length: 0.25 });
    axis.reset();
    expect(axis.bar(0)).toMatchObject({ length: 0 });
  });

  it('leaves out what is not finite', () => {
    const axis = new Axis();
    axis.include(1);
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      axis.include(value);
      expect(axis.bar(value)).toEqual({ start: 0, length: 0 });
    }
    expect([axis.low, axis.high]).toEqual([0, 1]);
  });
});

describe('the scoreboard', () => {
  it('keeps last, best and mean of each driver', () => {
    const scores = new Scoreboard();
    for (const sum of [10, 30, 20]) scores.add({ ...episode, return: sum });
    scores.add({ ...episode, drivers: ['agent'], return: 500 });
    expect(scores.of('you')).toEqual({ episodes: 3, last: 20, best: 30, mean: 20 });
    expect(scores.of('agent')).toEqual({ episodes: 1, last: 500, best: 500, mean: 500 });
    expect(scores.of('chance')).toBeNull();
    expect(scores.recent.map((one) => one.return)).toEqual([500, 20, 30, 10]);
  });

  it('takes the mean of the last 20, and lists the last 6', () => {
    const scores = new Scoreboard();
    for (let sum = 1; sum <= 30; sum++) scores.add({ ...episode, return: sum });
    expect(scores.of('you')).toEqual({ episodes: 30, last: 30, best: 30, mean: 20.5 });
    expect(scores.recent).toHaveLength(6);
  });

  it('does not count an episode with several drivers', () => {
    const scores = new Scoreboard();
    scores.add({ ...episode, drivers: ['you', 'agent'] });
    expect(scores.of('you')).toBeNull();
    expect(scores.of('agent')).toBeNull();
    expect(scores.recent).toHaveLength(1);
  });

  it('forgets an agent that has been replaced', () => {
    const scores = new Scoreboard();
    scores.add(episode);
    scores.add({ ...episode, drivers: ['agent'] });
    scores.add({ ...episode, drivers: ['you', 'agent'] });
    scores.forget('agent');
    expect(scores.of('agent')).toBeNull();
    expect(scores.recent).toEqual([episode]);
    scores.clear();
    expect(scores.of('you')).toBeNull();
    expect(scores.recent).toEqual([]);
  });
});

describe('words', () => {
  test('speeds', () => {
    expect([0.25, 0.5, 1, 10, Infinity].map(speedName)).toEqual(['×¼', '×½', '×1', '×10', 'fastest']);
  });

  test('which value is the largest', () => {
    const gap = (...q: number[]) => describeGap(Float32Array.from(q), actions);
    expect(gap(1, 1.5)).toBe('Right is better by 0.5000.');
    expect(gap(1.5, -1)).toBe('Left is better by 2.500.');
    expect(gap(2, 2)).toBe('The best two are equal.');
    expect(gap(2, Number.NaN)).toBe('They cannot be compared.');
    expect(describeGap(Float32Array.of(1, 5, 4), viewOf('MountainCar-v0').actions)).toBe(
      'Coast is better by 1.000.',
    );
  });

  test('the ends of axes', () => {
    expect([0, 150, 0.075, -2].map(axisEnd)).toEqual(['0', '150', '0.075', '−2']);
  });

  test('who has taken over', () => {
    const player = new EpisodePlayer({ env: 'CartPole-v1' }, 1);
    expect(describeDriver(player)).toBe('Chance drives.');
    player.policy = { values: () => new Float32Array(2) };
    expect(describeDriver(player)).toBe('The agent drives.');
    player.drive('you');
    expect(describeDriver(player)).toBe('You drive. Press ← or → to start.');
    player.steering.press(LEFT);
    expect(describeDriver(player)).toBe('You drive.');
  });

  test('ends', () => {
    expect(describeEnd(episode)).toBe('The pole fell after 31 steps.');
    expect(describeEnd({ ...episode, ending: endings[1], steps: 1, return: 1 })).toBe(
      'The cart left the track after 1 step.',
    );
    expect(describeEnd({ ...episode, ending: timeLimit, steps: 500, return: 500 })).toBe(
      'Held for all 500 steps.',
    );
    const goal = viewOf('MountainCar-v0').endings[0];
    expect(describeEnd({ ...episode, ending: goal, steps: 120, return: -120 })).toBe(
      'The flag was reached after 120 steps. Return −120.',
    );
  });

  test('episodes', () => {
    expect(describeEpisode(episode)).toBe('31: you, fell');
    const shared = { ...episode, drivers: ['you', 'agent'] as const, ending: timeLimit, return: 500 };
    expect(describeEpisode({ ...shared, strikes: 2 }, 'pole')).toBe(
      '500: you, then the agent, held to the end, pole struck 2×',
    );
    expect(describeEpisode({ ...episode, return: -83 })).toBe('−83: you, fell');
  });

  test('the picture', () => {
    const player = new EpisodePlayer({ env: 'CartPole-v1' }, 1);
    player.policy = { values: () => new Float32Array([0, 1]) };
    player.look();
    expect(describeScene(player)).toMatch(
      /^Driven by the agent: cart 0\.\d\d m (left|right) of the middle, pole leaning \d\.\d° to the (left|right), return 0, next right\.$/,
    );
    while (player.ended === null) player.step();
    expect(describeScene(player)).toMatch(/^The pole fell after \d+ steps\. At the end: cart /);
    player.begin();
    player.drive('you');
    expect(describeScene(player)).toMatch(/return 0\.$/);
  });
});
