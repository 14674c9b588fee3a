/** The two maps of a policy: how much a state is worth, and what is done in it. */
import { roundTicks, ticksBetween } from '../axis.ts';
import { boxOf, prepare, stroke } from '../canvas.ts';
import { actionColour } from '../tasks/scene.ts';
import type { ActionView } from '../tasks/task-view.ts';
import { sequential, type ThemeColours } from '../theme.ts';
import { type Frame, frameOf, placeOf } from './frame.ts';
import { drawAxes, drawCrosshair, drawLine, outlined } from './frame-drawing.ts';
import type { PolicyGrid } from './grid.ts';
import type { GridPoint, Plane } from './plane.ts';
import { cellEdges, largestRoom, type Room, type Segment, zeroLine } from './regions.ts';

/** Everything that is drawn, as far as it does not change with the crosshair. */
export interface Picture {
  readonly grid: PolicyGrid;
  readonly actions: readonly ActionView[];
  /** Where the two best actions are worth the same. */
  readonly border: readonly Segment[];
  /** Beyond which the task has ended. */
  readonly end: readonly Segment[];
  /** Where the name of each action has room; null where there is none of it. */
  readonly rooms: readonly (Room | null)[];
}

export function pictureOf(grid: PolicyGrid, actions: readonly ActionView[]): Picture {
  const { plane, leads, action: greedy } = grid;
  return {
    grid,
    actions,
    // A border of the first action is one of another action, too.
    border: plane.isDiscrete
      ? cellEdges(greedy, plane)
      : leads.slice(1).flatMap((lead) => zeroLine(lead, plane)),
    end: zeroLine(beyondEnd(plane), plane),
    rooms: actions.map((_, action) => largestRoom(greedy, action, plane)),
  };
}

const beyondEnd = (plane: Plane) =>
  Float64Array.from({ length: plane.count }, (_, k) =>
    plane.beyondEnd({ column: k % plane.columns, row: Math.floor(k / plane.columns) }),
  );

/** Pixels. */
const BAR_HEIGHT = 12;
const BAR_STOPS = 19;
const BAR_TICKS = 4;
const BAR_TICK_DISTANCE = 45;
/** The finer the steps in which the scale of colours grows, the more of it is used, and the more often all colours change. */
const ENDS = 12;
const SWATCH = 18;
const HATCH = 7;
/** Which way the lines over each action rise: to the right, to the left, or both. */
const HATCHES: readonly (readonly number[])[] = [[], [1], [-1], [1, -1]];
const LEGEND_ROW = 21;
/** Of a canvas of one pixel for each cell, to be drawn in the size of the map. */
const cells = new OffscreenCanvas(1, 1);
/** Share of the shorter axis that a name needs at each side. */
const MIN_ROOM = 0.19;

export function drawValues(
  canvas: HTMLCanvasElement,
  picture: Picture,
  crosshair: GridPoint,
  colours: ThemeColours,
): void {
  const frame = frameOf(boxOf(canvas), picture.grid.plane);
  const context = prepare(canvas);
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
  drawLines(context, frame, picture, colours);
  drawAxes(context, frame, colours);
  drawCrosshair(context, frame, colours, crosshair);
}

export function drawActions(
  canvas: HTMLCanvasElement,
  picture: Picture,
  crosshair: GridPoint,
  colours: ThemeColours,
): void {
  const frame = frameOf(boxOf(canvas), picture.grid.plane);
  const context = prepare(canvas);
  const { grid, actions, rooms } = picture;
  for (const action of actions.keys()) {
    fillAction(context, actions, action, areaOf(frame, grid.action, action), colours);
  }
  drawLines(context, frame, picture, colours);
  drawAxes(context, frame, colours);
  const shorter = Math.min(grid.plane.columns, grid.plane.rows);
  for (const [action, room] of rooms.entries()) {
    if (room !== null && room.size >= MIN_ROOM * shorter) {
      drawName(context, frame, placeOf(frame, room.centre), actions[action].name, colours);
    }
  }
  drawCrosshair(context, frame, colours, crosshair);
  drawActionLegend(context, frame, actions, colours);
}

/** One pixel for each point of the grid, made large without blurring: each is what was computed. */
function paintCells(
  context: CanvasRenderingContext2D,
  { plane: { columns, rows }, left, top, width, height }: Frame,
  colourOf: (k: number) => readonly [number, number, number] | null,
): void {
  const pixels = new ImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const colour = colourOf(row * columns + column);
      if (colour === null) continue;
      const at = 4 * ((rows - 1 - row) * columns + column);
      pixels.data.set(colour, at);
      pixels.data[at + 3] = 255;
    }
  }
  if (cells.width !== columns) cells.width = columns;
  if (cells.height !== rows) cells.height = rows;
  cells.getContext('2d')?.putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, left, top, width, height);
}

