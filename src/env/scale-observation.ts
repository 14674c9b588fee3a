/**
 * Divides each entry of an observation by a number of its own, in float32, so that all of them are of order one.
 *
 * The inner environment keeps its own observation: the quotients go to a buffer of this wrapper.
 */
import type { SavedState, State } from '../state.ts';
import type { Env, EnvSpec, ResetOptions, StepResult } from './env.ts';

export class ScaleObservation implements Env {
  readonly spec: EnvSpec;
  readonly #env: Env;
  readonly #scale: Float32Array;
  readonly #result: StepResult;

  /** Throws a RangeError unless `scale` has one number for each entry of an observation, positive and finite as float32. */
  constructor(env: Env, scale: readonly number[]) {
    this.spec = env.spec;
    this.#env = env;
    this.#scale = Float32Array.from(scale);
    if (scale.length !== env.spec.observationSize || !this.#scale.every((s) => s > 0 && s < Infinity)) {
      throw new RangeError(
        `scale is [${scale.join(', ')}]; give ${env.spec.observationSize} positive numbers, one for each entry of an observation`,
      );
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

  /** That of the inner environment: it remembers nothing itself. */
  state(): State {
    return this.#env.state();
  }

  restore(saved: SavedState): void {
    this.#env.restore(saved);
  }

  #divide(observation: Float32Array): void {
    const scaled = this.#result.observation;
    for (let k = 0; k < scaled.length; k++) scaled[k] = observation[k] / this.#scale[k];
  }
}
