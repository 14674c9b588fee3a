/** Where metres are on the picture of the cart. */
import { HALF_POLE_LENGTH, X_THRESHOLD } from '../../src/env/cart-pole/cart-pole.ts';

export const POLE_LENGTH = 2 * HALF_POLE_LENGTH;
/** m; the cart has no size in the equations. */
export const CART = { width: 0.42, height: 0.2, wheel: 0.045 };
/** m, of the pivot above the track. */
export const PIVOT_HEIGHT = CART.height + 2 * CART.wheel - 0.02;
/** m to the left and right of the middle: the limits and half a cart. */
const HALF_WIDTH = X_THRESHOLD + 0.35;
/** m above the track, with some room over the pole. */
const ABOVE = PIVOT_HEIGHT + POLE_LENGTH + 0.15;
/** Pixels at the top for what is written over the picture. */
const CAPTION = 32;
/** Pixels under the track, for its labels. */
const BELOW = 34;

/** Width and height in CSS pixels. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly pixelsPerMetre: number;
  /** Of the track. */
  readonly trackY: number;
}

/** The picture that shows the whole track at this width. */
export function viewOfWidth(width: number): View {
  const pixelsPerMetre = width / (2 * HALF_WIDTH);
  const trackY = CAPTION + Math.round(ABOVE * pixelsPerMetre);
  return { width, height: trackY + BELOW, pixelsPerMetre, trackY };
}

/** CSS pixels from the left edge of what lies x metres to the right of the middle. */
export const toPixels = ({ width, pixelsPerMetre }: View, x: number) => width / 2 + x * pixelsPerMetre;

/** m from the middle of the track. */
export const toMetres = ({ width, pixelsPerMetre }: View, pixels: number) =>
  (pixels - width / 2) / pixelsPerMetre;
