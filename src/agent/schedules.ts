/** Quantities that change in the course of a run, each a pure function of where the run stands. */

/**
 * start + (end − start) · min(1, step / duration): a straight line, then constant.
 *
 * ε of Mnih 2015 falls like this. `step` and `duration` are in environment steps.
 */
export function linear(start: number, end: number, duration: number, step: number): number {
  return step < duration ? start + (end - start) * (step / duration) : end;
}

/**
 * The tutorial's exploration rate after one more replay: ε · decay as long as ε is above `floor`, else ε.
 *
 * As in the original the last factor may carry ε a little below the floor.
 */
export function multiplicative(epsilon: number, decay: number, floor: number): number {
  return epsilon > floor ? epsilon * decay : epsilon;
}
