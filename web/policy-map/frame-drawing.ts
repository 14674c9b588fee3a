/** What both maps have: axes with ticks, lines across the grid, and the crosshair. */
import { tickText } from '../axis.ts';
import { type Line, stroke } from '../canvas.ts';
import type { MapQuantity } from '../tasks/task-view.ts';
import type { ThemeColours } from '../theme.ts';
import { type Frame, placeOf } from './frame.ts';
import { type GridPoint, indexOf } from './plane.ts';
import type { Segment } from './regions.ts';

/** CSS pixels. */
const TICK = 5;
const TICK_GAP = 6;
const LINE = 14;

export function drawAxes(context: CanvasRenderingContext2D, frame: Frame, colours: ThemeColours): void {
  const { left, top, width, height, plane, isTitled } = frame;
  const bottom = top + height;
  context.strokeStyle = colours.faint;
  context.fillStyle = colours.faint;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);

  context.textAlign = 'center';
  context.textBaseline = 'top';
  const widest = Math.max(...plane.x.ticks.map((tick) => context.measureText(textOf(plane.x, tick)).width));
  for (const tick of ticksWithRoom(plane.x, width, widest + TICK_GAP)) {
    const [x] = placeOf(frame, { column: indexOf(plane.x, tick), row: 0 });
    stroke(context, [x, bottom, x, bottom + TICK]);
    context.fillText(textOf(plane.x, tick), x, bottom + TICK + 2);
  }
  if (isTitled) context.fillText(titleIn(context, plane.x, left + width), left + width / 2, bottom + 22);

  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of ticksWithRoom(plane.y, height, LINE)) {
    const [, y] = placeOf(frame, { column: 0, row: indexOf(plane.y, tick) });
    stroke(context, [left - TICK, y, left, y]);
    context.fillText(textOf(plane.y, tick), left - TICK - 3, y);
  }
  if (!isTitled) return;
  context.save();
  context.translate(11, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = 'center';
  context.fillText(titleIn(context, plane.y, height + top), 0, 0);
  context.restore();
}

/** Of an axis: its name and unit, as far as there is room for it. */
function titleIn(context: CanvasRenderingContext2D, { name, unit }: MapQuantity, room: number): string {
  const titles = unit === '' ? [name] : [`${name} (${unit})`, name];
  return titles.find((title) => context.measureText(title).width <= room) ?? '';
}

/** Those of an axis that fit on it, at even distances, with the one in the middle. */
function ticksWithRoom({ ticks, low, high }: MapQuantity, length: number, needed: number): readonly number[] {
  const room = ((ticks[1] - ticks[0]) / (high - low)) * length;
  const every = Math.ceil(needed / room);
  const middle = ticks.length >> 1;
  return ticks.filter((_, k) => (k - middle) % every === 0);
}

const textOf = ({ ticks }: MapQuantity, tick: number) => tickText(tick, ticks[1] - ticks[0]);

/** A line across the grid, in pieces, with an edge of its own. */
export function drawLine(
  context: CanvasRenderingContext2D,
  frame: Frame,
  segments: readonly Segment[],
  colours: ThemeColours,
  width: number,
): void {
  const lines = segments.map(
    ([fromColumn, fromRow, toColumn, toRow]) =>
      [
        ...placeOf(frame, { column: fromColumn, row: fromRow }),
        ...placeOf(frame, { column: toColumn, row: toRow }),
      ] as const,
  );
  outlined(context, colours, width, ...lines);
}

export function drawCrosshair(
  context: CanvasRenderingContext2D,
  frame: Frame,
  colours: ThemeColours,
  point: GridPoint,
): void {
  const { left, top, width, height } = frame;
  const [x, y] = placeOf(frame, point);
  const gap = 6;
  outlined(context, colours, 1, [left, y, x - gap, y], [x + gap, y, left + width, y]);
  outlined(context, colours, 1, [x, top, x, y - gap], [x, y + gap, x, top + height]);
  for (const [width, colour] of [
    [4, colours.panel],
    [2, colours.ink],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(x, y, gap, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** Ink with an edge of the ground's colour, so that it is seen on every colour of the map. */
export function outlined(
  context: CanvasRenderingContext2D,
  colours: ThemeColours,
  width: number,
  ...lines: Line[]
): void {
  for (const [lineWidth, colour] of [
    [width + 2, colours.panel],
    [width, colours.ink],
  ] as const) {
    context.lineWidth = lineWidth;
    context.strokeStyle = colour;
    stroke(context, ...lines);
  }
}
