/** The two maps of a policy: how much a state is worth, and what is done in it. */
import { roundTicks, tickText } from '../axis.ts';
import { sequential, type ThemeColours } from '../theme.ts';
import { type Frame, frameOf, placeOf } from './frame.ts';
import { drawAxes, drawCrosshair, drawFalls, outlined, prepare, stroke } from './frame-drawing.ts';
import { ACTION_NAMES, type GridPoint, type PolicyGrid, SIZE } from './grid.ts';
import type { Room, Segment } from './regions.ts';

/** Everything that is drawn, as far as it does not change with the crosshair. */
export interface Picture {
  readonly grid: PolicyGrid;
  /** Where both actions are worth the same. */
  readonly border: readonly Segment[];
  /** Where the name of each action has room; null where there is none of it. */
  readonly rooms: readonly (Room | null)[];
}

/** Pixels. */
const BAR_HEIGHT = 12;
const BAR_STOPS = 19;
const BAR_TICKS = 4;
/** The finer the steps in which the scale of colours grows, the more of it is used, and the more often all colours change. */
const ENDS = 12;
const SWATCH = 18;
const HATCH = 7;
/** A canvas of one pixel for each cell, to be drawn in the size of the map. */
const cells = new OffscreenCanvas(SIZE, SIZE);
/** Points of the grid that a name needs at each side. */
const MIN_ROOM = 8;

export function drawValues(
  canvas: HTMLCanvasElement,
  picture: Picture,
  crosshair: GridPoint,
  colours: ThemeColours,
): void {
  const frame = frameOf(canvas.clientWidth);
  const context = prepare(canvas, frame.canvasHeight);
  const range = picture.grid.range();
  if (range !== null) {
    const ends = roundTicks(range.low, range.high, ENDS);
    const [low, high] = [ends[0], ends[ends.length - 1]];
    const share = (q: number) => (q - low) / (high - low);
    paintCells(context, frame, (k) => {
      const q = picture.grid.maxQ[k];
      return Number.isFinite(q) ? sequential(share(q)) : null;
    });
    drawBar(context, frame, [low, high], colours);
  }
  drawBorder(context, frame, picture.border, colours);
  drawFalls(context, frame, colours);
  drawAxes(context, frame, colours);
  drawCrosshair(context, frame, colours, crosshair);
}

export function drawActions(
  canvas: HTMLCanvasElement,
  picture: Picture,
  crosshair: GridPoint,
  colours: ThemeColours,
): void {
  const frame = frameOf(canvas.clientWidth);
  const context = prepare(canvas, frame.canvasHeight);
  const { left, top, height } = frame;
  fillAction(context, colours, 0, new Path2D(rectangle(left, top, frame.width, height)));
  fillAction(context, colours, 1, areaOf(frame, picture.grid.action, 1));
  drawBorder(context, frame, picture.border, colours);
  drawFalls(context, frame, colours);
  drawAxes(context, frame, colours);
  for (const [action, room] of picture.rooms.entries()) {
    if (room !== null && room.size >= MIN_ROOM) {
      drawName(context, placeOf(frame, room.centre), ACTION_NAMES[action], colours);
    }
  }
  drawCrosshair(context, frame, colours, crosshair);
  drawActionLegend(context, frame, colours);
}

/** One pixel for each point of the grid, made large without blurring: each is what was computed. */
function paintCells(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Frame,
  colourOf: (k: number) => readonly [number, number, number] | null,
): void {
  const pixels = new ImageData(SIZE, SIZE);
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const colour = colourOf(row * SIZE + column);
      if (colour === null) continue;
      const at = 4 * ((SIZE - 1 - row) * SIZE + column);
      pixels.data.set(colour, at);
      pixels.data[at + 3] = 255;
    }
  }
  cells.getContext('2d')?.putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, left, top, width, height);
}

const rectangle = (left: number, top: number, width: number, height: number) =>
  `M${left},${top}h${width}v${height}h${-width}z`;

