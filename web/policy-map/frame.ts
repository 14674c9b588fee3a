/** The plotting area of a map on its canvas, and where in it the points of the grid are. */
import { type Axis, type GridPoint, SIZE } from './grid.ts';

/** CSS pixels, as all lengths here. */
const MARGIN = { left: 46, right: 10, top: 8, bottom: 40 };
/** Below the axes, for the legend. */
const FOOT = 44;
const MAX_PLOT_HEIGHT = 300;
const SHAPE = 0.8;

/** The area of the plot; `foot` is the upper edge of the legend. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly foot: number;
  readonly canvasHeight: number;
}

/** @param width of the whole canvas. */
export function frameOf(width: number): Frame {
  const plotWidth = Math.max(1, width - MARGIN.left - MARGIN.right);
  const height = Math.min(Math.round(plotWidth * SHAPE), MAX_PLOT_HEIGHT);
  const foot = MARGIN.top + height + MARGIN.bottom;
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width: plotWidth,
    height,
    foot,
    canvasHeight: foot + FOOT,
  };
}

/** The middle of a point of the grid, which may lie between two of them. */
export function placeOf({ left, top, width, height }: Frame, { column, row }: GridPoint): [number, number] {
  return [left + ((column + 0.5) / SIZE) * width, top + height - ((row + 0.5) / SIZE) * height];
}

/** The point of the grid nearest to a place on the canvas. */
export function pointAt({ left, top, width, height }: Frame, x: number, y: number): GridPoint {
  const index = (share: number) => Math.min(Math.max(Math.floor(share * SIZE), 0), SIZE - 1);
  return { column: index((x - left) / width), row: index((top + height - y) / height) };
}

/** The point of the grid at which a value of an axis is, which may lie between two of them. */
export const indexOf = ({ reach }: Axis, value: number) => ((value / reach + 1) * (SIZE - 1)) / 2;
