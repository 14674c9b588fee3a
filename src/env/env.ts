/**
 * What an environment is: Gymnasium's reset and step (M. Towers et al., "Gymnasium: A Standard Interface for
 * Reinforcement Learning Environments", 2024), without the `info` dictionary and without allocation.
 *
 * Deviation: `reset` and `step` hand out the same observation buffer, and `step` the same result object, every time.
 * Both are valid until the next call of either; whoever needs one for longer copies it.
 */
import type { Stateful } from '../state.ts';

/** The facts of an environment that an agent or an experiment may rely on. */
export interface EnvSpec {
  readonly id: string;
  /** Entries of an observation. */
  readonly observationSize: number;
  /** Actions are 0 … actionCount − 1. */
  readonly actionCount: number;
  /** Environment steps after which an episode is truncated. */
  readonly maxEpisodeSteps: number;
  /** The mean return from which the environment counts as solved. */
  readonly rewardThreshold: number;
}

export interface ResetOptions {
  /** Starts a new random stream; without it the stream of earlier episodes goes on. */
  readonly seed?: number;
  /** Lower bound of each entry of the initial state. */
  readonly low?: number;
  /** Upper bound of each entry of the initial state. */
  readonly high?: number;
}

/** What one step gives; every `step` writes all four fields anew. */
export interface StepResult {
  /** The state that the action led to; on the last step of an episode the final one, never that of the next reset. */
  observation: Float32Array;
  reward: number;
  /** The task itself has ended: nothing can be earned from here on, so a value target must not look further. */
  terminated: boolean;
  /** Only the clock has ended the episode: the state is as valuable as it would be without the clock. */
  truncated: boolean;
}

export interface Env extends Stateful {
  readonly spec: EnvSpec;
  /** Starts an episode and returns its first observation. */
  reset(options?: ResetOptions): Float32Array;
  step(action: number): StepResult;
}
