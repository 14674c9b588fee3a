/** Where the cells of a heat map lie, in CSS pixels. */
import type { Cell } from './heat-map-grid.ts';

/** The cells along one direction. */
export interface CellAxis {
  readonly count: number;
  /** From one cell to the next. */
  readonly cell: number;
  /** Where the first one begins. */
  readonly start: number;
  /** The cell before which there is a gap, such as the biases after the weights; `count` where there is none. */
  readonly gapBefore: number;
}

export interface CellLayout {
  readonly across: CellAxis;
  readonly down: CellAxis;
  readonly width: number;
  readonly height: number;
}

export interface CellNeeds {
  readonly columns: number;
  readonly rows: number;
  /** Cells that stand apart begin here. */
  readonly gapBeforeColumn?: number;
  readonly gapBeforeRow?: number;
  /** Room to the left of the cells, for names of rows. */
  readonly margin?: number;
}

/** Room for the frame around a cell that is marked. */
const EDGE = 2;
const GAP = 4;
const SMALLEST = 4;
const LARGEST = 16;
/** The most that all rows together take, unless the smallest cells need more. */
const LARGEST_HEIGHT = 340;
/** Few rows are drawn as high as this together, so that they can carry names. */
const FEW_ROWS_HEIGHT = 84;

/** Where a cell begins; that of number `count` is the end of the last. */
export function edgeOf({ cell, start, gapBefore, count }: CellAxis, k: number): number {
  return start + k * cell + (k >= gapBefore && gapBefore < count ? GAP : 0);
}

/**
 * As large as fits into a width, but never so small that a cell cannot be seen: the map is then wider than that.
 *
 * @param ratio screen pixels in a CSS pixel; cells take whole screen pixels.
 */
export function layOutCells(needs: CellNeeds, available: number, ratio: number): CellLayout {
  const { columns, rows, gapBeforeColumn = columns, gapBeforeRow = rows, margin = 0 } = needs;
  const whole = (pixels: number) => Math.floor(pixels * ratio) / ratio;
  const gap = gapBeforeColumn < columns ? GAP : 0;
  const fitting = whole((available - margin - gap - 2 * EDGE) / columns);
  const cellWidth = Math.max(SMALLEST, Math.min(LARGEST, fitting, whole(LARGEST_HEIGHT / rows)));
  const cellHeight = Math.max(cellWidth, Math.min(LARGEST, whole(FEW_ROWS_HEIGHT / rows)));
  const across = { count: columns, cell: cellWidth, start: margin + EDGE, gapBefore: gapBeforeColumn };
  const down = { count: rows, cell: cellHeight, start: EDGE, gapBefore: gapBeforeRow };
  return { across, down, width: edgeOf(across, columns) + EDGE, height: edgeOf(down, rows) + EDGE };
}

function nearest(axis: CellAxis, at: number): number {
  let k = 0;
  while (k + 1 < axis.count && at >= edgeOf(axis, k + 1)) k++;
  return k;
}

/** The cell under a point, or the nearest one. */
export function cellAt({ across, down }: CellLayout, x: number, y: number): Cell {
  return { column: nearest(across, x), row: nearest(down, y) };
}
