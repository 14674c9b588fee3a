/** Draws the cart, its pole and the limits of both. */
import { THETA_THRESHOLD, X_THRESHOLD } from '../../../src/env/cart-pole/cart-pole.ts';
import { fixed } from '../../format.ts';
import type { ThemeColours } from '../../theme.ts';
import type { Box } from '../box.ts';
import { DASHES, disc, drawPin, drawStrike, fillArrow, LABEL_FONT, line } from '../drawing.ts';
import type { Scene, SceneState } from '../scene.ts';
import { CART, Geometry, PIVOT_HEIGHT, POLE_LENGTH, strikeOf } from './geometry.ts';

/** Pixels of the arrow of a strike for each rad/s. */
const STRIKE_PIXELS = 45;

export const cartPoleScene: Scene = { draw, strikeOf };

function draw(
  context: CanvasRenderingContext2D,
  box: Box,
  { observation, actions, strike }: SceneState,
  colours: ThemeColours,
): void {
  const geometry = new Geometry(box);
  const { pixelsPerMetre, trackY } = geometry;
  drawTrack(context, geometry, colours);
  context.save();
  context.translate(geometry.toPixels(observation[0]), trackY);
  drawCart(context, pixelsPerMetre, actions, colours);
  context.translate(0, -PIVOT_HEIGHT * pixelsPerMetre);
  drawPole(context, pixelsPerMetre, observation[2], strike, colours);
  context.restore();
}

function drawTrack(
  context: CanvasRenderingContext2D,
  geometry: Geometry,
  { faint, bad }: ThemeColours,
): void {
  const { trackY, width } = geometry;
  const limits = [-X_THRESHOLD, X_THRESHOLD];
  const ends = limits.map((x) => geometry.toPixels(x));
  context.strokeStyle = faint;
  context.lineWidth = 2;
  line(context, ends[0], trackY, ends[1], trackY);

  context.strokeStyle = bad;
  context.setLineDash(DASHES);
  for (const x of ends) line(context, x, trackY, x, 0.45 * trackY);
  context.setLineDash([]);
  context.lineWidth = 3;
  for (const x of ends) line(context, x, trackY - 8, x, trackY + 8);

  context.font = LABEL_FONT;
  context.fillStyle = faint;
  context.textAlign = 'center';
  for (const x of [...limits, 0]) {
    const text = `${fixed(x, x === 0 ? 0 : 1)} m`;
    // The outer labels stay inside of a narrow picture.
    const margin = context.measureText(text).width / 2;
    const at = Math.max(margin, Math.min(width - margin, geometry.toPixels(x)));
    context.fillText(text, at, trackY + 24);
  }
}

/** Around the place under the middle of the cart. */
function drawCart(
  context: CanvasRenderingContext2D,
  scale: number,
  actions: readonly number[],
  colours: ThemeColours,
): void {
  const halfWidth = (CART.width / 2) * scale;
  const wheel = CART.wheel * scale;
  context.fillStyle = colours.faint;
  for (const side of [-1, 1]) disc(context, side * halfWidth * 0.55, -wheel, wheel);
  context.fillStyle = colours.body;
  context.beginPath();
  context.roundRect(-halfWidth, -PIVOT_HEIGHT * scale, 2 * halfWidth, CART.height * scale, 0.04 * scale);
  context.fill();

  const arrowY = -PIVOT_HEIGHT * scale + (CART.height * scale) / 2;
  for (const [action, colour] of [colours.left, colours.right].entries()) {
    const side = 2 * action - 1;
    context.globalAlpha = actions[action];
    context.fillStyle = colour;
    fillArrow(context, side * (halfWidth + 0.06 * scale), arrowY, side * 0.3 * scale, 0.14 * scale);
  }
  context.globalAlpha = 1;
}

/** Around the pivot. */
function drawPole(
  context: CanvasRenderingContext2D,
  scale: number,
  theta: number,
  strike: number | null,
  colours: ThemeColours,
): void {
  const length = POLE_LENGTH * scale;
  context.strokeStyle = colours.faint;
  context.lineWidth = 1;
  context.setLineDash(DASHES);
  const limitX = Math.sin(THETA_THRESHOLD) * length * 1.1;
  const limitY = -Math.cos(THETA_THRESHOLD) * length * 1.1;
  for (const side of [-1, 1]) line(context, 0, 0, side * limitX, limitY);
  context.setLineDash([]);
  context.font = LABEL_FONT;
  context.fillStyle = colours.faint;
  context.textAlign = 'left';
  context.fillText('12°', limitX + 4, limitY + 6);

  const tipX = Math.sin(theta) * length;
  const tipY = -Math.cos(theta) * length;
  context.strokeStyle = colours.limb;
  context.lineWidth = Math.max(4, 0.07 * scale);
  context.lineCap = 'round';
  line(context, 0, 0, tipX, tipY);
  context.lineCap = 'butt';
  drawPin(context, Math.max(2.5, 0.028 * scale), colours);

  if (strike !== null) drawStrike(context, tipX, tipY, strike * STRIKE_PIXELS, colours);
}
