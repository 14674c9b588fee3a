/** How Breakout looks: its cells, with the ball in front of everything. */
import { cellPicture } from '../cell-picture.ts';
import { CHANNELS, entryOf, SIZE } from './breakout.ts';

/** The character that stands for each channel; where a cell shows several, the first of them. */
const CHARACTERS = (
  [
    ['ball', 'o'],
    ['paddle', '='],
    ['brick', '#'],
    ['trail', '.'],
  ] as const
).map(([channel, character]) => ({ channel: CHANNELS.indexOf(channel), character }));

const CELLS = Array.from({ length: SIZE }, (_, k) => k);

const characterOf = (observation: Float32Array, row: number, column: number) =>
  CHARACTERS.find(({ channel }) => observation[entryOf(row, column, channel)] === 1)?.character ?? ' ';

const draw = (observation: Float32Array) =>
  CELLS.map((row) => CELLS.map((column) => characterOf(observation, row, column)).join(''));

export const breakoutPicture = cellPicture({
  rows: SIZE,
  columns: SIZE,
  kinds: {
    o: { text: '●●', colour: 'ink' },
    '=': { text: '▀▀', style: 'cyan', colour: 'blue' },
    '#': { text: '▒▒', style: 'yellow', colour: 'orange' },
    '.': { text: '··', style: 'dim', colour: 'grid' },
  },
  draw,
  stepSeconds: 0.1,
  describe: ({ observation }) => {
    const brick = CHANNELS.indexOf('brick');
    const bricks = observation.filter((value, k) => value === 1 && k % CHANNELS.length === brick).length;
    return [`${bricks} ${bricks === 1 ? 'brick' : 'bricks'}`];
  },
});
