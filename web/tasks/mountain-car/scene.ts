/** Draws the car in its valley. */
import { GOAL_POSITION, MAX_POSITION, MIN_POSITION } from '../../../src/env/mountain-car/mountain-car.ts';
import { HIGHEST, heightAt, LOWEST, slopeAt } from '../../../src/env/mountain-car/picture-hill.ts';
import { fixed } from '../../format.ts';
import type { ThemeColours } from '../../theme.ts';
import { type Box, CAPTION_HEIGHT } from '../box.ts';
import { disc, drawStrike, fillArrow, LABEL_FONT, line } from '../drawing.ts';
import { type PointerForce, pointerStrike } from '../pointer-strike.ts';
import type { Scene, SceneState } from '../scene.ts';

// In units of the position.
const MARGIN = 0.12;
const CAR = { length: 0.16, height: 0.055, wheel: 0.02 };
const FLAG = { height: 0.18, length: 0.08 };
/** Under the valley. */
const GROUND = 0.06;
const WIDTH = MAX_POSITION - MIN_POSITION + 2 * MARGIN;
const HEIGHT = HIGHEST + FLAG.height - LOWEST + GROUND;
/** Pixels at the bottom, for labels. */
const BELOW = 26;
/** Points of the hill's outline. */
const POINTS = 120;
/** In velocity that the car gains; lengths in units of the position. */
const FORCE: PointerForce = { click: 0.02, perUnit: 0.1, most: 0.04, clickLength: 0.02 };
/** Pixels of the arrow of a strike for each unit of velocity. */
const STRIKE_PIXELS = 1500;

export const mountainCarScene: Scene = {
  draw,
  strikeOf(from, to, box, { 0: position }) {
    const geometry = new Geometry(box);
    return pointerStrike(FORCE, geometry.position(from), geometry.position(to), position);
  },
};

class Geometry {
  readonly scale: number;
  readonly #width: number;
  readonly #baseY: number;

  constructor({ width, height }: Box) {
    this.#width = width;
    this.scale = Math.min(width / WIDTH, (height - CAPTION_HEIGHT - BELOW) / HEIGHT);
    this.#baseY = height - BELOW;
  }

  x(position: number): number {
    return this.#width / 2 + (position - (MIN_POSITION + MAX_POSITION) / 2) * this.scale;
  }

  y(height: number): number {
    return this.#baseY - (height - LOWEST + GROUND) * this.scale;
  }

  position(x: number): number {
    return (MIN_POSITION + MAX_POSITION) / 2 + (x - this.#width / 2) / this.scale;
  }
}

function draw(
  context: CanvasRenderingContext2D,
  box: Box,
  { observation, actions, strike }: SceneState,
  colours: ThemeColours,
): void {
  const geometry = new Geometry(box);
  drawHill(context, geometry, colours);
  drawGoal(context, geometry, colours);
  const position = observation[0];
  context.save();
  context.translate(geometry.x(position), geometry.y(heightAt(position)));
  context.rotate(-Math.atan(slopeAt(position)));
  drawCar(context, geometry.scale, actions, colours);
  if (strike !== null) {
    drawStrike(context, 0, -1.8 * CAR.height * geometry.scale, strike * STRIKE_PIXELS, colours);
  }
  context.restore();
}

function drawHill(context: CanvasRenderingContext2D, geometry: Geometry, colours: ThemeColours): void {
  const outline = new Path2D();
  for (let k = 0; k <= POINTS; k++) {
    const position = MIN_POSITION + ((MAX_POSITION - MIN_POSITION) * k) / POINTS;
    outline.lineTo(geometry.x(position), geometry.y(heightAt(position)));
  }
  const ground = new Path2D(outline);
  const bottom = geometry.y(LOWEST - GROUND);
  ground.lineTo(geometry.x(MAX_POSITION), bottom);
  ground.lineTo(geometry.x(MIN_POSITION), bottom);
  context.fillStyle = colours.grid;
  context.fill(ground);
  context.strokeStyle = colours.faint;
  context.lineWidth = 2;
  context.stroke(outline);
  // The wall that stops the car.
  context.lineWidth = 3;
  const wall = geometry.x(MIN_POSITION);
  line(context, wall, geometry.y(heightAt(MIN_POSITION)), wall, geometry.y(heightAt(MIN_POSITION) + 0.12));

  context.font = LABEL_FONT;
  context.fillStyle = colours.faint;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (const position of [MIN_POSITION, -Math.PI / 6, GOAL_POSITION]) {
    context.fillText(fixed(position, 1), geometry.x(position), bottom + 17);
  }
}

function drawGoal(context: CanvasRenderingContext2D, geometry: Geometry, colours: ThemeColours): void {
  const [x, foot] = [geometry.x(GOAL_POSITION), geometry.y(heightAt(GOAL_POSITION))];
  const top = foot - FLAG.height * geometry.scale;
  context.strokeStyle = colours.ink;
  context.lineWidth = 2;
  line(context, x, foot, x, top);
  context.fillStyle = colours.good;
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x + FLAG.length * geometry.scale, top + 0.03 * geometry.scale);
  context.lineTo(x, top + 0.06 * geometry.scale);
  context.fill();
}

/** Around the point of the road under the middle of the car, along the road. */
function drawCar(
  context: CanvasRenderingContext2D,
  scale: number,
  [left, , right]: readonly number[],
  colours: ThemeColours,
): void {
  const half = (CAR.length / 2) * scale;
  const wheel = CAR.wheel * scale;
  const height = CAR.height * scale;
  context.fillStyle = colours.body;
  context.beginPath();
  context.roundRect(-half, -wheel - height * 0.6, 2 * half, height * 0.6, 0.01 * scale);
  context.roundRect(-half * 0.5, -wheel - height, half, height * 0.5, 0.012 * scale);
  context.fill();
  context.fillStyle = colours.limb;
  for (const side of [-1, 1]) disc(context, side * half * 0.55, -wheel, wheel);
  for (const [side, share, colour] of [
    [-1, left, colours.left],
    [1, right, colours.right],
  ] as const) {
    context.globalAlpha = share;
    context.fillStyle = colour;
    fillArrow(context, side * (half + 0.02 * scale), -wheel - height * 0.3, side * 0.1 * scale, 0.05 * scale);
  }
  context.globalAlpha = 1;
}
