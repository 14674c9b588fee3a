import { describe, expect, it, test } from 'vitest';
import { QNetwork } from '../../src/agent/q-function.ts';
import { THETA_THRESHOLD, X_THRESHOLD } from '../../src/env/cart-pole/cart-pole.ts';
import { CART_LEFT, cartPoleV1, POLE_FELL } from '../../src/env/cart-pole/task.ts';
import { Environment } from '../../src/env/environment.ts';
import { taskNamed } from '../../src/env/registry.ts';
import { TASK_IDS } from '../../src/env/task-ids.ts';
import { greedyEpisode } from '../../src/experiment/evaluation.ts';
import { Policy, type PolicySettings } from '../../src/experiment/policy.ts';
import { Generator } from '../../src/random.ts';
import { EpisodePlayer, type EpisodeRecord, type StateValues } from '../../web/scene/player.ts';
import { viewOf } from '../../web/tasks/views.ts';
import { device, randomMlp } from '../agent/parts.ts';

/** The actions of CartPole. */
const LEFT = 0;
const RIGHT = 1;
const { endings, timeLimit } = viewOf('CartPole-v1');
const settings: PolicySettings = { env: 'CartPole-v1', observationScale: [2.4, 2, 0.2095, 2] };
const q = new QNetwork(randomMlp([4, 8, 2], 1, 3), device);
/** Leans are answered by a push to the same side: it holds the pole for a while, but not for ever. */
const follower: StateValues = {
  values: ([, , theta, thetaDot]: number[]) => new Float32Array([0, theta + thetaDot]),
};

function finish(player: EpisodePlayer): EpisodeRecord {
  while (player.ended === null) player.step();
  return player.ended;
}

function playerOf(policy: StateValues | null, seed = 1): EpisodePlayer {
  const player = new EpisodePlayer({ env: 'CartPole-v1' }, seed);
  player.policy = policy;
  return player;
}

describe('the agent', () => {
  it('plays the episodes of greedyEpisode from the same seeds', () => {
    const player = playerOf(new Policy(q, settings));
    const env = new Environment(cartPoleV1).createForEvaluation(new Generator(0));
    const returns = Array.from({ length: 20 }, () => {
      const episode = finish(player);
      expect(episode.return).toBe(greedyEpisode(q, env, { seed: episode.seed }));
      player.begin();
      return episode.return;
    });
    expect(new Set(returns).size).toBeGreaterThan(1);
  });

  it('goes by the parameters that the network has at each step', () => {
    const values = new Float32Array([1, 0]);
    const player = playerOf({ values: () => values });
    player.step();
    expect(player.action).toBe(LEFT);
    values.set([1, 2]);
    player.look();
    expect(player.action).toBe(RIGHT);
    expect([...player.q]).toEqual([1, 2]);
  });

  it('is stood in for by chance as long as there is no network', () => {
    const player = playerOf(null);
    expect(player.driver).toBe('run');
    expect(finish(player).drivers).toEqual(['chance']);
  });

  it('gives way to the training while that is watched, and then begins anew', () => {
    const player = playerOf(null);
    const observation = Float32Array.of(1, 2, 0.1, 3);
    player.watch({ observation, action: 1, caption: 'Training: exploring', isExploring: true });
    expect([player.acting, player.action, player.recentShare(1)]).toEqual(['run', 1, 1]);
    expect(player.observation).toEqual(observation);
    player.strike(0.5);
    expect(player.observation).toEqual(observation);
    player.watch(null);
    expect([player.acting, player.steps, player.watched]).toEqual(['chance', 0, null]);
    expect(Math.abs(player.observation[3])).toBeLessThan(0.06);
  });
});

describe('chance', () => {
  it('pushes to both sides, and says beforehand to which', () => {
    const player = playerOf(null);
    player.drive('chance');
    const pushes = Array.from({ length: 12 }, () => {
      const { action } = player;
      const before = player.observation[1];
      player.step();
      expect(Math.sign(player.observation[1] - before)).toBe(action === LEFT ? -1 : 1);
      return action;
    });
    expect(new Set(pushes).size).toBe(2);
  });
});

describe('a person', () => {
  it('is waited for', () => {
    const player = playerOf(null);
    player.drive('you');
    const before = [...player.observation];
    expect(player.waiting).toBe(true);
    expect(player.step()).toBeNull();
    expect([...player.observation]).toEqual(before);
    player.steering.press(RIGHT);
    player.step();
    expect(player.waiting).toBe(false);
    expect(player.episodeReturn).toBe(1);
  });

  it('pushes on in the last direction when the key is let go', () => {
    const player = playerOf(null);
    player.drive('you');
    player.steering.press(LEFT);
    player.steering.release(LEFT);
    const speeds = [0, 1, 2].map(() => {
      player.step();
      return player.observation[1];
    });
    expect(speeds[1]).toBeLessThan(speeds[0]);
    expect(speeds[2]).toBeLessThan(speeds[1]);
  });

  it('begins each episode with a new press', () => {
    const player = playerOf(null);
    player.drive('you');
    player.steering.press(LEFT);
    expect(finish(player).drivers).toEqual(['you']);
    player.begin();
    expect(player.waiting).toBe(true);
  });
});

