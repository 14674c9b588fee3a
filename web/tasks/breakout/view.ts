/** Breakout as the page shows it. */
import {
  BOTTOM,
  BRICK_ROWS,
  CHANNELS,
  entryOf,
  FIRST_BRICK_ROW,
  OBSERVATION_SIZE,
  SIZE,
} from '../../../src/env/breakout/breakout.ts';
import { breakout } from '../../../src/env/breakout/task.ts';
import type { TaskView } from '../task-view.ts';
import { cellOf, cellsOf } from './cells.ts';

const [PADDLE, BALL, TRAIL, BRICK] = CHANNELS.keys();

const column = (name: string, home: number) => ({
  name,
  unit: '',
  low: 0,
  high: SIZE - 1,
  ticks: [0, 3, 6, 9],
  points: SIZE,
  step: 1,
  home,
});

/** In rows and columns as the game counts them, from the top left. */
function placeText(observation: ArrayLike<number>): string {
  const ball = cellOf(observation, 'ball');
  const paddle = cellOf(observation, 'paddle');
  return `ball in row ${ball?.row}, column ${ball?.column}, paddle in column ${paddle?.column}`;
}

const bricksOf = (observation: ArrayLike<number>) => [...cellsOf(observation, 'brick')].length;

/** Which way the ball has come: from the trail to where it is. */
function directionText(observation: ArrayLike<number>): string {
  const ball = cellOf(observation, 'ball');
  const trail = cellOf(observation, 'trail');
  if (ball === null || trail === null) return '–';
  const down = ball.row - trail.row;
  const right = ball.column - trail.column;
  const words = [down > 0 ? 'down' : down < 0 ? 'up' : '', right > 0 ? 'right' : right < 0 ? 'left' : ''];
  return words.filter(Boolean).join(', ') || 'none';
}

/** A whole wall, and a ball that falls. */
function screenAt([ballColumn, paddleColumn, ballRow, sideways]: readonly number[]): Float32Array {
  const observation = new Float32Array(OBSERVATION_SIZE);
  for (let row = FIRST_BRICK_ROW; row < FIRST_BRICK_ROW + BRICK_ROWS; row++) {
    for (let column = 0; column < SIZE; column++) observation[entryOf(row, column, BRICK)] = 1;
  }
  // At the edge the ball has just been put back into the column that it came from.
  const trailColumn = Math.min(Math.max(ballColumn - sideways, 0), SIZE - 1);
  observation[entryOf(BOTTOM, paddleColumn, PADDLE)] = 1;
  observation[entryOf(ballRow, ballColumn, BALL)] = 1;
  observation[entryOf(ballRow - 1, trailColumn, TRAIL)] = 1;
  return observation;
}

const FIRST_FREE_ROW = FIRST_BRICK_ROW + BRICK_ROWS + 1;

export const breakoutView: TaskView = {
  title: 'The game',
  about:
    'Move the paddle under the ball, which flies one cell diagonally in each step. Each brick that it breaks earns 1; the game is over when the ball gets past the paddle. One step in ten repeats the last action, whatever was chosen.',
  stepSeconds: 0.1,
  observation: (breakout.spec.observationNames ?? []).map((name) => ({ name, unit: '' })),
  actions: [
    { name: 'stay', label: 'stay', command: 'Stay', look: 'rest' },
    { name: 'left', label: '← left', command: '← Left', look: 'left' },
    { name: 'right', label: '→ right', command: 'Right →', look: 'right' },
  ],
  driving: 'Use the arrow keys or these buttons. With no key down, the paddle stays.',
  endings: [{ short: 'lost the ball', sentence: 'The ball was lost after' }],
  timeLimit: { short: 'played to the limit', sentence: 'Played for all' },
  numbers: [
    {
      name: 'Ball',
      text: (seen) => `row ${cellOf(seen, 'ball')?.row}, column ${cellOf(seen, 'ball')?.column}`,
    },
    { name: 'Its last move', text: directionText },
    { name: 'Paddle', text: (seen) => `column ${cellOf(seen, 'paddle')?.column}` },
    { name: 'Bricks left', text: (seen) => `${bricksOf(seen)} of ${BRICK_ROWS * SIZE}` },
  ],
  describe: (observation) => `${placeText(observation)}, ${bricksOf(observation)} bricks left`,
  isSmooth: false,
  strike: null,
  map: {
    quantities: [
      column('Ball column', 4),
      column('Paddle column', 4),
      {
        name: 'Ball row',
        unit: '',
        low: FIRST_FREE_ROW,
        high: BOTTOM - 1,
        ticks: [5, 6, 7, 8],
        points: BOTTOM - FIRST_FREE_ROW,
        step: 1,
        home: 7,
      },
      {
        name: 'Ball moves sideways by',
        unit: '',
        low: -1,
        high: 1,
        ticks: [-1, 1],
        points: 2,
        step: 2,
        home: 1,
      },
    ],
    axes: [0, 1],
    observationAt: screenAt,
    beyondEnd: () => -1,
    note: 'Home puts both in column 4. The wall is whole, and the ball falls.',
  },
  sample: {
    observation: [...screenAt([4, 4, 7, 1])],
    words: 'a whole wall, the ball falling onto the paddle',
  },
  screen: { rows: SIZE, columns: SIZE, channels: CHANNELS },
};
