/** Where on the grid the actions are: the lines between them, and the middle of the room that each has. */
import type { GridPoint } from './plane.ts';

/** Columns and rows of a grid. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** From one place to another, in columns and rows of the grid. */
export type Segment = readonly [fromColumn: number, fromRow: number, toColumn: number, toRow: number];

/**
 * The line along which `values` are zero, in pieces, each within one square of four neighbours: marching squares
 * (Lorensen & Cline 1987, in two dimensions), with straight interpolation along the edges.
 *
 * Where two corners that lie across from each other differ from the other two, the mean of all four decides which are joined.
 */
export function zeroLine(values: ArrayLike<number>, { columns, rows }: Size): Segment[] {
  const segments: Segment[] = [];
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      addSquare(segments, values, columns, column, row);
    }
  }
  return segments;
}

function addSquare(
  segments: Segment[],
  values: ArrayLike<number>,
  columns: number,
  column: number,
  row: number,
): void {
  const k = row * columns + column;
  // Around the square: below left, below right, above right, above left.
  const corners = [values[k], values[k + 1], values[k + columns + 1], values[k + columns]];
  const places = [
    [column, row],
    [column + 1, row],
    [column + 1, row + 1],
    [column, row + 1],
  ];
  const crossings: [number, number][] = [];
  for (let a = 0; a < 4; a++) {
    const b = (a + 1) % 4;
    if (corners[a] > 0 === corners[b] > 0) continue;
    const share = corners[a] / (corners[a] - corners[b]);
    crossings.push([
      places[a][0] + share * (places[b][0] - places[a][0]),
      places[a][1] + share * (places[b][1] - places[a][1]),
    ]);
  }
  const join = (a: number, b: number) => segments.push([...crossings[a], ...crossings[b]]);
  if (crossings.length === 2) join(0, 1);
  if (crossings.length === 4) {
    const mean = corners.reduce((sum, corner) => sum + corner, 0);
    // Crossing k is on the edge from corner k to the next one.
    const cutsOffFirst = mean > 0 !== corners[0] > 0;
    if (cutsOffFirst) {
      join(3, 0);
      join(1, 2);
    } else {
      join(0, 1);
      join(2, 3);
    }
  }
}

/** The edges between points that have another action than the one to the right or the one above. */
export function cellEdges(actions: ArrayLike<number>, { columns, rows }: Size): Segment[] {
  const segments: Segment[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const k = row * columns + column;
      const [right, above] = [column + 0.5, row + 0.5];
      if (column + 1 < columns && actions[k] !== actions[k + 1])
        segments.push([right, row - 0.5, right, above]);
      if (row + 1 < rows && actions[k] !== actions[k + columns])
        segments.push([column - 0.5, above, right, above]);
    }
  }
  return segments;
}

/** A square without any other action in it. */
export interface Room {
  /** The middle, which may lie between two points of the grid. */
  readonly centre: GridPoint;
  /** Points along one side. */
  readonly size: number;
}

/** The largest square in which an action is the greedy one, or null if it is that nowhere. */
export function largestRoom(
  actions: ArrayLike<number>,
  action: number,
  { columns, rows }: Size,
): Room | null {
  // Of the squares whose above right corner is here, the side of the largest.
  const sides = new Uint8Array(columns * rows);
  let room: Room | null = null;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const k = row * columns + column;
      if (actions[k] !== action) continue;
      const size =
        row === 0 || column === 0
          ? 1
          : 1 + Math.min(sides[k - 1], sides[k - columns], sides[k - columns - 1]);
      sides[k] = size;
      if (size > (room?.size ?? 0)) {
        room = { size, centre: { column: column - (size - 1) / 2, row: row - (size - 1) / 2 } };
      }
    }
  }
  return room;
}
