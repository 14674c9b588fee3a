/**
 * Refuses what an environment must not return: a wrong length, NaN, an exception. Unnoticed, training would continue with each of these.
 *
 * It stands around every environment: next to an update of a network, looking at an observation costs nothing.
 */
import { type SavedState, type State, StateError } from '../state.ts';
import { type Env, type ResetOptions, restoreInto, type StepResult, stateOf } from './env.ts';
import type { EnvSpec } from './task.ts';
import { TaskError, taskFailure } from './task-error.ts';
import { taskTitle } from './task-title.ts';

export class CheckedEnv implements Env {
  readonly #env: Env;
  readonly #spec: EnvSpec;
  readonly #name: string;
  /** Of its own: wrappers write into it, which must not reach the environment. */
  readonly #result: StepResult = {
    observation: new Float32Array(),
    reward: 0,
    terminated: false,
    truncated: false,
  };

  /** @param name what configurations call the task: its id, or the path of its module. */
  constructor(env: Env, spec: EnvSpec, name: string) {
    this.#env = env;
    this.#spec = spec;
    this.#name = name;
  }

  /** Throws a TaskError if the environment throws, or gives no observation of the size of its spec. */
  reset(options?: ResetOptions): Float32Array {
    const observation = this.#calling('reset', () => this.#env.reset(options));
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
    if (observation === undefined) throw this.#notAStepResult(result);
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
      if ((observation as unknown) instanceof Promise) throw this.#isAsync(method);
      const got = observation?.length === undefined ? String(observation) : `${observation.length} entries`;
      const expected = `${observationSize} entries (observationSize of its spec)`;
      throw this.#refusal('observation', got, expected, method);
    }
    for (let d = 0; d < observationSize; d++) {
      if (!Number.isFinite(observation[d]))
        throw this.#refusal(`observation[${d}]`, observation[d], 'a finite number', method);
    }
  }

  #refusal(field: string, got: unknown, expected: string, method = 'step'): TaskError {
    return new TaskError(
      field,
      `${method}() of ${this.#title()} returned ${String(got)}, expected ${expected}`,
    );
  }

  #notAStepResult(result: unknown): TaskError {
    if (result instanceof Promise) return this.#isAsync('step');
    const got = typeof result === 'object' && result !== null ? 'an object without observation' : result;
    return this.#refusal('step', got, 'a StepResult');
  }

  #isAsync(method: string): TaskError {
    return new TaskError(method, `${method}() of ${this.#title()} returned a Promise; it must not be async`);
  }

  #calling<T>(method: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw this.#failed(method, error);
    }
  }

  /** What is refused already has its one line. */
  #failed(method: string, error: unknown): unknown {
    const isRefusal = error instanceof TaskError || error instanceof StateError;
    return isRefusal ? error : taskFailure(method, this.#title(error), error);
  }

  #title(error?: unknown): string {
    return taskTitle(this.#spec.id, this.#name, error);
  }

  // --- saving and restoring ---

  /** Throws a TaskError if the environment cannot be saved. */
  state(): State {
    return this.#calling('state', () => stateOf(this.#env));
  }

  /** Throws a TaskError if the environment cannot be restored. */
  restore(saved: SavedState): void {
    this.#calling('restore', () => restoreInto(this.#env, saved));
  }
}
