/** Where metres are on the picture of the cart. */
import { HALF_POLE_LENGTH, X_THRESHOLD } from '../../../src/env/cart-pole/cart-pole.ts';
import { type Box, CAPTION_HEIGHT } from '../box.ts';
import { type PointerForce, pointerStrike } from '../pointer-strike.ts';

export const POLE_LENGTH = 2 * HALF_POLE_LENGTH;
/** m; the cart has no size in the equations. */
export const CART = { width: 0.42, height: 0.2, wheel: 0.045 };
/** m, of the pivot above the track. */
export const PIVOT_HEIGHT = CART.height + 2 * CART.wheel - 0.02;
/** m to the left and right of the middle: the limits and half a cart. */
const HALF_WIDTH = X_THRESHOLD + 0.35;
/** m above the track, with some room over the pole. */
const ABOVE = PIVOT_HEIGHT + POLE_LENGTH + 0.15;
/** In rad/s of angular velocity that the pole gains (clockwise positive); lengths in m. */
const FORCE: PointerForce = { click: 0.5, perUnit: 1.5, most: 1.5, clickLength: 0.05 };
/** Pixels under the track, for its labels. */
const BELOW = 34;

/** The whole track and the pole above it, as large as the box allows. */
export class Geometry {
  readonly width: number;
  readonly pixelsPerMetre: number;
  /** Pixels from the top, of the track. */
  readonly trackY: number;

  constructor({ width, height }: Box) {
    this.width = width;
    this.pixelsPerMetre = Math.min(width / (2 * HALF_WIDTH), (height - CAPTION_HEIGHT - BELOW) / ABOVE);
    this.trackY = height - BELOW;
  }

  /** Pixels from the left edge of what lies x metres to the right of the middle. */
  toPixels(x: number): number {
    return this.width / 2 + x * this.pixelsPerMetre;
  }

  /** m from the middle of the track. */
  toMetres(pixels: number): number {
    return (pixels - this.width / 2) / this.pixelsPerMetre;
  }
}

/** A pointer strikes the pole at its middle. */
export function strikeOf(from: number, to: number, box: Box, { 0: x, 2: theta }: ArrayLike<number>): number {
  const geometry = new Geometry(box);
  const pole = x + (POLE_LENGTH / 2) * Math.sin(theta);
  return pointerStrike(FORCE, geometry.toMetres(from), geometry.toMetres(to), pole);
}
