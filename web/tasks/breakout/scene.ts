/** Draws the screen of 10 × 10 cells: wall, paddle, and the ball with its trail. */
import { SIZE } from '../../../src/env/breakout/breakout.ts';
import type { ThemeColours } from '../../theme.ts';
import { type Box, CAPTION_HEIGHT } from '../box.ts';
import { disc, fillArrow } from '../drawing.ts';
import type { Scene, SceneState } from '../scene.ts';
import { type Channel, cellOf, cellsOf } from './cells.ts';

/** Pixels at the bottom. */
const BELOW = 6;
/** Rows: those of the screen, and one under it for the arrows. */
const ROWS = SIZE + 1;

export const breakoutScene: Scene = {
  draw,
};

function draw(
  context: CanvasRenderingContext2D,
  { width, height }: Box,
  { observation, actions }: SceneState,
  colours: ThemeColours,
): void {
  const cell = Math.floor(Math.min(width / SIZE, (height - CAPTION_HEIGHT - BELOW) / ROWS));
  const left = Math.round((width - SIZE * cell) / 2);
  context.save();
  context.translate(left, CAPTION_HEIGHT);
  context.strokeStyle = colours.faint;
  context.lineWidth = 1;
  context.strokeRect(-0.5, -0.5, SIZE * cell + 1, SIZE * cell + 1);
  const gap = Math.max(1, Math.round(cell / 14));
  const fill = (channel: Channel, colour: string, height = cell - gap) => {
    context.fillStyle = colour;
    for (const { row, column } of cellsOf(observation, channel)) {
      context.fillRect(column * cell + gap / 2, row * cell + gap / 2, cell - gap, height);
    }
  };
  fill('brick', colours.limb);
  fill('paddle', colours.body, cell / 2);
  for (const [channel, share, colour] of [
    ['trail', 0.16, colours.faint],
    ['ball', 0.36, colours.ink],
  ] as const) {
    context.fillStyle = colour;
    for (const { row, column } of cellsOf(observation, channel)) {
      disc(context, (column + 0.5) * cell, (row + 0.5) * cell, share * cell);
    }
  }
  const paddle = cellOf(observation, 'paddle');
  if (paddle !== null) {
    context.translate((paddle.column + 0.5) * cell, (SIZE + 0.5) * cell);
    drawArrows(context, cell, actions, colours);
  }
  context.restore();
}

/** Around the place under the paddle. */
function drawArrows(
  context: CanvasRenderingContext2D,
  cell: number,
  [, left, right]: readonly number[],
  colours: ThemeColours,
): void {
  for (const [side, share, colour] of [
    [-1, left, colours.left],
    [1, right, colours.right],
  ] as const) {
    context.globalAlpha = share;
    context.fillStyle = colour;
    fillArrow(context, (side * cell) / 8, 0, side * 0.8 * cell, 0.6 * cell);
  }
  context.globalAlpha = 1;
}
