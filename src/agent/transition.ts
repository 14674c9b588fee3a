/** What the agent keeps of one environment step, and the minibatch that it learns from. */
import type { Device } from '../nn/device.ts';

/** One step (s, a, r, s′). The arrays belong to the giver, who may reuse them: whoever keeps a transition copies it. */
export interface Transition {
  /** s (observationSize), before the action. */
  readonly observation: Float32Array;
  /** a, from 0 to actionCount − 1. */
  readonly action: number;
  /** r */
  readonly reward: number;
  /** s′ (observationSize), after the action; on the last step of an episode the true final one. */
  readonly nextObservation: Float32Array;
  /** The episode ended by the rules of the task: no reward follows s′. */
  readonly terminated: boolean;
  /** The episode was cut by the time limit: reward would have followed s′. */
  readonly truncated: boolean;
  /** Environment steps from s to s′, at most 255, whose rewards r sums up; 1 where it is left out. */
  readonly steps?: number;
}

/** What no transition of an agent is beyond. */
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
  /** Where in the memory each sample lies (B), for a memory that is told afterwards how wrong Q was there. */
  readonly slots: Int32Array;

  constructor(size: number, observationSize: number, device: Device) {
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
