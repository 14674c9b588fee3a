/**
 * Drawing on a terminal with Braille characters (Unicode block U+2800): each is a grid of two by four dots, and its code
 * is the sum of the bits of the raised ones. On common fonts the dots are about as far apart across as down.
 */

export const DOTS_ACROSS = 2;
export const DOTS_DOWN = 4;

const EMPTY = 0x2800;
/** Bit of the dot at [row][column]. The lowest row came later in the history of Braille, hence the order. */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

export class BrailleCanvas {
  readonly columns: number;
  readonly rows: number;
  /** Raised dots of each character, row by row. */
  readonly cells: Uint8Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.cells = new Uint8Array(columns * rows);
  }

  /** Raises the dot nearest to (x, y), counted from the upper left; one outside the canvas is left out. */
  set(x: number, y: number): void {
    const dotX = Math.round(x);
    const dotY = Math.round(y);
    const column = Math.floor(dotX / DOTS_ACROSS);
    const row = Math.floor(dotY / DOTS_DOWN);
    if (!(column >= 0 && column < this.columns && row >= 0 && row < this.rows)) return;
    this.cells[row * this.columns + column] |= BITS[dotY % DOTS_DOWN][dotX % DOTS_ACROSS];
  }

  line(x0: number, y0: number, x1: number, y1: number): void {
    const count = Math.max(1, Math.ceil(Math.abs(x1 - x0)), Math.ceil(Math.abs(y1 - y0)));
    for (let k = 0; k <= count; k++) {
      this.set(x0 + ((x1 - x0) * k) / count, y0 + ((y1 - y0) * k) / count);
    }
  }

  /** One string of `columns` characters for each row. */
  toLines(): string[] {
    return Array.from({ length: this.rows }, (_, row) =>
      Array.from(this.cells.subarray(row * this.columns, (row + 1) * this.columns), brailleCharacter).join(
        '',
      ),
    );
  }
}

/** A blank where no dot is raised, so that trailing ones can be trimmed and copied text stays clean. */
export function brailleCharacter(bits: number): string {
  return bits === 0 ? ' ' : String.fromCharCode(EMPTY + bits);
}
