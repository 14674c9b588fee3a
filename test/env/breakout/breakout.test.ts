import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  BOTTOM,
  Breakout,
  CHANNELS,
  entryOf,
  OBSERVATION_SIZE,
  SIZE,
} from '../../../src/env/breakout/breakout.ts';
import { Generator } from '../../../src/random.ts';
import { SavedState, type State } from '../../../src/state.ts';
import { seeds } from '../../arbitraries.ts';
import { loadGolden } from '../../golden/load.ts';

interface Frame {
  t: number;
  paddle: number;
  ball: number[];
  trail: number[];
  direction: number;
  bricks: string[];
}

interface Game {
  start: 'left' | 'right';
  first_observation_ones: number[];
  actions: string;
  rewards_at: number[];
  steps: number;
  total_reward: number;
  terminal: boolean;
  terminated_at: number | null;
  frames: Frame[];
}

const { games } = loadGolden<{ games: Game[] }>('breakout');
const [STAY, LEFT, RIGHT] = [0, 1, 2];

const newGame = (seed = 0, stickyActions = 0) => new Breakout({ stickyActions, random: new Generator(seed) });

/** A game after its reset, with the ball on that side. */
function startedOn(side: Game['start']): Breakout {
  const env = newGame();
  while (env.reset()[entryOf(3, side === 'left' ? 0 : SIZE - 1, CHANNELS.indexOf('ball'))] === 0);
  return env;
}

/** A game in the middle, as `changes` says. */
function gameAt(changes: State): Breakout {
  const env = startedOn('left');
  env.restore(new SavedState({ ...env.state(), ...changes }));
  return env;
}

function frameOf(env: Breakout): Omit<Frame, 't'> {
  const state = env.state() as Record<string, number> & { bricks: Uint8Array };
  const { paddle, ballRow, ballColumn, trailRow, trailColumn, falling, goingRight } = state;
  const rows = [0, 1, 2].map((row) => [...state.bricks.slice(row * SIZE, (row + 1) * SIZE)].join(''));
  return {
    paddle,
    ball: [ballRow, ballColumn],
    trail: [trailRow, trailColumn],
    direction: falling ? (goingRight ? 2 : 3) : goingRight ? 1 : 0,
    bricks: rows,
  };
}

/** The entries that are 1; all others must be 0. */
function ones(observation: Float32Array): number[] {
  expect(observation.every((value) => value === 0 || value === 1)).toBe(true);
  return [...observation.keys()].filter((k) => observation[k] === 1);
}

/** The entries that show a frame. */
const onesOf = ({ paddle, ball, trail, bricks }: Omit<Frame, 't'>) =>
  [
    entryOf(BOTTOM, paddle, CHANNELS.indexOf('paddle')),
    entryOf(ball[0], ball[1], CHANNELS.indexOf('ball')),
    entryOf(trail[0], trail[1], CHANNELS.indexOf('trail')),
    ...bricks.flatMap((line, k) =>
      [...line].flatMap((brick, column) =>
        brick === '1' ? [entryOf(k + 1, column, CHANNELS.indexOf('brick'))] : [],
      ),
    ),
  ].sort((a, b) => a - b);

describe('the recorded games of MinAtar', () => {
  it('are 24, of which some clear the wall', () => {
    expect(games).toHaveLength(24);
    expect(games.filter(({ total_reward }) => total_reward > 30).length).toBeGreaterThan(3);
  });

  test.each(games.map((game, k) => [k, game] as const))('game %i is followed exactly', (_, game) => {
    const env = startedOn(game.start);
    const frames = new Map(game.frames.map(({ t, ...frame }) => [t, frame]));
    let observation = env.reset();
    while (observation[game.first_observation_ones.find((k) => k % 4 === 1)!] === 0)
      observation = env.reset();
    expect(ones(observation)).toEqual(game.first_observation_ones);
    expect(game.actions).toHaveLength(game.steps);
    const rewardsAt: number[] = [];
    let compared = 0;
    for (let t = 1; t <= game.steps; t++) {
      const { reward, terminated, truncated } = env.step(Number(game.actions[t - 1]));
      if (reward !== 0) rewardsAt.push(t);
      expect([0, 1]).toContain(reward);
      expect(terminated).toBe(game.terminal && t >= game.terminated_at!);
      expect(truncated).toBe(false);
      const frame = frames.get(t);
      if (frame === undefined) continue;
      compared++;
      expect({ t, ...frameOf(env) }).toEqual({ t, ...frame });
      expect(ones(observation)).toEqual(onesOf(frame));
    }
    expect(rewardsAt).toEqual(game.rewards_at);
    expect(rewardsAt).toHaveLength(game.total_reward);
    expect(compared).toBe(game.frames.length);
  });
});

