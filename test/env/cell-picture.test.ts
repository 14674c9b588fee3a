import { expect, it } from 'vitest';
import { noPaint } from '../../src/drawing/paint.ts';
import { cartPoleV1 } from '../../src/env/cart-pole/task.ts';
import { cellPicture } from '../../src/env/cell-picture.ts';
import { Environment } from '../../src/env/environment.ts';
import type { Moment } from '../../src/env/picture.ts';
import { expectSelfContainedSvg } from '../svg-check.ts';

/** A token that walks along three cells, the last of which is the goal. */
const picture = cellPicture({
  rows: 1,
  columns: 3,
  kinds: { '@': { text: '██', colour: 'blue' }, G: { text: '◎ ', colour: 'orange' } },
  draw: ([at]) => [[...'..G'].map((kind, k) => (k === at ? '@' : kind)).join('')],
});

const moment = (at: number, action: number | null = 0): Moment => ({
  observation: Float32Array.of(at),
  values: [0],
  action,
  episodeReturn: at / 2,
});

it('draws the cells in a frame, two characters each', () => {
  expect(picture.drawTerminal(moment(1), 80, 24, noPaint)).toEqual(['┌──────┐', '│  ██◎ │', '└──────┘']);
  expect([picture.minColumns, picture.minRows]).toEqual([8, 3]);
});

it('moves in an SVG that stands alone: each cell shows what is there at its time', () => {
  const moments = [moment(0), moment(1), moment(2, null)];
  const svg = picture.drawSvg({ id: 'Walk', moments, episodeReturn: 1, terminated: true });
  expectSelfContainedSvg(svg);
  expect(svg).toContain('ended after 2 steps');
  // Four rectangles: the token in each cell, and the goal; empty cells have none.
  expect(svg.match(/class="fill-(?:blue|orange) cell\d"/g)).toHaveLength(4);
  expect(svg).toMatch(/@keyframes cell0\{0%\{opacity:1\}[\d.]+%\{opacity:0\}/);
});

it('says how an episode ended', () => {
  const moments = [moment(0), moment(1, null)];
  const end = (terminated: boolean) => picture.drawSvg({ id: 'Walk', moments, episodeReturn: 0, terminated });
  expect(end(true)).toContain('ended after 1 step<');
  expect(end(false)).toContain('time limit, 1 step<');
});

it.each([
  [() => [], 'draw() returned 0 rows, expected 2'],
  [() => ['..', '...'], 'draw() returned 3 characters in row 1, expected 2'],
  [() => undefined, 'draw() returned undefined, expected an array of 2 rows'],
  [
    () => {
      throw Object.assign(new Error('no cells'), { stack: 'Error\n    at draw (/home/a/walk.ts:33:5)' });
    },
    'draw() threw: no cells',
    ':33',
  ],
])('of a task that draws with %o is refused in one line', async (draw, message, line = '') => {
  const wrong = cellPicture({ rows: 2, columns: 2, kinds: {}, draw: draw as () => string[] });
  const task = { ...cartPoleV1, loadPicture: async () => wrong };
  const shown = await new Environment(task, { env: './walk.ts' }).loadPicture();
  const expected = `picture: CartPole-v1 (./walk.ts${line}) cannot be drawn: ${message}`;
  expect(() => shown?.drawTerminal(moment(0), 80, 24, noPaint)).toThrow(expected);
  const recording = { id: 'Walk', moments: [moment(0)], episodeReturn: 0, terminated: true };
  expect(() => shown?.drawSvg(recording)).toThrow(expected);
});
