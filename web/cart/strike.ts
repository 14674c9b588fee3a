/** How hard the pole is struck, in rad/s of angular velocity that it gains (clockwise positive). */

/** By a button, or by a click beside the pole. */
export const STRIKE = 0.5;
/** At most, by dragging. */
const MAX_STRIKE = 1.5;
/** For each metre that the pointer was dragged. */
const STRIKE_PER_METRE = 1.5;
/** m: a pointer that moved less than this was clicked. */
const CLICK_METRES = 0.05;

/**
 * What a pointer does that went down `from` metres from the middle of the track and came up at `to`.
 *
 * Dragged, it takes the pole along; clicked, it strikes a pole at `pole` from the side where it is.
 */
export function strikeOfPointer(from: number, to: number, pole: number): number {
  const dragged = to - from;
  if (Math.abs(dragged) < CLICK_METRES) return to < pole ? STRIKE : -STRIKE;
  return Math.max(-MAX_STRIKE, Math.min(MAX_STRIKE, dragged * STRIKE_PER_METRE));
}