test('the ball starts on either side, each half of the time', () => {
  const env = newGame();
  const left = entryOf(3, 0, CHANNELS.indexOf('ball'));
  const starts = Array.from({ length: 1000 }, () => env.reset()[left]);
  expect(Math.abs(starts.reduce((sum, one) => sum + one) - 500)).toBeLessThan(60);
});

test('the ball starts at the left, on its way to the right, where the stream draws 0 of 0 and 1', () => {
  for (let seed = 0; seed < 8; seed++) {
    const env = new Breakout({ random: new Generator(seed) });
    env.reset();
    const goingRight = new Generator(seed).integers(0, 2) === 0;
    expect(env.state()).toMatchObject({ goingRight, ballColumn: goingRight ? 0 : 9 });
  }
});

test('whatever is done, the screen shows one paddle, one ball and one trail, and a brick less for each reward', () => {
  fc.assert(
    fc.property(seeds, fc.array(fc.nat(2), { maxLength: 200 }), (seed, actions) => {
      const env = newGame(seed);
      const count = (observation: Float32Array, channel: number) =>
        ones(observation).filter((k) => k % CHANNELS.length === channel).length;
      const observation = env.reset();
      let bricks = count(observation, 3);
      for (const action of actions) {
        const { reward } = env.step(action);
        expect([0, 1, 2].map((channel) => count(observation, channel))).toEqual([1, 1, 1]);
        expect(count(observation, 3)).toBe(bricks - reward);
        bricks -= reward;
      }
    }),
  );
});

describe('where the ball meets', () => {
  const above = { ballRow: 8, trailRow: 7, falling: true, goingRight: true, ballColumn: 5, trailColumn: 4 };

  test.each([
    ['its old column', 5, [8, 6], 1, false],
    ['its new column', 6, [8, 6], 0, false],
    ['neither', 4, [9, 6], 2, true],
  ] as const)('the paddle under %s', (_, paddle, ball, direction, terminated) => {
    const env = gameAt({ ...above, paddle });
    expect(env.step(STAY).terminated).toBe(terminated);
    expect(frameOf(env)).toMatchObject({ ball, trail: [8, 5], direction });
  });

  test('the paddle, it has moved first', () => {
    const env = gameAt({ ...above, paddle: 4 });
    expect(env.step(RIGHT).terminated).toBe(false);
  });

  test('the bottom row under an empty wall, the wall is built again, also if the ball is lost', () => {
    for (const paddle of [0, 5]) {
      const env = gameAt({ ...above, paddle, bricks: new Uint8Array(30) });
      expect(env.step(STAY).reward).toBe(0);
      expect(frameOf(env).bricks).toEqual(['1111111111', '1111111111', '1111111111']);
    }
    const oneLeft = Uint8Array.from({ length: 30 }, (_, k) => (k === 7 ? 1 : 0));
    const env = gameAt({ ...above, bricks: oneLeft });
    env.step(STAY);
    expect(frameOf(env).bricks).toEqual(['0000000100', '0000000000', '0000000000']);
  });

  test('bricks one after the other, only the first counts and stops it', () => {
    const env = gameAt({ ballRow: 5, ballColumn: 4, falling: false, goingRight: true });
    const rewards = [];
    for (let t = 0; t < 4; t++) rewards.push(env.step(STAY).reward);
    expect(rewards).toEqual([0, 1, 0, 0]);
    const inWall = gameAt({ ballRow: 4, ballColumn: 4, falling: false, goingRight: true, inWall: true });
    expect(inWall.step(STAY).reward).toBe(0);
    expect(frameOf(inWall)).toMatchObject({ ball: [3, 5], direction: 1 });
  });
});

