import { expect, test } from 'vitest';
import { BrailleCanvas } from '../../src/drawing/braille.ts';
import { paintLayers } from '../../src/drawing/layers.ts';
import { noPaint, type Paint } from '../../src/drawing/paint.ts';

const named: Paint = (style, text) => `<${style}>${text}</${style}>`;

function canvasWith(...dots: readonly [x: number, y: number][]): BrailleCanvas {
  const canvas = new BrailleCanvas(4, 2);
  for (const [x, y] of dots) canvas.set(x, y);
  return canvas;
}

test('dots of all layers add up, in the colour of the last layer that has some', () => {
  const under = canvasWith([0, 0], [2, 0], [4, 0]);
  const over = canvasWith([3, 0], [6, 4]);
  const layers = [
    { canvas: under, style: 'dim' },
    { canvas: over, style: 'cyan' },
  ] as const;
  expect(paintLayers(layers, [], named)).toEqual([
    '<dim>⠁</dim><cyan>⠉</cyan><dim>⠁</dim> ',
    '   <cyan>⠁</cyan>',
  ]);
});

test('a mark stands in place of dots, and one outside is left out', () => {
  const layers = [{ canvas: canvasWith([0, 0]), style: 'dim' }] as const;
  const marks = [
    { column: 0, row: 0, character: '▶' },
    { column: 4, row: 1, character: '◀' },
    { column: -1, row: 1, character: '◀' },
    { column: 0, row: 2, character: '◀' },
  ];
  expect(paintLayers(layers, marks, noPaint)).toEqual(['▶   ', '    ']);
  expect(paintLayers(layers, marks, named)[0]).toBe('<bold>▶</bold>   ');
});
