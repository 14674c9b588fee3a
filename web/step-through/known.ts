/** What is known of an update, and since when, where the run stands between two of its steps. */
import { LEARN_STEPS, type LearnStep, type StepName } from '../../src/experiment/stepper.ts';

/**
 *   none    there is nothing to show: training goes on, or no update has been looked at yet
 *   later   this update has not come to it yet
 *   new     the last step has just worked it out
 *   known   an earlier step of this update has
 *   old     it is of the update before, and the next one has not begun
 */
export type Knowledge = 'none' | 'later' | 'new' | 'known' | 'old';

const LAST_LEARN_STEP = LEARN_STEPS[LEARN_STEPS.length - 1];

/** The place of a step in its update; −1 for steps of the loop around it. */
const placeInUpdate = (step: StepName | null) => LEARN_STEPS.indexOf(step as LearnStep);

/** Whether an update has begun and is not complete. */
export function isUpdateUnderWay(next: StepName | null): boolean {
  return placeInUpdate(next) > 0;
}

/**
 * The step that was taken before the run came to stand before `next`, as far as that is certain.
 *
 * @param updated whether an update was completed on the way there.
 */
export function lastStep(next: StepName | null, updated: boolean, lineByLine: boolean): StepName | null {
  if (isUpdateUnderWay(next)) return LEARN_STEPS[placeInUpdate(next) - 1];
  switch (next) {
    case 'execute':
      return 'choose';
    case 'store':
      return 'execute';
    case 'sampleBatch':
    case 'learn':
    case 'sync':
      if (!updated) return 'store';
      return lineByLine ? LAST_LEARN_STEP : 'learn';
    case 'finish':
      return 'sync';
    default:
      return null;
  }
}

/** What is known of the result of the step `step` of an update. */
export function knowledgeOf(step: LearnStep, next: StepName | null, last: StepName | null): Knowledge {
  if (last === step) return 'new';
  if (isUpdateUnderWay(next)) return placeInUpdate(step) < placeInUpdate(next) ? 'known' : 'later';
  return last === LAST_LEARN_STEP ? 'known' : 'old';
}

/** Of the step (s, a, r, s′) that is being taken: whether its action is chosen, and whether it has been executed. */
export function passKnowledge(next: StepName | null): {
  readonly chosen: boolean;
  readonly executed: boolean;
} {
  const chosen = next !== null && next !== 'choose' && next !== 'evaluate';
  return { chosen, executed: chosen && next !== 'execute' };
}