const rectangle = (left: number, top: number, width: number, height: number) =>
  `M${left},${top}h${width}v${height}h${-width}z`;

/** All points of an action, those beside each other in a row as one. */
function areaOf(
  { plane: { columns, rows }, left, top, width, height }: Frame,
  actions: Uint8Array,
  action: number,
): Path2D {
  const [cellWidth, cellHeight] = [width / columns, height / rows];
  let path = '';
  for (let row = 0; row < rows; row++) {
    for (let from = 0; from < columns; from++) {
      let to = from;
      while (to < columns && actions[row * columns + to] === action) to++;
      if (to === from) continue;
      const y = top + height - (row + 1) * cellHeight;
      path += rectangle(left + from * cellWidth, y, (to - from) * cellWidth, cellHeight);
      from = to;
    }
  }
  return new Path2D(path);
}

/** The first is plain and the others are hatched, each in a way of its own, so that they differ without colours, too. */
function fillAction(
  context: CanvasRenderingContext2D,
  actions: readonly ActionView[],
  action: number,
  area: Path2D,
  colours: ThemeColours,
): void {
  context.fillStyle = actionColour(actions[action], colours);
  context.fill(area);
  const slopes = HATCHES[action % HATCHES.length];
  if (slopes.length === 0) return;
  const { width, height } = context.canvas;
  const reach = Math.max(width, height);
  context.save();
  context.clip(area);
  context.strokeStyle = colours.panel;
  context.globalAlpha = 0.45;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const slope of slopes) {
    for (let x = -reach; x < reach; x += HATCH) {
      context.moveTo(x, slope > 0 ? reach : 0);
      context.lineTo(x + reach, slope > 0 ? 0 : reach);
    }
  }
  context.stroke();
  context.restore();
}

function drawLines(
  context: CanvasRenderingContext2D,
  frame: Frame,
  { border, end }: Picture,
  colours: ThemeColours,
): void {
  context.save();
  context.lineCap = 'round';
  drawLine(context, frame, border, colours, 2);
  context.lineCap = 'butt';
  drawLine(context, frame, end.filter(isDash), colours, 1);
  context.restore();
}

/** Every other piece of a line, which goes from square to square. */
function isDash([fromColumn, fromRow, toColumn, toRow]: Segment): boolean {
  return (Math.floor(Math.min(fromColumn, toColumn)) + Math.floor(Math.min(fromRow, toRow))) % 2 === 0;
}

function drawName(
  context: CanvasRenderingContext2D,
  { left, width: frameWidth }: Frame,
  [middle, y]: readonly [number, number],
  name: string,
  colours: ThemeColours,
): void {
  const width = context.measureText(name).width + 12;
  // It stays inside of the map.
  const x = Math.min(Math.max(middle, left + width / 2), left + frameWidth - width / 2);
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
  const count = Math.min(BAR_TICKS, Math.max(1, width / BAR_TICK_DISTANCE));
  for (const { value, text } of ticksBetween(low, high, count)) {
    const x = left + ((value - low) / (high - low)) * width;
    stroke(context, [x, foot + BAR_HEIGHT, x, foot + BAR_HEIGHT + 4]);
    const farthest = context.canvas.clientWidth - context.measureText(text).width / 2;
    context.fillText(text, Math.min(x, farthest), foot + BAR_HEIGHT + 6);
  }
}

function drawActionLegend(
  context: CanvasRenderingContext2D,
  { plane, left, width, foot }: Frame,
  actions: readonly ActionView[],
  colours: ThemeColours,
): void {
  let [x, y] = [0, foot];
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const entry = (name: string, drawSample: () => void) => {
    const entryWidth = SWATCH + 5 + context.measureText(name).width;
    if (x > 0 && x + entryWidth > left + width) [x, y] = [0, y + LEGEND_ROW];
    drawSample();
    context.fillStyle = colours.faint;
    context.fillText(name, x + SWATCH + 5, y + (SWATCH - 4) / 2);
    x += entryWidth + 13;
  };
  for (const [action, { name }] of actions.entries()) {
    entry(name, () =>
      fillAction(context, actions, action, new Path2D(rectangle(x, y, SWATCH, SWATCH - 4)), colours),
    );
  }
  if (!plane.isDiscrete) entry('equal Q', () => outlined(context, colours, 2, [x, y + 7, x + SWATCH, y + 7]));
}