test('the paddle stays on the screen', () => {
  const env = gameAt({ paddle: 0 });
  env.step(LEFT);
  expect(frameOf(env).paddle).toBe(0);
  const other = gameAt({ paddle: 9 });
  other.step(RIGHT);
  expect(frameOf(other).paddle).toBe(9);
});

describe('sticky actions', () => {
  /** How many of 6000 steps to the left or right, taken in turns, repeat the step before. */
  function repeats(stickyActions: number): number {
    const env = newGame(1, stickyActions);
    let count = 0;
    for (let game = 0; game < 1500; game++) {
      env.reset();
      let before = frameOf(env).paddle;
      for (let t = 0; t < 4; t++) {
        env.step(t % 2 === 0 ? LEFT : RIGHT);
        const { paddle } = frameOf(env);
        // The last action is `stay` at the start; later, a move in the same direction as before.
        if (paddle - before !== (t % 2 === 0 ? -1 : 1)) count++;
        before = paddle;
      }
    }
    return count;
  }

  it('repeat the last action with their probability', () => {
    expect(repeats(0)).toBe(0);
    // After a repetition, the action repeated next may be the one chosen, which shows as no repetition.
    expect(repeats(0.1)).toBeGreaterThan(480);
    expect(repeats(0.1)).toBeLessThan(640);
  });

  it('with probability 0 repeat nothing, even if the stream draws 0', () => {
    const random = new Generator(0);
    const env = new Breakout({ stickyActions: 0, random });
    env.reset();
    random.random = () => 0;
    env.step(RIGHT);
    expect(frameOf(env).paddle).toBe(5);
  });

  it('with probability 1 leave the paddle where it is', () => {
    const env = newGame(0, 1);
    env.reset();
    for (let t = 0; t < 5; t++) env.step(RIGHT);
    expect(frameOf(env).paddle).toBe(4);
  });

  it('repeat what was done, not what was chosen, and begin anew with each game', () => {
    const env = gameAt({ lastAction: RIGHT });
    expect(env.state()).toMatchObject({ lastAction: RIGHT });
    env.reset();
    expect(env.state()).toMatchObject({ lastAction: STAY });
    const sticky = newGame(0, 1);
    sticky.reset();
    sticky.step(LEFT);
    expect(sticky.state()).toMatchObject({ lastAction: STAY });
  });

  it('are on unless they are switched off', () => {
    const [usual, tenth] = [new Breakout({ random: new Generator(3) }), newGame(3, 0.1)];
    for (const env of [usual, tenth]) {
      env.reset();
      for (let t = 0; t < 30; t++) env.step(t % 3);
    }
    expect(usual.state()).toEqual(tenth.state());
  });
});

test('a reset with a seed starts its stream, and nothing of the last game is left', () => {
  const [one, other] = [gameAt({ inWall: true, falling: false, lastAction: RIGHT }), newGame(2)];
  one.reset({ seed: 7 });
  other.reset({ seed: 7 });
  expect(one.state()).toEqual(other.state());
  expect(one.state()).toMatchObject({ inWall: false });
  expect([...one.reset()]).toEqual([...other.reset()]);
});

test('every step and reset writes to one buffer, and every step returns one result object', () => {
  const env = newGame();
  const first = env.reset();
  const result = env.step(STAY);
  expect(first).toHaveLength(OBSERVATION_SIZE);
  expect(result.observation).toBe(first);
  expect(env.step(LEFT)).toBe(result);
  expect(env.reset()).toBe(first);
});

describe('an error names the value and what is expected', () => {
  it.each([3, -1, 0.5, Number.NaN])('for the action %d', (action) => {
    expect(() => startedOn('left').step(action)).toThrow(
      `action is ${action}; expected 0 (stay), 1 (left) or 2 (right)`,
    );
  });

  it('for a step before the first reset', () => {
    expect(() => newGame().step(STAY)).toThrow('step before reset; call reset() first');
  });

  it.each([-0.1, 1.1, Number.NaN])('for the probability %d of sticky actions', (probability) => {
    expect(() => newGame(0, probability)).toThrow(
      `stickyActions is ${probability}; expected a probability from 0 to 1`,
    );
  });
});
