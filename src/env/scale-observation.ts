/**
 * Divides each entry of an observation by a number of its own, in float32, so that all of them are of order one.
 *
 * The inner environment keeps its own observation: the quotients go to a buffer of this wrapper.
 */
import type { SavedState, State } from '../state.ts';
import { type Env, type ResetOptions, restoreInto, type StepResult, stateOf } from './env.ts';

export class ScaleObservation implements Env {
  readonly #env: Env;
  readonly #scale: Float32Array;
  readonly #result: StepResult;

  /**
   * @param scale one number for each entry of an observation.
   * Throws a RangeError unless all of them are positive and finite as float32.
   */
  constructor(env: Env, scale: readonly number[]) {
    this.#env = env;
    this.#scale = Float32Array.from(scale);
    if (!this.#scale.every((s) => s > 0 && s < Infinity)) {
      throw new RangeError(`scale is [${scale.join(', ')}]; expected positive numbers`);
    }
    const observation = new Float32Array(scale.length);
    this.#result = { observation, reward: 0, terminated: false, truncated: false };
  }

  reset(options?: ResetOptions): Float32Array {
    this.#divide(this.#env.reset(options));
    return this.#result.observation;
  }

  step(action: number): StepResult {
    const inner = this.#env.step(action);
    const result = this.#result;
    this.#divide(inner.observation);
    result.reward = inner.reward;
    result.terminated = inner.terminated;
    result.truncated = inner.truncated;
    return result;
  }

  #divide(observation: Float32Array): void {
    const scaled = this.#result.observation;
    for (let k = 0; k < scaled.length; k++) scaled[k] = observation[k] / this.#scale[k];
  }

  // --- saving and restoring ---

  /** That of the inner environment: it remembers nothing itself. */
  state(): State {
    return stateOf(this.#env);
  }

  restore(saved: SavedState): void {
    restoreInto(this.#env, saved);
  }
}
