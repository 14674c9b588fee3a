/**
 * The interface of an environment: Gymnasium's reset and step (M. Towers et al., "Gymnasium: A Standard Interface for
 * Reinforcement Learning Environments", 2024), without the `info` dictionary and without allocation.
 *
 * Deviation: `reset` and `step` may hand out the same observation buffer, and `step` the same result object, every time.
 * Both are valid until the next call of either; copy what is needed for longer.
 */
import type { SavedState, State, Stateful } from '../state.ts';
import { TaskError } from './task-error.ts';

/** How an episode begins. */
export interface ResetOptions {
  /** Starts a new random stream; without it the stream of earlier episodes continues. */
  readonly seed?: number;
  /** Lower bound of each entry of the initial state. */
  readonly low?: number;
  /** Upper bound of each entry of the initial state. */
  readonly high?: number;
}

/** The result of one step; every `step` overwrites all four fields. */
export interface StepResult {
  /** The state that the action led to; on the last step of an episode the final one, never that of the next reset. */
  observation: Float32Array;
  reward: number;
  /** The task itself has ended: nothing can be earned from here on, so a value target must not look further. */
  terminated: boolean;
  /** Only the time limit has ended the episode: the state is worth as much as without the limit. */
  truncated: boolean;
}

/** An environment. Without `state` and `restore` a run can train in it, but not be saved. */
export interface Env extends Partial<Stateful> {
  /** Starts an episode and returns its first observation. An environment need not know any of the options. */
  reset(options?: ResetOptions): Float32Array;
  /** @param action from 0 to actionCount − 1. */
  step(action: number): StepResult;
}

/** The state of an environment. Throws a TaskError if it cannot give one. */
export function stateOf(env: Env): State {
  if (env.state) return env.state();
  throw new TaskError('state', 'the environment has no state(), so a run of it cannot be saved');
}

/** Restores an environment. Throws a TaskError if it cannot be. */
export function restoreInto(env: Env, saved: SavedState): void {
  if (!env.restore) {
    throw new TaskError('restore', 'the environment has no restore(), so a run of it cannot be resumed');
  }
  env.restore(saved);
}
