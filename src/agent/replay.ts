/**
 * The replay memory D: the last N transitions, sampled uniformly.
 *
 * Source: Lin 1992; Mnih 2015, Algorithm 1. Sampling is with replacement, as in the paper's "random minibatch" and in
 * Stable-Baselines3 and CleanRL.
 */
import type { Generator } from '../random.ts';
import type { Batch, Transition } from './transition.ts';

export interface Replay {
  /** Transitions held, at most the capacity. */
  readonly size: number;
  /** How many of them ended their episode by termination: a memory without failures forgets what failure is. */
  readonly terminals: number;
  /** Copies the transition in, over the oldest one if the memory is full. */
  push(transition: Transition): void;
  /** Fills every row of the batch. */
  sample(batch: Batch): void;
}

export class UniformReplay implements Replay {
  readonly capacity: number;
  size = 0;
  terminals = 0;
  readonly #observationSize: number;
  readonly #observations: Float32Array;
  readonly #actions: Uint8Array;
  readonly #rewards: Float32Array;
  readonly #nextObservations: Float32Array;
  readonly #terminated: Uint8Array;
  readonly #random: Generator;
  /** The slot that the next transition takes: the oldest one once the memory is full. */
  #next = 0;

  /** @throws RangeError unless the capacity is a positive integer. */
  constructor(capacity: number, observationSize: number, random: Generator) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`replay capacity is ${capacity}; give a positive integer`);
    }
    this.capacity = capacity;
    this.#observationSize = observationSize;
    this.#observations = new Float32Array(capacity * observationSize);
    this.#actions = new Uint8Array(capacity);
    this.#rewards = new Float32Array(capacity);
    this.#nextObservations = new Float32Array(capacity * observationSize);
    this.#terminated = new Uint8Array(capacity);
    this.#random = random;
  }

  push({ observation, action, reward, nextObservation, terminated }: Transition): void {
    const slot = this.#next;
    const row = slot * this.#observationSize;
    for (let d = 0; d < this.#observationSize; d++) {
      this.#observations[row + d] = observation[d];
      this.#nextObservations[row + d] = nextObservation[d];
    }
    this.#actions[slot] = action;
    this.#rewards[slot] = reward;
    // An unused slot holds 0, so subtracting what is overwritten needs no case of its own.
    this.terminals -= this.#terminated[slot];
    this.#terminated[slot] = terminated ? 1 : 0;
    this.terminals += this.#terminated[slot];

    this.#next = slot + 1 === this.capacity ? 0 : slot + 1;
    if (this.size < this.capacity) this.size++;
  }

  /** Draws B slots independently and uniformly; needs at least one transition. */
  sample(batch: Batch): void {
    const D = this.#observationSize;
    for (let b = 0; b < batch.size; b++) {
      const slot = this.#random.integers(0, this.size);
      const from = slot * D;
      const to = b * D;
      for (let d = 0; d < D; d++) {
        batch.observations[to + d] = this.#observations[from + d];
        batch.nextObservations[to + d] = this.#nextObservations[from + d];
      }
      batch.actions[b] = this.#actions[slot];
      batch.rewards[b] = this.#rewards[slot];
      batch.terminated[b] = this.#terminated[slot];
    }
  }
}
