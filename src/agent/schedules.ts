/** Quantities that change during a run, each a pure function of its progress. */
import { refusal } from '../checks.ts';

/** Throws a RangeError unless `step` is a number from 0: for anything else, every schedule would seem to have ended. */
export function checkStep(step: number): void {
  if (!(step >= 0)) throw refusal('step', step, 'the environment steps taken so far');
}

/**
 * start + (end − start) · min(1, step / duration): a straight line, then constant.
 *
 * ε of Mnih 2015 falls like this. `step` and `duration` are in environment steps. Throws a RangeError for a duration that is
 * not positive, and as `checkStep` does.
 */
export function linear(start: number, end: number, duration: number, step: number): number {
  if (!(duration > 0)) throw refusal('duration', duration, 'a positive number of steps');
  checkStep(step);
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
