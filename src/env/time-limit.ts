/**
 * Ends episodes of an environment after a number of steps, by `truncated`.
 *
 * Source: F. Pardo et al., "Time Limits in Reinforcement Learning", ICML 2018: a limit that is not part of the task must
 * not look like its end, or an agent learns that a balanced pole is worth nothing at step 500. So the limit is kept
 * out of the environment, and it touches neither the reward nor `terminated`. As in Gymnasium, both flags are true when
 * the last step also ends the task.
 */
import type { SavedState, State } from '../state.ts';
import { type Env, type ResetOptions, restoreInto, type StepResult, stateOf } from './env.ts';

export class TimeLimit implements Env {
  readonly #env: Env;
  readonly #maxEpisodeSteps: number;
  #elapsedSteps = 0;

  /** Throws a RangeError unless `maxEpisodeSteps` is a positive integer. */
  constructor(env: Env, maxEpisodeSteps: number) {
    if (!Number.isSafeInteger(maxEpisodeSteps) || maxEpisodeSteps < 1) {
      throw new RangeError(`maxEpisodeSteps is ${maxEpisodeSteps}; expected an integer from 1`);
    }
    this.#env = env;
    this.#maxEpisodeSteps = maxEpisodeSteps;
  }

  reset(options?: ResetOptions): Float32Array {
    this.#elapsedSteps = 0;
    return this.#env.reset(options);
  }

  /** The inner environment's own result object, with `truncated` set from the limit on. */
  step(action: number): StepResult {
    const result = this.#env.step(action);
    this.#elapsedSteps++;
    if (this.#elapsedSteps >= this.#maxEpisodeSteps) result.truncated = true;
    return result;
  }

  // --- saving and restoring ---

  state(): State {
    return { elapsedSteps: this.#elapsedSteps, env: stateOf(this.#env) };
  }

  restore(saved: SavedState): void {
    this.#elapsedSteps = saved.integer('elapsedSteps', 0, Number.MAX_SAFE_INTEGER);
    restoreInto(this.#env, saved.part('env'));
  }
}
