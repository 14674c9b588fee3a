/** Breakout as a task: MinAtar's game, its sticky actions as an option, its ending and its picture. */
import type { Task } from '../task.ts';
import {
  BOTTOM,
  BRICK_ROWS,
  Breakout,
  type BreakoutOptions,
  CHANNELS,
  entryOf,
  FIRST_BRICK_ROW,
  OBSERVATION_SIZE,
  SIZE,
  STICKY_ACTIONS,
} from './breakout.ts';

export const breakout: Task = {
  spec: {
    id: 'Breakout',
    observationSize: OBSERVATION_SIZE,
    actionCount: 3,
    // MinAtar has no limit, but an evaluation must end: in 5000 steps about 14 walls can be cleared.
    maxEpisodeSteps: 5000,
    rewardThreshold: null,
    maxReturn: null,
    observationNames: Array.from({ length: SIZE * SIZE }, (_, cell) =>
      CHANNELS.map((channel) => `${channel} in row ${Math.floor(cell / SIZE)}, column ${cell % SIZE}`),
    ).flat(),
    actionNames: ['stay', 'left', 'right'],
  },
  options: {
    stickyActions: {
      default: STICKY_ACTIONS,
      min: 0,
      max: 1,
      meaning: 'Probability that a step repeats the last action, whatever the agent chose.',
    },
  },
  make: (random, options) => new Breakout({ ...(options as Omit<BreakoutOptions, 'random'>), random }),
  diagnosis: {
    endWord: 'miss',
    endings: [{ name: 'ball lost', column: 'balls_lost' }],
    endingOf: () => 0,
    lastReward: () => 0,
    // Between two bricks that count there is a step without one.
    valueCeiling: (gamma) => (gamma < 1 ? 1 / (1 - gamma * gamma) : null),
    /** The ball falls between a wall half gone and a paddle that can still catch it. */
    probeState(random) {
      const observation = Array.from({ length: OBSERVATION_SIZE }, () => 0);
      const show = (channel: (typeof CHANNELS)[number], row: number, column: number) => {
        observation[entryOf(row, column, CHANNELS.indexOf(channel))] = 1;
      };
      const firstFreeRow = FIRST_BRICK_ROW + BRICK_ROWS;
      const row = random.integers(firstFreeRow + 1, BOTTOM);
      const column = random.integers(1, SIZE - 1);
      show('ball', row, column);
      show('trail', row - 1, column + 2 * random.integers(0, 2) - 1);
      show('paddle', BOTTOM, column + random.integers(-1, 2));
      for (let brickRow = FIRST_BRICK_ROW; brickRow < firstFreeRow; brickRow++) {
        for (let brickColumn = 0; brickColumn < SIZE; brickColumn++) {
          if (random.integers(0, 2) === 1) show('brick', brickRow, brickColumn);
        }
      }
      return observation;
    },
  },
  loadPicture: async () => (await import('./picture.ts')).breakoutPicture,
};
