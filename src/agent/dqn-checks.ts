/** Parts of a DQN agent that do not fit together: each is valid by itself, but the agent would learn nothing, or nonsense. */
import { checkPositiveInteger, refusal } from '../checks.ts';
import type { DqnOptions, DqnParts } from './dqn.ts';
import { MAX_ACTION } from './transition.ts';

/** Throws a RangeError that says which, and what to do. */
export function checkParts({ online, target, optimizer }: DqnParts, options: DqnOptions): void {
  // 0 is the whole budget in a configuration, but an agent has none: its learning rate would be at its end from the first step.
  checkPositiveInteger('scheduleSteps', options.scheduleSteps);
  if (online.outputs > MAX_ACTION + 1) {
    throw refusal('the number of actions', online.outputs, `at most ${MAX_ACTION + 1}`);
  }
  const largest = Math.min(online.maxBatch, target.maxBatch);
  if (options.batchSize > largest) {
    throw refusal('batchSize', options.batchSize, `at most ${largest}, the rows that these networks take`);
  }
  if (optimizer.params !== online.params || optimizer.grads !== online.grads) {
    throw new RangeError(
      'the optimizer does not step the online network; make it from online.params and online.grads',
    );
  }
}
