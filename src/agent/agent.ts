/** What the run loop asks of an agent (choose, store, learn, sync), and what others may inspect. */
import type { Stateful } from '../state.ts';
import type { Learner } from './learner.ts';
import type { QFunction } from './q-function.ts';
import type { Step } from './steps.ts';
import type { Transition } from './transition.ts';

/** Averages over a minibatch, which in most agents is one update. */
export interface LearnMetrics {
  /** L, weighted as it was minimised. */
  loss: number;
  /** Mean |y − Q(s, a)|. */
  meanAbsTdError: number;
  /** Mean Q(s, a). */
  meanQ: number;
  /** 2-norm of the gradient before clipping. */
  gradientNorm: number;
}

/** `step` counts the environment steps taken so far, so it is 0 when the first action is chosen. */
export interface Agent extends Stateful {
  /** The current estimate of the action values, as a greedy evaluation uses it. */
  readonly q: QFunction;
  /** What can be inspected: one learner, or several that learn together. The first one's network is behind `q`. */
  readonly learners: readonly Learner[];
  /** The names that lead to its memory in its `state()`; null if another agent could not use it. */
  readonly memoryPath: readonly string[] | null;
  /** Gradient updates made so far. */
  readonly updates: number;
  /** Transitions in the replay memory with which their task ended. */
  readonly terminals: number;
  /** Probability of a random action. */
  epsilon(step: number): number;
  /** Chooses an action, exploring. */
  act(observation: Float32Array, step: number): number;
  /** Stores what came of it. */
  observe(transition: Transition): void;
  /** How many times to call `learn` now, after step number `step`. */
  updatesDue(step: number, episodeEnded: boolean): number;
  /** Makes one gradient update, and returns `metrics`. The result may be one object, reused by the next call. */
  learn(step: number): Readonly<LearnMetrics> | null;
  /** What the next `learn` consists of, in order: at least one step. */
  readonly updateSteps: readonly Step[];
  /** Of the last minibatch; null where that has taken some of its updates and others are still to come. */
  readonly metrics: Readonly<LearnMetrics> | null;
  /** Whether all parameters are finite numbers, and small enough that their squares are: an agent without is lost. */
  isFinite(): boolean;
  /** Lets the target network follow where it is due, after step number `step`. */
  sync(step: number): void;
}
