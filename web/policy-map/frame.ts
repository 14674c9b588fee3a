/** The plotting area of a map on its canvas, and where in it the points of the grid are. */
import type { Box } from '../tasks/box.ts';
import type { GridPoint, Plane } from './plane.ts';

/** CSS pixels, as all lengths here. */
const MARGIN = { left: 60, right: 10, top: 8, bottom: 40 };
/** Below the axes, for the legend. */
const FOOT = 42;

/** The area of the plot; `foot` is the upper edge of the legend. */
export interface Frame {
  readonly plane: Plane;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly foot: number;
}

/** @param box the whole canvas. */
export function frameOf(box: Box, plane: Plane): Frame {
  const height = Math.max(1, box.height - MARGIN.top - MARGIN.bottom - FOOT);
  return {
    plane,
    left: MARGIN.left,
    top: MARGIN.top,
    width: Math.max(1, box.width - MARGIN.left - MARGIN.right),
    height,
    foot: MARGIN.top + height + MARGIN.bottom,
  };
}

/** The middle of a point of the grid, which may lie between two of them. */
export function placeOf(
  { plane, left, top, width, height }: Frame,
  { column, row }: GridPoint,
): [number, number] {
  const x = left + ((column + 0.5) / plane.columns) * width;
  return [x, top + height - ((row + 0.5) / plane.rows) * height];
}

/** The point of the grid nearest to a place on the canvas. */
export function pointAt({ plane, left, top, width, height }: Frame, x: number, y: number): GridPoint {
  const index = (share: number, count: number) => Math.min(Math.max(Math.floor(share * count), 0), count - 1);
  return {
    column: index((x - left) / width, plane.columns),
    row: index((top + height - y) / height, plane.rows),
  };
}
