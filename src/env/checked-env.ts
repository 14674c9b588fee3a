/**
 * Refuses what an environment must not return: a wrong length, NaN, an exception. Unnoticed, training would continue with each of these.
 *
 * It stands around every environment: next to an update of a network, looking at an observation costs nothing.
 */
import type { SavedState, State } from '../state.ts';
import { type Env, type ResetOptions, restoreInto, type StepResult, stateOf } from './env.ts';
import type { EnvSpec } from './task.ts';
import { TaskError } from './task-error.ts';

export class CheckedEnv implements Env {
  readonly #env: Env;
  readonly #spec: EnvSpec;
  /** Of its own: wrappers write into it, which must not reach the environment. */
  readonly #result: StepResult = {
    observation: new Float32Array(),
    reward: 0,
    terminated: false,
    truncated: false,
  };

  constructor(env: Env, spec: EnvSpec) {
    this.#env = env;
    this.#spec = spec;
  }

  /** Throws a TaskError if the environment throws, or gives no observation of the size of its spec. */
  reset(options?: ResetOptions): Float32Array {
    let observation: Float32Array;
    try {
      observation = this.#env.reset(options);
    } catch (error) {
      throw this.#failed('reset', error);
    }
    this.#check('reset', observation);
    return observation;
  }

  /** Throws a TaskError if the environment throws, or if observation, reward or flags cannot be learned from. */
  step(action: number): StepResult {
    let result: StepResult;
    try {
      result = this.#env.step(action);
    } catch (error) {
      throw this.#failed('step', error);
    }
    const { observation, reward, terminated, truncated = false } = result ?? {};
    this.#check('step', observation);
    if (!Number.isFinite(reward)) throw this.#refusal('reward', reward, 'a finite number');
    if (typeof terminated !== 'boolean') throw this.#refusal('terminated', terminated, 'true or false');
    if (typeof truncated !== 'boolean') throw this.#refusal('truncated', truncated, 'true or false');
    const checked = this.#result;
    checked.observation = observation;
    checked.reward = reward;
    checked.terminated = terminated;
    checked.truncated = truncated;
    return checked;
  }

  #check(method: string, observation: Float32Array): void {
    const { observationSize } = this.#spec;
    if (observation?.length !== observationSize) {
      const got = observation?.length === undefined ? String(observation) : `${observation.length} entries`;
      throw new TaskError(
        'observation',
        `${method}() of ${this.#spec.id} gave ${got}, expected ${observationSize} entries (observationSize of its spec)`,
      );
    }
    for (let d = 0; d < observationSize; d++) {
      if (!Number.isFinite(observation[d]))
        throw this.#refusal(`observation[${d}]`, observation[d], 'a finite number', method);
    }
  }

  #refusal(field: string, got: unknown, expected: string, method = 'step'): TaskError {
    return new TaskError(field, `${method}() of ${this.#spec.id} gave ${String(got)}, expected ${expected}`);
  }

  #failed(method: string, error: unknown): TaskError {
    if (error instanceof TaskError) return error;
    const what = error instanceof Error ? error.message : String(error);
    const failure = new TaskError(method, `${method}() of ${this.#spec.id} threw: ${what}`);
    failure.cause = error;
    return failure;
  }

  // --- saving and restoring ---

  /** Throws a TaskError if the environment cannot be saved. */
  state(): State {
    return stateOf(this.#env);
  }

  /** Throws a TaskError if the environment cannot be restored. */
  restore(saved: SavedState): void {
    restoreInto(this.#env, saved);
  }
}
