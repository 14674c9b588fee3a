import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Axis, roundUpFinely } from '../../web/cart/bar-axis.ts';
import {
  axisEnd,
  describeDriver,
  describeEnd,
  describeEpisode,
  describeGap,
  describeScene,
  fixed,
  speedName,
} from '../../web/cart/captions.ts';
import { toMetres, toPixels, viewOfWidth } from '../../web/cart/geometry.ts';
import { EpisodePlayer, type EpisodeRecord } from '../../web/cart/player.ts';
import { Scoreboard } from '../../web/cart/scoreboard.ts';
import { LEFT, RIGHT, Steering } from '../../web/cart/steering.ts';
import { STRIKE, strikeOfPointer } from '../../web/cart/strike.ts';

const episode: EpisodeRecord = { seed: 1, drivers: ['you'], return: 31, ending: 'fell', strikes: 0 };

describe('steering', () => {
  it('goes where the key pressed last points, and back when it comes up before the other', () => {
    const steering = new Steering();
    expect(steering.direction).toBeNull();
    steering.press(LEFT);
    steering.press(RIGHT);
    expect(steering.direction).toBe(RIGHT);
    steering.release(RIGHT);
    expect(steering.direction).toBe(LEFT);
    steering.release(LEFT);
    expect(steering.direction).toBe(LEFT);
  });

  it('forgets the direction, though a key is down', () => {
    const steering = new Steering();
    steering.press(LEFT);
    steering.press(RIGHT);
    steering.forget();
    steering.release(RIGHT);
    expect(steering.direction).toBeNull();
  });

  it('forgets keys that may have come up elsewhere', () => {
    const steering = new Steering();
    steering.press(LEFT);
    steering.releaseAll();
    steering.press(RIGHT);
    steering.release(RIGHT);
    expect(steering.direction).toBe(RIGHT);
  });
});

describe('a pointer', () => {
  it('strikes the pole from the side where it clicks', () => {
    expect(strikeOfPointer(-1, -1, 0)).toBe(STRIKE);
    expect(strikeOfPointer(1, 1.01, 0)).toBe(-STRIKE);
  });

  it('takes the pole along when dragged, up to a limit', () => {
    expect(strikeOfPointer(0, 0.5, 2)).toBe(0.75);
    expect(strikeOfPointer(0, -0.5, -2)).toBe(-0.75);
    expect(strikeOfPointer(-2, 2, 0)).toBe(1.5);
  });
});

test('pixels and metres are each other undone, and the track fits in', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 3000 }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (width, x) => {
        const view = viewOfWidth(width);
        expect(toMetres(view, toPixels(view, x))).toBeCloseTo(x, 9);
        expect(toPixels(view, -2.4)).toBeGreaterThan(0);
        expect(toPixels(view, 2.4)).toBeLessThan(width);
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
  test('numbers keep their decimals, and zero has no sign', () => {
    expect(fixed(-0.0004, 3)).toBe('0.000');
    expect(fixed(-1.25, 1)).toMatch(/^−1\.[23]$/);
    expect(fixed(Number.NaN, 3)).toBe('not a number');
  });

  test('speeds', () => {
    expect([0.25, 0.5, 1, 10, Infinity].map(speedName)).toEqual(['×¼', '×½', '×1', '×10', 'fastest']);
  });

  test('which value is the larger', () => {
    expect(describeGap([1, 1.5])).toBe('Right is better by 0.5000.');
    expect(describeGap([1.5, -1])).toBe('Left is better by 2.500.');
    expect(describeGap([2, 2])).toBe('Both are equal.');
    expect(describeGap([2, Number.NaN])).toBe('They cannot be compared.');
  });

  test('the ends of axes', () => {
    expect([0, 150, 0.075, -2].map(axisEnd)).toEqual(['0', '150', '0.075', '−2']);
  });

  test('who has taken over', () => {
    const player = new EpisodePlayer('CartPole-v1', 1);
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
    expect(describeEnd({ ...episode, ending: 'left', return: 1 })).toBe(
      'The cart left the track after 1 step.',
    );
    expect(describeEnd({ ...episode, ending: 'held', return: 500 })).toBe('Held for all 500 steps.');
  });

  test('episodes', () => {
    expect(describeEpisode(episode)).toBe('31: you, fell');
    expect(
      describeEpisode({ ...episode, drivers: ['you', 'agent'], ending: 'held', return: 500, strikes: 2 }),
    ).toBe('500: you, then the agent, held to the end, pole pushed 2×');
  });

  test('the picture', () => {
    const player = new EpisodePlayer('CartPole-v1', 1);
    player.policy = { values: () => new Float32Array([0, 1]) };
    player.look();
    expect(describeScene(player)).toMatch(
      /^Cart and pole, driven by the agent: cart 0\.\d\d m (left|right) of the middle, pole leaning \d\.\d° to the (left|right), return 0, next push right\.$/,
    );
    while (player.ended === null) player.step();
    expect(describeScene(player)).toMatch(/^The pole fell after \d+ steps\. At the end: cart /);
    player.begin();
    player.drive('you');
    expect(describeScene(player)).toMatch(/return 0\.$/);
  });
});
