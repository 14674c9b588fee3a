/** Draws a chart on a canvas: its axes, and its lines on them. */
import { prepare, stroke } from '../canvas.ts';
import type { ThemeColours } from '../theme.ts';
import type { Area, Axes, DrawnLine } from './axes.ts';
import type { Look } from './looks.ts';

/** CSS pixels. */
const TICK = 9;
const GAP = 5;
const LABEL_BELOW = 28;

export function drawPlot(
  canvas: HTMLCanvasElement,
  area: Area,
  { steps, values }: Axes,
  lines: readonly DrawnLine[],
  colours: ThemeColours,
): void {
  const { left, top, width, height } = area;
  const context = prepare(canvas);
  const x = (step: number) => left + steps.share(step) * width;
  const y = (value: number) => top + (1 - values.share(value)) * height;

  context.lineWidth = 1;
  context.strokeStyle = colours.grid;
  context.fillStyle = colours.faint;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const bottom = top + height;
  for (const { value, text } of steps.ticks) {
    const at = sharp(x(value));
    stroke(context, [at, top, at, bottom + TICK]);
    context.fillText(text, at, bottom + TICK + GAP);
  }
  context.fillText('environment steps', left + width / 2, bottom + LABEL_BELOW);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { value, text } of values.ticks) {
    const at = sharp(y(value));
    stroke(context, [left - TICK, at, left + width, at]);
    context.fillText(text, left - TICK - GAP, at);
  }

  for (const { table, look } of lines) {
    const points = table[0].map((step, k) => [x(step), y(table[1][k])] as const);
    const colour = typeof look.colour === 'number' ? colours.series[look.colour] : colours[look.colour];
    context.save();
    context.globalAlpha = look.opacity;
    context.strokeStyle = colour;
    context.fillStyle = colour;
    if (look.line !== null) drawLine(context, points, look.line);
    if (look.dots > 0) drawDots(context, points, look.dots / 2);
    context.restore();
  }
}

/** Where a line one pixel wide covers whole pixels. */
const sharp = (at: number) => Math.round(at) + 0.5;

type Points = readonly (readonly [x: number, y: number])[];

function drawLine(
  context: CanvasRenderingContext2D,
  points: Points,
  { width, dash }: NonNullable<Look['line']>,
): void {
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.setLineDash([...dash]);
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

function drawDots(context: CanvasRenderingContext2D, points: Points, radius: number): void {
  context.beginPath();
  for (const [x, y] of points) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fill();
}
