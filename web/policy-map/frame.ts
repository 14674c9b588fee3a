/** The plotting area of a map on its canvas, and where in it the points of the grid are. */
import type { Box } from '../tasks/box.ts';
import type { GridPoint, Plane } from './plane.ts';

/** CSS pixels, as all lengths here. */
const MARGIN = { right: 10, top: 8 };
/** For the axes with their titles, and below them for the legend. */
const WITH_TITLES = { left: 60, bottom: 40, foot: 42 };
const WITHOUT_TITLES = { left: 42, bottom: 24, foot: 20 };
/** A lower canvas has room for the map or for titles. */
const TITLED_HEIGHT = 180;

/** The area of the plot; `foot` is the upper edge of the legend. */
export interface Frame {
  readonly plane: Plane;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly foot: number;
  /** Whether the axes have titles. */
  readonly isTitled: boolean;
}

/** @param box the whole canvas. */
export function frameOf(box: Box, plane: Plane): Frame {
  const isTitled = box.height >= TITLED_HEIGHT;
  const { left, bottom, foot } = isTitled ? WITH_TITLES : WITHOUT_TITLES;
  const { right, top } = MARGIN;
  const height = Math.max(1, box.height - top - bottom - foot);
  return {
    plane,
    left,
    top,
    width: Math.max(1, box.width - left - right),
    height,
    foot: top + height + bottom,
    isTitled,
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
