/** Canvases of dots one over the other, each in a colour of its own. */
import type { BrailleCanvas } from './braille.ts';
import { brailleCharacter } from './braille.ts';
import type { Paint, PaintStyle } from './paint.ts';

export interface Layer {
  /** Of the same size in all layers. */
  readonly canvas: BrailleCanvas;
  readonly style: PaintStyle;
}

/** A character in place of dots; one outside the canvas is left out. */
export interface Mark {
  readonly column: number;
  readonly row: number;
  readonly character: string;
}

/** One line for each row: the dots of all layers, in the colour of the last one that has some in the character. */
export function paintLayers(layers: readonly Layer[], marks: readonly Mark[], paint: Paint): string[] {
  const { columns, rows } = layers[0].canvas;
  return Array.from({ length: rows }, (_, row) => {
    let line = '';
    let run = '';
    let runStyle: PaintStyle = 'reset';
    for (let column = 0; column < columns; column++) {
      const cells = layers.map(({ canvas }) => canvas.cells[row * columns + column]);
      const mark = marks.find((m) => m.row === row && m.column === column);
      const style = mark ? 'bold' : (layers[cells.findLastIndex((bits) => bits !== 0)]?.style ?? 'reset');
      if (style !== runStyle) {
        line += runStyle === 'reset' ? run : paint(runStyle, run);
        run = '';
        runStyle = style;
      }
      run += mark?.character ?? brailleCharacter(cells.reduce((all, bits) => all | bits, 0));
    }
    return line + (runStyle === 'reset' ? run : paint(runStyle, run));
  });
}
