/** Parts of a DQN agent that do not belong together: each is right by itself, and the agent would learn nothing, or nonsense. */
import { checkPositiveInteger } from '../checks.ts';
import type { DqnOptions, DqnParts } from './dqn.ts';

/** Throws a RangeError that says which, and what to do. */
export function checkParts({ online, target, optimizer }: DqnParts, options: DqnOptions): void {
  // 0 is the whole budget in a configuration, but an agent has none: its learning rate would be at its end from the first step.
  checkPositiveInteger('scheduleSteps', options.scheduleSteps);
  const largest = Math.min(online.maxBatch, target.maxBatch);
  if (options.batchSize > largest) {
    throw new RangeError(`batchSize is ${options.batchSize}; these networks take at most ${largest} rows`);
  }
  if (optimizer.params !== online.params || optimizer.grads !== online.grads) {
    throw new RangeError(
      'the optimizer does not step the online network; make it from online.params and online.grads',
    );
  }
}