/** All points of an action, those beside each other in a row as one. */
function areaOf({ left, top, width, height }: Frame, actions: Uint8Array, action: number): Path2D {
  const [cellWidth, cellHeight] = [width / SIZE, height / SIZE];
  let path = '';
  for (let row = 0; row < SIZE; row++) {
    for (let from = 0; from < SIZE; from++) {
      let to = from;
      while (to < SIZE && actions[row * SIZE + to] === action) to++;
      if (to === from) continue;
      const y = top + height - (row + 1) * cellHeight;
      path += rectangle(left + from * cellWidth, y, (to - from) * cellWidth, cellHeight);
      from = to;
    }
  }
  return new Path2D(path);
}

/** Left is plain and right is hatched, so that they differ without colours, too. */
function fillAction(
  context: CanvasRenderingContext2D,
  colours: ThemeColours,
  action: number,
  area: Path2D,
): void {
  context.fillStyle = action === 0 ? colours.left : colours.right;
  context.fill(area);
  if (action === 0) return;
  const { width, height } = context.canvas;
  const reach = Math.max(width, height);
  context.save();
  context.clip(area);
  context.strokeStyle = colours.panel;
  context.globalAlpha = 0.45;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let x = -reach; x < reach; x += HATCH) {
    context.moveTo(x, reach);
    context.lineTo(x + reach, 0);
  }
  context.stroke();
  context.restore();
}

function drawBorder(
  context: CanvasRenderingContext2D,
  frame: Frame,
  border: readonly Segment[],
  colours: ThemeColours,
): void {
  const lines = border.map(
    ([fromColumn, fromRow, toColumn, toRow]) =>
      [
        ...placeOf(frame, { column: fromColumn, row: fromRow }),
        ...placeOf(frame, { column: toColumn, row: toRow }),
      ] as const,
  );
  context.save();
  context.lineCap = 'round';
  outlined(context, colours, 2, ...lines);
  context.restore();
}

function drawName(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  name: string,
  colours: ThemeColours,
): void {
  const width = context.measureText(name).width + 12;
  context.fillStyle = colours.panel;
  context.beginPath();
  context.roundRect(x - width / 2, y - 11, width, 22, 4);
  context.fill();
  context.fillStyle = colours.ink;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(name, x, y);
}

function drawBar(
  context: CanvasRenderingContext2D,
  { left, width, foot }: Frame,
  [low, high]: readonly [number, number],
  colours: ThemeColours,
): void {
  const gradient = context.createLinearGradient(left, 0, left + width, 0);
  for (let k = 0; k < BAR_STOPS; k++) {
    const share = k / (BAR_STOPS - 1);
    gradient.addColorStop(share, `rgb(${sequential(share).join(' ')})`);
  }
  context.fillStyle = gradient;
  context.fillRect(left, foot, width, BAR_HEIGHT);
  context.strokeStyle = colours.faint;
  context.fillStyle = colours.faint;
  context.lineWidth = 1;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const ticks = roundTicks(low, high, BAR_TICKS);
  const distance = ticks[1] - ticks[0];
  const slack = 1e-6 * distance;
  for (const tick of ticks) {
    if (tick < low - slack || tick > high + slack) continue;
    const x = left + ((tick - low) / (high - low)) * width;
    const text = tickText(tick, distance);
    stroke(context, [x, foot + BAR_HEIGHT, x, foot + BAR_HEIGHT + 4]);
    const farthest = context.canvas.clientWidth - context.measureText(text).width / 2;
    context.fillText(text, Math.min(x, farthest), foot + BAR_HEIGHT + 6);
  }
}

function drawActionLegend(
  context: CanvasRenderingContext2D,
  { left, foot }: Frame,
  colours: ThemeColours,
): void {
  let at = left;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const [action, name] of ACTION_NAMES.entries()) {
    fillAction(context, colours, action, new Path2D(rectangle(at, foot, SWATCH, SWATCH - 4)));
    context.fillStyle = colours.faint;
    context.fillText(name, at + SWATCH + 5, foot + (SWATCH - 4) / 2);
    at += SWATCH + context.measureText(name).width + 18;
  }
  outlined(context, colours, 2, [at, foot + 7, at + SWATCH, foot + 7]);
  context.fillStyle = colours.faint;
  context.fillText('equal Q', at + SWATCH + 5, foot + 7);
}
