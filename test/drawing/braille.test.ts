import { describe, expect, test } from 'vitest';
import { BrailleCanvas } from '../../src/drawing/braille.ts';

/** The dots of Unicode's own numbering: 1 2 3 7 down the left column, 4 5 6 8 down the right; dot n is bit n − 1. */
const DOT_NUMBERS = [
  [1, 4],
  [2, 5],
  [3, 6],
  [7, 8],
];

describe('BrailleCanvas', () => {
  test('each dot of a character is the one that Unicode gives its number', () => {
    for (let y = 0; y < 4; y++) {
      for (let x = 0; x < 2; x++) {
        const canvas = new BrailleCanvas(3, 2);
        canvas.set(2 * 2 + x, 4 + y);
        const character = String.fromCodePoint(0x2800 + 2 ** (DOT_NUMBERS[y][x] - 1));
        expect(canvas.toLines()).toEqual(['   ', `  ${character}`]);
      }
    }
  });

  test('dots add up', () => {
    const canvas = new BrailleCanvas(1, 1);
    for (let y = 0; y < 4; y++) for (let x = 0; x < 2; x++) canvas.set(x, y);
    expect(canvas.toLines()).toEqual(['⣿']);
  });

  test('a dot outside is left out and never lands elsewhere', () => {
    const canvas = new BrailleCanvas(2, 2);
    for (const [x, y] of [
      [-1, 0],
      [4, 0],
      [0, -1],
      [0, 8],
      [Number.NaN, 1],
      [1, Infinity],
    ])
      canvas.set(x, y);
    expect(canvas.toLines()).toEqual(['  ', '  ']);
  });

  test('a line has both its ends and no gap, whichever way it is drawn', () => {
    const there = new BrailleCanvas(3, 1);
    there.line(0, 0, 5, 3);
    const back = new BrailleCanvas(3, 1);
    back.line(5, 3, 0, 0);
    expect(there.toLines()).toEqual(['⠑⠢⢄']);
    expect(back.toLines()[0]).toHaveLength(3);
    const steep = new BrailleCanvas(1, 2);
    steep.line(0, 0, 0, 7);
    expect(steep.toLines()).toEqual(['⡇', '⡇']);
  });
});
