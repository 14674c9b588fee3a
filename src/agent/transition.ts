/** What the agent keeps of one environment step, and the minibatch that it learns from. */
import { checkPositiveInteger, MAX_FLOAT32, refusal } from '../checks.ts';
import type { Device } from '../nn/device.ts';

/** One step (s, a, r, s′). The arrays belong to the caller, who may reuse them: copy a transition to keep it. */
export interface Transition {
  /** s (observationSize), before the action. */
  readonly observation: Float32Array;
  /** a, from 0 to actionCount − 1, and at most 65 535. */
  readonly action: number;
  /** r, finite as a float32. */
  readonly reward: number;
  /** s′ (observationSize), after the action; on the last step of an episode the true final one. */
  readonly nextObservation: Float32Array;
  /** The episode ended by the rules of the task: no reward follows s′. */
  readonly terminated: boolean;
  /** The episode was cut by the time limit: reward would have followed s′. */
  readonly truncated: boolean;
  /** Environment steps from s to s′, 1 to 255, whose rewards r sums up; 1 where it is left out. */
  readonly steps?: number;
}

/** What a memory can hold of an action and of a number of steps. */
export const MAX_ACTION = 65_535;
export const MAX_STEPS = 255;

/**
 * Refuses what an array would silently change: the network would learn from something that never happened.
 *
 * Throws a RangeError unless both observations are `observationSize` finite numbers, the reward is a finite float32, action
 * and steps are integers that a memory can hold, and both ends are true or false.
 */
export function checkTransition(transition: Transition, observationSize: number): void {
  const { observation, action, reward, nextObservation, terminated, truncated, steps = 1 } = transition;
  checkObservation(observation, observationSize);
  checkObservation(nextObservation, observationSize, 'nextObservation');
  // Zero times a number is zero, unless that is infinite or NaN: one sum checks all entries, without a branch for each.
  let zero = 0;
  for (let d = 0; d < observationSize; d++) zero += 0 * (observation[d] + nextObservation[d]);
  if (zero !== 0) throw nonFiniteEntry(transition);
  if (typeof reward !== 'number' || !(Math.abs(reward) <= MAX_FLOAT32)) {
    throw refusal('reward', reward, 'a finite float32');
  }
  if ((action & MAX_ACTION) !== action) throw refusal('action', action, `an integer from 0 to ${MAX_ACTION}`);
  if ((steps & MAX_STEPS) !== steps || steps === 0) {
    throw refusal('steps', steps, `an integer from 1 to ${MAX_STEPS}`);
  }
  if (typeof terminated !== 'boolean') throw refusal('terminated', terminated, 'true or false');
  if (typeof truncated !== 'boolean') throw refusal('truncated', truncated, 'true or false');
}

/** Throws a RangeError unless an agent with `actionCount` actions has this one. */
export function checkAction(action: number, actionCount: number): void {
  if ((action & MAX_ACTION) !== action || action >= actionCount) {
    throw refusal('action', action, `an integer from 0 to ${actionCount - 1}`);
  }
}

/** Throws a RangeError unless an observation has `size` entries. */
export function checkObservation(observation: ArrayLike<number>, size: number, name = 'observation'): void {
  if (observation?.length === size) return;
  if (observation?.length === undefined) throw refusal(name, observation, `an array of ${size} numbers`);
  throw new RangeError(`${name} has ${observation.length} entries; expected ${size}`);
}

function nonFiniteEntry({ observation, nextObservation }: Transition): RangeError {
  const place = (values: Float32Array) => Array.from(values).findIndex((value) => !Number.isFinite(value));
  const d = place(observation);
  if (d >= 0) return refusal(`observation[${d}]`, observation[d], 'a finite number');
  const next = place(nextObservation);
  return refusal(`nextObservation[${next}]`, nextObservation[next], 'a finite number');
}

/** Bounds on every transition of an agent. */
export interface TransitionBounds {
  readonly actionCount: number;
  readonly maxSteps: number;
}

/** A minibatch of B transitions, one array per part, overwritten by each sample. */
export class Batch {
  readonly size: number;
  /** s (B, observationSize) */
  readonly observations: Float32Array;
  /** a (B) */
  readonly actions: Int32Array;
  /** r (B) */
  readonly rewards: Float32Array;
  /** s′ (B, observationSize) */
  readonly nextObservations: Float32Array;
  /** 1 where the task ended with s′, else 0 (B). Truncation is not in here: it does not cut the bootstrap. */
  readonly terminated: Uint8Array;
  /** Environment steps from s to s′ (B). */
  readonly steps: Uint8Array;
  /** What V(s′) is multiplied by in the target (B): γ, unless a memory of n-step returns says otherwise. */
  readonly discounts: Float64Array;
  /** Weight of each sample in the loss (B); 1 unless the replay memory says otherwise. */
  readonly weights: Float32Array;
  /** Where in the memory each sample lies (B), for a memory that later learns how wrong Q was there. */
  readonly slots: Int32Array;

  /** Throws a RangeError unless both sizes are positive integers. */
  constructor(size: number, observationSize: number, device: Device) {
    checkPositiveInteger('size', size);
    checkPositiveInteger('observationSize', observationSize);
    this.size = size;
    this.observations = device.float32(size * observationSize);
    this.actions = new Int32Array(size);
    this.rewards = new Float32Array(size);
    this.nextObservations = device.float32(size * observationSize);
    this.terminated = new Uint8Array(size);
    this.steps = new Uint8Array(size).fill(1);
    this.discounts = new Float64Array(size).fill(1);
    this.weights = new Float32Array(size).fill(1);
    this.slots = new Int32Array(size);
  }

  /** Every row of `other`, a batch of the same size, by value. */
  copyFrom(other: Batch): void {
    this.observations.set(other.observations);
    this.actions.set(other.actions);
    this.rewards.set(other.rewards);
    this.nextObservations.set(other.nextObservations);
    this.terminated.set(other.terminated);
    this.steps.set(other.steps);
    this.discounts.set(other.discounts);
    this.weights.set(other.weights);
    this.slots.set(other.slots);
  }
}
