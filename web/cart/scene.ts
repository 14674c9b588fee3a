/** Draws the cart, its pole and the limits of both. */
import { THETA_THRESHOLD, X_THRESHOLD } from '../../src/env/cart-pole/cart-pole.ts';
import type { ThemeColours } from '../theme.ts';
import { CART, PIVOT_HEIGHT, POLE_LENGTH, toPixels, type View } from './geometry.ts';

export interface Scene {
  /** m */
  readonly x: number;
  /** rad from upright, clockwise positive */
  readonly theta: number;
  /** How strongly the arrow to the left and the one to the right are drawn, 0 to 1. */
  readonly pushes: readonly [number, number];
  /** How hard the pole will be struck when the pointer that is dragged comes up, rad/s; null if none is. */
  readonly strike: number | null;
}

const LABEL_FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const DASHES = [5, 5];
/** Pixels of the arrow of a strike for each rad/s. */
const STRIKE_PIXELS = 45;

/** @param context in CSS pixels. */
export function drawScene(
  context: CanvasRenderingContext2D,
  view: View,
  scene: Scene,
  colours: ThemeColours,
): void {
  context.clearRect(0, 0, view.width, view.height);
  drawTrack(context, view, colours);
  context.save();
  context.translate(toPixels(view, scene.x), view.trackY);
  drawCart(context, view.pixelsPerMetre, scene.pushes, colours);
  context.translate(0, -PIVOT_HEIGHT * view.pixelsPerMetre);
  drawPole(context, view.pixelsPerMetre, scene, colours);
  context.restore();
}

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

function drawTrack(context: CanvasRenderingContext2D, view: View, { faint, bad }: ThemeColours): void {
  const { trackY } = view;
  const limits = [-X_THRESHOLD, X_THRESHOLD];
  context.strokeStyle = faint;
  context.lineWidth = 2;
  line(context, toPixels(view, -X_THRESHOLD), trackY, toPixels(view, X_THRESHOLD), trackY);

  context.strokeStyle = bad;
  context.setLineDash(DASHES);
  for (const x of limits) {
    line(context, toPixels(view, x), trackY, toPixels(view, x), 0.45 * trackY);
  }
  context.setLineDash([]);
  context.lineWidth = 3;
  for (const x of limits) line(context, toPixels(view, x), trackY - 8, toPixels(view, x), trackY + 8);

  context.font = LABEL_FONT;
  context.fillStyle = faint;
  context.textAlign = 'center';
  for (const x of [...limits, 0]) {
    const text = `${x < 0 ? '−' : ''}${Math.abs(x)} m`;
    // The outer labels stay inside of a narrow picture.
    const margin = context.measureText(text).width / 2;
    const at = Math.max(margin, Math.min(view.width - margin, toPixels(view, x)));
    context.fillText(text, at, trackY + 24);
  }
}

/** Around the place under the middle of the cart. */
function drawCart(
  context: CanvasRenderingContext2D,
  scale: number,
  pushes: Scene['pushes'],
  colours: ThemeColours,
): void {
  const halfWidth = (CART.width / 2) * scale;
  const wheel = CART.wheel * scale;
  context.fillStyle = colours.faint;
  for (const side of [-1, 1]) {
    context.beginPath();
    context.arc(side * halfWidth * 0.55, -wheel, wheel, 0, 2 * Math.PI);
    context.fill();
  }
  context.fillStyle = colours.cart;
  context.beginPath();
  context.roundRect(-halfWidth, -PIVOT_HEIGHT * scale, 2 * halfWidth, CART.height * scale, 0.04 * scale);
  context.fill();

  const arrowY = -PIVOT_HEIGHT * scale + (CART.height * scale) / 2;
  for (const [action, colour] of [colours.left, colours.right].entries()) {
    const side = 2 * action - 1;
    context.globalAlpha = pushes[action];
    context.fillStyle = colour;
    fillArrow(context, side * (halfWidth + 0.06 * scale), arrowY, side * 0.3 * scale, 0.14 * scale);
  }
  context.globalAlpha = 1;
}

/** An arrow that begins at (x, y) and points along x. */
function fillArrow(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  length: number,
  width: number,
): void {
  const neck = x + length - Math.sign(length) * Math.min(Math.abs(length), 0.8 * width);
  context.beginPath();
  context.moveTo(x, y - width / 5);
  context.lineTo(neck, y - width / 5);
  context.lineTo(neck, y - width / 2);
  context.lineTo(x + length, y);
  context.lineTo(neck, y + width / 2);
  context.lineTo(neck, y + width / 5);
  context.lineTo(x, y + width / 5);
  context.fill();
}

/** Around the pivot. */
function drawPole(
  context: CanvasRenderingContext2D,
  scale: number,
  { theta, strike }: Scene,
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
  context.strokeStyle = colours.pole;
  context.lineWidth = Math.max(4, 0.07 * scale);
  context.lineCap = 'round';
  line(context, 0, 0, tipX, tipY);
  context.lineCap = 'butt';

  context.fillStyle = colours.panel;
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(0, 0, Math.max(2.5, 0.028 * scale), 0, 2 * Math.PI);
  context.fill();
  context.stroke();

  if (strike !== null) {
    context.fillStyle = colours.accent;
    fillArrow(context, tipX, tipY, strike * STRIKE_PIXELS, 14);
  }
}
