/** Draws the two links, the height to reach, and the torque on the joint between them. */
import { LINK_LENGTH } from '../../../src/env/acrobot/acrobot.ts';
import { GOAL_HEIGHT, REACH } from '../../../src/env/acrobot/picture-links.ts';
import type { ThemeColours } from '../../theme.ts';
import { type Box, CAPTION_HEIGHT } from '../box.ts';
import { DASHES, drawPin, drawStrike, fillArrow, LABEL_FONT, line } from '../drawing.ts';
import { type PointerForce, pointerStrike } from '../pointer-strike.ts';
import type { Scene, SceneState } from '../scene.ts';
import { anglesOf } from './angles.ts';

/** m around the reach of the links. */
const MARGIN = 0.15;
const SIZE = 2 * (REACH + MARGIN);
/** m, from the middle of the joint to the bow of the torque. */
const BOW = 0.28;
/** In rad/s of angular velocity that the outer link gains; lengths in m. */
const FORCE: PointerForce = { click: 1, perUnit: 2, most: 3, clickLength: 0.05 };
/** Pixels of the arrow of a strike for each rad/s. */
const STRIKE_PIXELS = 25;

export const acrobotScene: Scene = {
  draw,
  /** A push to the right turns a link that hangs against the clock, and one that stands with it. */
  strikeOf(from, to, box, observation) {
    const { scale, x } = new Geometry(box);
    const [first, second] = anglesOf(observation);
    const tip = LINK_LENGTH * (Math.sin(first) + Math.sin(first + second));
    const blow = pointerStrike(FORCE, (from - x) / scale, (to - x) / scale, tip);
    return Math.cos(first + second) < 0 ? -blow : blow;
  },
};

class Geometry {
  readonly scale: number;
  /** Pixels, of the pivot. */
  readonly x: number;
  readonly y: number;

  constructor({ width, height }: Box) {
    this.scale = Math.min(width, height - CAPTION_HEIGHT) / SIZE;
    this.x = width / 2;
    this.y = CAPTION_HEIGHT + (height - CAPTION_HEIGHT) / 2;
  }
}

function draw(
  context: CanvasRenderingContext2D,
  box: Box,
  { observation, actions, strike }: SceneState,
  colours: ThemeColours,
): void {
  const { scale, x, y } = new Geometry(box);
  const [first, second] = anglesOf(observation);
  context.save();
  context.translate(x, y);
  drawGoal(context, scale, colours);
  // Angles grow against the clock, those of a canvas with it.
  context.rotate(-first);
  drawLink(context, scale, colours.body);
  drawPin(context, Math.max(2.5, 0.05 * scale), colours);
  context.translate(0, LINK_LENGTH * scale);
  context.rotate(-second);
  drawLink(context, scale, colours.limb);
  drawPin(context, Math.max(2.5, 0.05 * scale), colours);
  drawTorque(context, scale, actions, colours);
  if (strike !== null) drawStrike(context, 0, LINK_LENGTH * scale, strike * STRIKE_PIXELS, colours);
  context.restore();
}

function drawGoal(context: CanvasRenderingContext2D, scale: number, colours: ThemeColours): void {
  const y = -GOAL_HEIGHT * scale;
  const half = REACH * scale;
  context.strokeStyle = colours.good;
  context.lineWidth = 1.5;
  context.setLineDash(DASHES);
  line(context, -half, y, half, y);
  context.setLineDash([]);
  context.font = LABEL_FONT;
  context.fillStyle = colours.faint;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillText(`${GOAL_HEIGHT} m`, -half, y - 6);
}

/** Hanging down from the origin. */
function drawLink(context: CanvasRenderingContext2D, scale: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = Math.max(5, 0.13 * scale);
  context.lineCap = 'round';
  line(context, 0, 0, 0, LINK_LENGTH * scale);
  context.lineCap = 'butt';
}

/** A bow with a head around the joint, which turns the outer link to the side where the head is. */
function drawTorque(
  context: CanvasRenderingContext2D,
  scale: number,
  [minus, , plus]: readonly number[],
  colours: ThemeColours,
): void {
  const radius = BOW * scale;
  for (const [side, share, colour] of [
    [-1, minus, colours.left],
    [1, plus, colours.right],
  ] as const) {
    context.globalAlpha = share;
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = 3;
    context.beginPath();
    context.arc(0, 0, radius, Math.PI * (0.5 + 0.3 * side), Math.PI * (0.5 - 0.3 * side), side > 0);
    context.stroke();
    context.save();
    context.rotate(-0.3 * Math.PI * side);
    fillArrow(context, 0, radius, side * 0.16 * scale, 0.16 * scale);
    context.restore();
  }
  context.globalAlpha = 1;
}
