import { describe, expect, it } from 'vitest';
import { Playback } from '../../web/scene/playback.ts';
import { EpisodePlayer, type EpisodeRecord } from '../../web/scene/player.ts';

const noTime = () => 0;

/** The actions of CartPole. */
const LEFT = 0;
const RIGHT = 1;

/** Holds the pole for all 500 steps. */
const holder = {
  values: ([x, xDot, theta, thetaDot]: number[]) =>
    new Float32Array([0, theta + 0.25 * thetaDot + 0.02 * x + 0.06 * xDot]),
};

function playbackOf(policy: EpisodePlayer['policy']) {
  const player = new EpisodePlayer({ env: 'CartPole-v1' }, 1);
  player.policy = policy;
  const ended: EpisodeRecord[] = [];
  return { player, ended, playback: new Playback(player, (episode) => ended.push(episode)) };
}

describe('time', () => {
  it.each([
    [0.25, 12],
    [1, 50],
    [10, 500],
  ])('at speed %d makes %d steps in a second, however it is cut up', (speed, steps) => {
    for (const ticks of [11, 30, 60, 144]) {
      const { player, playback } = playbackOf(holder);
      playback.speed = speed;
      for (let k = 0; k < ticks; k++) playback.tick(1.0001 / ticks, noTime);
      expect(player.episodeReturn).toBe(steps);
    }
  });

  it('that was spent elsewhere is not made up for', () => {
    const { player, playback } = playbackOf(holder);
    playback.tick(3600, noTime);
    expect(player.episodeReturn).toBe(5);
  });

  it('is filled with steps where it goes as fast as it can', () => {
    const { player, playback, ended } = playbackOf(holder);
    playback.speed = Infinity;
    let clock = 0;
    // Each look at the clock costs 0.01 ms, so the budget of 5 ms is for 500 steps.
    playback.tick(1 / 60, () => (clock += 0.01));
    expect(player.episodeReturn + ended.length * 500).toBeGreaterThan(490);
    playback.tick(1 / 60, () => (clock += 0.02));
    expect(ended.map((episode) => episode.return)).toEqual([500]);
    // The end is not shown: the next episode is well under way.
    expect(player.episodeReturn).toBeGreaterThan(200);
  });
});

describe('a person', () => {
  it('has speeds of their own, and begins at half of real time', () => {
    const { player, playback } = playbackOf(null);
    playback.speed = 10;
    player.drive('you');
    expect(playback.speed).toBe(0.5);
    expect(playback.speeds).toEqual([0.25, 0.5, 1]);
    playback.speed = 0.25;
    player.drive('agent');
    expect(playback.speed).toBe(10);
    player.drive('you');
    expect(playback.speed).toBe(0.25);
    expect(() => {
      playback.speed = 10;
    }).toThrow(/^speed is 10; give one of 0.25, 0.5, 1$/);
  });

  it('can wait as long as they like', () => {
    const { player, playback } = playbackOf(null);
    player.drive('you');
    for (let k = 0; k < 100; k++) playback.tick(0.1, noTime);
    playback.advance();
    expect(player.episodeReturn).toBe(0);
    player.steering.press(LEFT);
    playback.tick(0.04, noTime);
    expect(player.episodeReturn).toBe(1);
  });
});

describe('an episode that has ended', () => {
  const fall = { values: () => new Float32Array([0, 1]) };
  const untilEnd = (playback: Playback) => {
    while (playback.player.ended === null) playback.tick(0.02, noTime);
  };

  it.each([
    [1, 1.2],
    [10, 0.5],
  ])('is shown for a moment: at speed %d for %d s', (speed, seconds) => {
    const { player, playback, ended } = playbackOf(fall);
    playback.speed = speed;
    untilEnd(playback);
    expect(ended).toEqual([player.ended]);
    playback.tick(seconds - 0.01, noTime);
    expect(player.ended).not.toBeNull();
    playback.tick(0.011, noTime);
    expect(player.ended).toBeNull();
    expect(player.seed).not.toBe(ended[0].seed);
  });

  it('is told of once', () => {
    const { playback, ended } = playbackOf(fall);
    untilEnd(playback);
    playback.tick(0.1, noTime);
    playback.tick(0.1, noTime);
    expect(ended).toHaveLength(1);
  });

  it('gives way to the next one by a single step', () => {
    const { player, playback } = playbackOf(fall);
    untilEnd(playback);
    playback.advance();
    expect(player.ended).toBeNull();
    expect(player.episodeReturn).toBe(0);
    playback.advance();
    expect(player.episodeReturn).toBe(1);
  });

  it('leaves no time over for the next one', () => {
    const { player, playback } = playbackOf(fall);
    playback.speed = 10;
    untilEnd(playback);
    playback.begin();
    playback.tick(0, noTime);
    expect(player.episodeReturn).toBe(0);
  });
});

it('continues with the agent where a person hands over', () => {
  const { player, playback } = playbackOf(holder);
  player.drive('you');
  player.steering.press(RIGHT);
  playback.tick(0.08, noTime);
  expect(player.episodeReturn).toBe(2);
  player.drive('agent');
  playback.tick(0.041, noTime);
  expect(player.episodeReturn).toBe(4);
});
