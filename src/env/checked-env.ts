/**
 * Refuses what an environment must not give: a wrong length, NaN, an exception. In silence, each of these would train on.
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
    this.#check('step', result?.observation);
    if (!Number.isFinite(result.reward))
      throw this.#refusal('step', 'reward', result.reward, 'a finite number');
    if (typeof result.terminated !== 'boolean')
      throw this.#refusal('step', 'terminated', result.terminated, 'true or false');
    // A time limit of the task's own may be left out.
    if (result.truncated === undefined) result.truncated = false;
    if (typeof result.truncated !== 'boolean')
      throw this.#refusal('step', 'truncated', result.truncated, 'true or false');
    return result;
  }

  /** Throws a TaskError if the environment cannot be saved. */
  state(): State {
    return stateOf(this.#env);
  }

  /** Throws a TaskError if the environment cannot be restored. */
  restore(saved: SavedState): void {
    restoreInto(this.#env, saved);
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
        throw this.#refusal(method, `observation[${d}]`, observation[d], 'a finite number');
    }
  }

  #refusal(method: string, field: string, got: unknown, expected: string): TaskError {
    return new TaskError(field, `${method}() of ${this.#spec.id} gave ${String(got)}, expected ${expected}`);
  }

  #failed(method: string, error: unknown): TaskError {
    if (error instanceof TaskError) return error;
    const what = error instanceof Error ? error.message : String(error);
    const failure = new TaskError(method, `${method}() of ${this.#spec.id} threw: ${what}`);
    failure.cause = error;
    return failure;
  }
}