describe('another driver', () => {
  it('takes over the cart where it is', () => {
    const player = playerOf(follower);
    player.drive('you');
    player.steering.press(RIGHT);
    for (let t = 0; t < 3; t++) player.step();
    const before = [...player.observation];
    player.drive('agent');
    expect([...player.observation]).toEqual(before);
    expect(player.episodeReturn).toBe(3);
    expect(player.seed).toBe(playerOf(null).seed);
    player.step();
    expect(player.episodeReturn).toBe(4);
    expect(finish(player).drivers).toEqual(['you', 'agent']);
  });

  it('is not waited for unless it is a person', () => {
    const player = playerOf(follower);
    player.step();
    player.drive('you');
    expect(player.waiting).toBe(true);
    player.drive('chance');
    expect(player.waiting).toBe(false);
  });

  it('does not make a person press again who drives already', () => {
    const player = playerOf(null);
    player.drive('you');
    player.steering.press(RIGHT);
    player.drive('you');
    expect(player.waiting).toBe(false);
  });
});

describe('a strike', () => {
  it('changes nothing but the angular velocity', () => {
    const player = playerOf(follower);
    player.step();
    const [x, xDot, theta, thetaDot] = player.observation;
    player.strike(0.25);
    expect([...player.observation]).toEqual([x, xDot, theta, thetaDot + 0.25]);
    expect(player.episodeReturn).toBe(1);
    expect(finish(player).strikes).toBe(1);
  });

  it('is seen by the agent before its next push', () => {
    const player = playerOf(follower);
    player.strike(-3);
    player.look();
    expect(player.action).toBe(LEFT);
    player.strike(6);
    player.look();
    expect(player.action).toBe(RIGHT);
  });

  it('does nothing after the end', () => {
    const player = playerOf(null);
    finish(player);
    const before = [...player.observation];
    player.strike(1);
    expect([...player.observation]).toEqual(before);
  });
});

describe('the end of an episode', () => {
  it('is a fall where the pole leans too far', () => {
    const player = playerOf({ values: () => new Float32Array([0, 1]) });
    const { ending, return: sum } = finish(player);
    expect(ending).toBe(endings[POLE_FELL]);
    expect(Math.abs(player.observation[2])).toBeGreaterThan(THETA_THRESHOLD);
    expect(sum).toBeLessThan(12);
    expect(player.action).toBeNull();
    expect(player.step()).toBeNull();
  });

  it('is an end of the track where the cart is too far off', () => {
    // It takes a pole for upright that leans a little to the left, and so runs after it.
    const player = playerOf({
      values: ([, , theta, thetaDot]: number[]) => new Float32Array([0, theta + 0.25 * thetaDot + 0.08]),
    });
    const { ending } = finish(player);
    expect(ending).toBe(endings[CART_LEFT]);
    expect(Math.abs(player.observation[0])).toBeGreaterThan(X_THRESHOLD);
  });

  it('is success at the time limit', () => {
    const player = playerOf({
      values: ([x, xDot, theta, thetaDot]: number[]) =>
        new Float32Array([0, theta + 0.25 * thetaDot + 0.02 * x + 0.06 * xDot]),
    });
    expect(finish(player)).toMatchObject({ ending: timeLimit, steps: 500, return: 500 });
    expect(player.play({ env: 'CartPole-v1' })).toBe(false);
    expect(player.play({ env: 'CartPole-v0' })).toBe(true);
    expect(player.limit).toBe(200);
    expect(finish(player)).toMatchObject({ ending: timeLimit, steps: 200, return: 200 });
  });
});

test('equal seeds give equal episodes, and each episode has a seed of its own', () => {
  const play = () => {
    const player = playerOf(null, 7);
    return Array.from({ length: 5 }, () => {
      const episode = finish(player);
      player.begin();
      return episode;
    });
  };
  expect(play()).toEqual(play());
  expect(new Set(play().map(({ seed }) => seed)).size).toBe(5);
});

test('the share of pushes is that of the last five', () => {
  const player = playerOf(null);
  player.drive('you');
  expect(player.recentShare(LEFT)).toBe(0);
  for (const action of [LEFT, RIGHT, LEFT, RIGHT, RIGHT, LEFT] as const) {
    player.steering.press(action);
    player.step();
  }
  expect(player.recentShare(LEFT)).toBe(2 / 5);
  expect(player.recentShare(RIGHT)).toBe(3 / 5);
});

describe.each(TASK_IDS)('%s', (env) => {
  const player = new EpisodePlayer({ env }, 5);
  const { spec } = taskNamed(env);

  it('is played to its end, with the words of its view', () => {
    player.drive('chance');
    const episode = finish(player);
    expect([...player.view.endings, player.view.timeLimit]).toContain(episode.ending);
    expect(episode.steps).toBeLessThanOrEqual(spec.maxEpisodeSteps);
    expect(player.observation).toHaveLength(spec.observationSize);
  });

  it('is the environment of evaluations', () => {
    const environment = new Environment(taskNamed(env));
    const same = environment.createUnscaledForEvaluation(new Generator(0));
    player.begin();
    expect(player.observation).toEqual(same.reset({ seed: player.seed }));
    while (player.ended === null && player.steps < 200) {
      const action = player.action as number;
      player.step();
      expect(player.observation).toEqual(same.step(action).observation);
    }
  });
});

test('a task is played with the options and the limit of the run', () => {
  const player = playerOf(null);
  player.play({ env: 'CartPole-v1', envOptions: { force: 0.001 }, maxEpisodeSteps: 9 });
  expect(player.limit).toBe(9);
  // Pushes that are hardly felt.
  const speed = player.observation[1];
  expect(finish(player)).toMatchObject({ ending: timeLimit, steps: 9 });
  expect(Math.abs(player.observation[1] - speed)).toBeLessThan(0.1);
});
