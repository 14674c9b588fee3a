/**
 * n-step returns: a transition reaches n steps ahead, so that reward travels back n steps in one update.
 *
 *   R = r₀ + γ r₁ + … + γᵏ⁻¹ rₖ₋₁        y = R + γᵏ V(sₖ), or y = R where the task ended with sₖ
 *
 * k is n, but less for the last steps of an episode: there is nothing to look at beyond its end. An episode cut by the
 * time limit still has a value there, which is discounted by γᵏ of that shorter k.
 *
 * Source: Sutton 1988, "Learning to Predict by the Methods of Temporal Differences"; with a replay memory: Hessel et al.
 * 2018, "Rainbow", section "Multi-step learning". As there, nothing corrects for the fact that the actions in between were
 * those of an older, exploring policy.
 *
 * It is a window in front of any other memory, which stores and samples as usual.
 */
import { checkInteger, checkNumber, checkPositiveInteger, refusal } from '../checks.ts';
import { compact, type SavedState, type State } from '../state.ts';
import type { Replay } from './replay.ts';
import {
  type Batch,
  checkTransition,
  MAX_STEPS,
  type Transition,
  type TransitionBounds,
} from './transition.ts';

/** Sums up the rewards of n steps before it passes a transition on to the memory behind it. */
export class NStepReplay implements Replay {
  /** The memory behind the window. A transition enters it when its reward is complete: n − 1 steps late at most. */
  readonly replay: Replay;
  readonly #n: number;
  /** γ⁰ … γⁿ */
  readonly #powers: Float64Array;
  /** At most the last n transitions, in slots #start, #start + 1, … modulo n. */
  readonly #observations: readonly Float32Array[];
  readonly #actions: Uint16Array;
  readonly #rewards: Float64Array;
  #start = 0;
  #count = 0;
  /** What is passed on, in an object that is reused. */
  readonly #complete: { -readonly [Part in keyof Transition]-?: Transition[Part] };

  /**
   * @param gamma that of the agent, whose own is for returns of one step.
   * @throws RangeError unless n is an integer from 1 to 255, gamma a number from 0 to 1 and observationSize a positive integer.
   */
  constructor(replay: Replay, n: number, gamma: number, observationSize: number) {
    checkInteger('n', n, 1, MAX_STEPS);
    checkNumber('gamma', gamma, 0, 1);
    checkPositiveInteger('observationSize', observationSize);
    this.replay = replay;
    this.#n = n;
    this.#powers = new Float64Array(n + 1).fill(1);
    for (let k = 1; k <= n; k++) this.#powers[k] = this.#powers[k - 1] * gamma;
    this.#observations = Array.from({ length: n }, () => new Float32Array(observationSize));
    this.#actions = new Uint16Array(n);
    this.#rewards = new Float64Array(n);
    this.#complete = {
      observation: this.#observations[0],
      action: 0,
      reward: 0,
      nextObservation: this.#observations[0],
      terminated: false,
      truncated: false,
      steps: 1,
    };
  }

  get size(): number {
    return this.replay.size;
  }

  /** A fall ends up to n transitions of the memory. */
  get terminals(): number {
    return this.replay.terminals;
  }

  /** @throws RangeError for a transition that cannot be stored unchanged (see `checkTransition`), or of more than one step. */
  push(transition: Transition): void {
    const { observation, action, reward, terminated, truncated, steps = 1 } = transition;
    checkTransition(transition, this.#observations[0].length);
    if (steps !== 1) throw refusal('steps', steps, '1: this memory sums up the rewards of n steps itself');
    const slot = (this.#start + this.#count) % this.#n;
    for (let d = 0; d < observation.length; d++) this.#observations[slot][d] = observation[d];
    this.#actions[slot] = action;
    this.#rewards[slot] = reward;
    this.#count++;

    if (terminated || truncated) while (this.#count > 0) this.#handOn(transition);
    else if (this.#count === this.#n) this.#handOn(transition);
  }

  sample(batch: Batch): void {
    this.replay.sample(batch);
    for (let b = 0; b < batch.size; b++) batch.discounts[b] = this.#powers[batch.steps[b]];
  }

  updatePriorities(batch: Batch, tdErrors: Float32Array): void {
    this.replay.updatePriorities(batch, tdErrors);
  }

  /** Moves the oldest transition out of the window, with all rewards in it; they end at the newest, which is given. */
  #handOn({ nextObservation, terminated, truncated }: Transition): void {
    let reward = 0;
    for (let k = 0; k < this.#count; k++) {
      reward += this.#powers[k] * this.#rewards[(this.#start + k) % this.#n];
    }
    const complete = this.#complete;
    complete.observation = this.#observations[this.#start];
    complete.action = this.#actions[this.#start];
    complete.reward = reward;
    complete.nextObservation = nextObservation;
    complete.terminated = terminated;
    complete.truncated = truncated;
    complete.steps = this.#count;
    this.replay.push(complete);
    this.#start = (this.#start + 1) % this.#n;
    this.#count--;
  }

  // --- saving and restoring ---

  /** The window from its oldest transition on, with the memory behind it. */
  state(): State {
    const D = this.#observations[0].length;
    const observations = new Float32Array(this.#count * D);
    const actions = new Uint16Array(this.#count);
    const rewards = new Float64Array(this.#count);
    for (let k = 0; k < this.#count; k++) {
      const slot = (this.#start + k) % this.#n;
      observations.set(this.#observations[slot], k * D);
      actions[k] = this.#actions[slot];
      rewards[k] = this.#rewards[slot];
    }
    return { observations, actions: compact(actions), rewards, replay: this.replay.state() };
  }

  restore(saved: SavedState, bounds: TransitionBounds): void {
    const D = this.#observations[0].length;
    // Never n of them: the push of the n-th hands the first one on.
    const actions = saved.integers('actions', this.#n - 1, bounds.actionCount - 1);
    const observations = new Float32Array(actions.length * D);
    saved.copyInto('observations', observations);
    saved.copyInto('rewards', this.#rewards.subarray(0, actions.length));
    this.#actions.set(actions);
    for (let k = 0; k < actions.length; k++) {
      this.#observations[k].set(observations.subarray(k * D, (k + 1) * D));
    }
    this.#start = 0;
    this.#count = actions.length;
    this.replay.restore(saved.part('replay'), { ...bounds, maxSteps: this.#n });
  }
}
