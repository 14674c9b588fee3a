/** What all drawings on a canvas have in common. */
import type { Box } from './tasks/box.ts';

export const FONT = '12px system-ui, sans-serif';

/** The place of an element on the page. */
export const boxOf = ({ clientWidth, clientHeight }: HTMLElement): Box => ({
  width: clientWidth,
  height: clientHeight,
});

/** The canvas in the size of its place, sharp on any screen, cleared, with one unit for each CSS pixel. */
export function prepare(
  canvas: HTMLCanvasElement,
  { width, height }: Box = boxOf(canvas),
): CanvasRenderingContext2D {
  const density = devicePixelRatio;
  const [w, h] = [Math.round(width * density), Math.round(height * density)];
  // Setting a size makes the canvas anew, even if it is the same size.
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = FONT;
  return context;
}

export type Line = readonly [fromX: number, fromY: number, toX: number, toY: number];

export function stroke(context: CanvasRenderingContext2D, ...lines: Line[]): void {
  context.beginPath();
  for (const [fromX, fromY, toX, toY] of lines) {
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
  }
  context.stroke();
}
