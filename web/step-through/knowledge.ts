/** What is known of an update and of the step in the environment, and since when, where the run stands between two steps. */

/**
 *   none    there is nothing to show: training goes on, or no update has been looked at yet
 *   later   this update has not reached it yet
 *   new     the last step has just worked it out
 *   known   an earlier step of this update has
 *   old     it is of the update before, and the next one has not begun
 */
export type Knowledge = 'none' | 'later' | 'new' | 'known' | 'old';

/**
 * What is known of the result of `step`.
 *
 * @param steps those of an update, in order.
 * @param last the step that was taken last.
 */
export function knowledgeOf(step: string, steps: readonly string[], last: string | null): Knowledge {
  if (last === null || !steps.includes(last)) return 'old';
  if (step === last) return 'new';
  return steps.indexOf(step) < steps.indexOf(last) ? 'known' : 'later';
}

/** Of the step (s, a, r, s′) that is being taken: whether its action is chosen, and whether it has been executed. */
export function passKnowledge(next: string | null): {
  readonly chosen: boolean;
  readonly executed: boolean;
} {
  const chosen = next !== null && next !== 'choose' && next !== 'measure';
  return { chosen, executed: chosen && next !== 'execute' };
}
