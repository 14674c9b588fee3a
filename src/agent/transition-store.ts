/**
 * The last N transitions, each in a numbered slot: what the replay memories share. They differ in how they choose among
 * the slots.
 */
import { checkPositiveInteger, refusal } from '../checks.ts';
import { compact, type SavedState, type State } from '../state.ts';
import { type Batch, checkTransition, type Transition, type TransitionBounds } from './transition.ts';

export class TransitionStore {
  readonly capacity: number;
  /** Transitions stored so far. */
  pushes = 0;
  /** Slots in use: the first `size` of them. */
  size = 0;
  /** Transitions held with which their task ended. */
  terminals = 0;
  readonly #observationSize: number;
  readonly #observations: Float32Array;
  readonly #actions: Uint16Array;
  readonly #rewards: Float32Array;
  readonly #nextObservations: Float32Array;
  readonly #terminated: Uint8Array;
  readonly #steps: Uint8Array;
  /** The slot that the next transition takes: the oldest one once all are in use. */
  #next = 0;

  /** @throws RangeError unless both are positive integers. */
  constructor(capacity: number, observationSize: number) {
    checkPositiveInteger('replay capacity', capacity);
    checkPositiveInteger('observationSize', observationSize);
    this.capacity = capacity;
    this.#observationSize = observationSize;
    this.#observations = new Float32Array(capacity * observationSize);
    this.#actions = new Uint16Array(capacity);
    this.#rewards = new Float32Array(capacity);
    this.#nextObservations = new Float32Array(capacity * observationSize);
    this.#terminated = new Uint8Array(capacity);
    this.#steps = new Uint8Array(capacity);
  }

  /**
   * Copies a transition in, over the oldest one if all slots are in use; returns its slot.
   *
   * @throws RangeError for a transition that cannot be stored unchanged; see `checkTransition`.
   */
  push(transition: Transition): number {
    checkTransition(transition, this.#observationSize);
    const { observation, action, reward, nextObservation, terminated, steps = 1 } = transition;
    const slot = this.#next;
    const row = slot * this.#observationSize;
    for (let d = 0; d < this.#observationSize; d++) {
      this.#observations[row + d] = observation[d];
      this.#nextObservations[row + d] = nextObservation[d];
    }
    this.#actions[slot] = action;
    this.#rewards[slot] = reward;
    this.#steps[slot] = steps;
    // An unused slot holds 0, so subtracting what is overwritten needs no case of its own.
    this.terminals -= this.#terminated[slot];
    this.#terminated[slot] = terminated ? 1 : 0;
    this.terminals += this.#terminated[slot];

    this.pushes++;
    this.#next = slot + 1 === this.capacity ? 0 : slot + 1;
    if (this.size < this.capacity) this.size++;
    return slot;
  }

  /** Throws an Error while the memory is empty, and a RangeError for a batch of observations of another size. */
  checkSample(batch: Batch): void {
    if (this.size === 0) {
      throw new Error('the replay memory is empty; push transitions before the first sample');
    }
    const entries = batch.observations.length / batch.size;
    if (entries !== this.#observationSize) {
      throw refusal('observationSize of the batch', entries, `${this.#observationSize}, as in this memory`);
    }
  }

  /** Copies the transition of a slot out, into row b of the batch. */
  read(slot: number, batch: Batch, b: number): void {
    const D = this.#observationSize;
    const from = slot * D;
    const to = b * D;
    for (let d = 0; d < D; d++) {
      batch.observations[to + d] = this.#observations[from + d];
      batch.nextObservations[to + d] = this.#nextObservations[from + d];
    }
    batch.actions[b] = this.#actions[slot];
    batch.rewards[b] = this.#rewards[slot];
    batch.terminated[b] = this.#terminated[slot];
    batch.steps[b] = this.#steps[slot];
    batch.slots[b] = slot;
  }

  // --- saving and restoring ---

  /** The number of pushes tells which slots are in use and which is next. */
  state(): State {
    const arrays = this.#arraysInUse();
    return { pushes: this.pushes, ...arrays, actions: compact(arrays.actions) };
  }

  /** As in `Stateful`, for transitions within `bounds`. */
  restore(saved: SavedState, { actionCount, maxSteps }: TransitionBounds): void {
    this.pushes = saved.integer('pushes', 0, Number.MAX_SAFE_INTEGER);
    this.size = Math.min(this.pushes, this.capacity);
    this.#next = this.pushes % this.capacity;
    const arrays = this.#arraysInUse();
    saved.copyInto('observations', arrays.observations);
    const actions = saved.integers('actions', this.size, actionCount - 1);
    if (actions.length !== this.size) throw saved.refusal('actions', `an array of ${this.size}`);
    this.#actions.set(actions);
    saved.copyInto('rewards', arrays.rewards);
    saved.copyInto('nextObservations', arrays.nextObservations);
    saved.copyInto('terminated', arrays.terminated, 0, 1);
    saved.copyInto('steps', arrays.steps, 1, maxSteps);
    this.#terminated.fill(0, this.size);
    this.terminals = 0;
    for (let slot = 0; slot < this.size; slot++) this.terminals += this.#terminated[slot];
  }

  #arraysInUse() {
    const { size } = this;
    return {
      observations: this.#observations.subarray(0, size * this.#observationSize),
      actions: this.#actions.subarray(0, size),
      rewards: this.#rewards.subarray(0, size),
      nextObservations: this.#nextObservations.subarray(0, size * this.#observationSize),
      terminated: this.#terminated.subarray(0, size),
      steps: this.#steps.subarray(0, size),
    };
  }
}
