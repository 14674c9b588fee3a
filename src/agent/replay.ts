/**
 * The replay memory D: the last N transitions, sampled uniformly.
 *
 * Source: Lin 1992; Mnih 2015, Algorithm 1. Sampling is with replacement, as in the paper's "random minibatch" and in
 * Stable-Baselines3 and CleanRL.
 */
import type { Generator } from '../random.ts';
import type { SavedState, State } from '../state.ts';
import type { Batch, Transition, TransitionBounds } from './transition.ts';
import { TransitionStore } from './transition-store.ts';

/** What an agent needs of its replay memory. */
export interface Replay {
  /** Transitions held, at most the capacity. */
  readonly size: number;
  /** How many of them ended their episode by termination: a memory without failures forgets what failure looks like. */
  readonly terminals: number;
  /** Copies the transition in, over the oldest one if the memory is full. Throws a RangeError if it cannot be stored unchanged. */
  push(transition: Transition): void;
  /** Fills every row of the batch. */
  sample(batch: Batch): void;
  /** Learns how wrong Q was about the last batch: δ = y − Q(s, a) of each row, whatever its weight in the loss. */
  updatePriorities(batch: Batch, tdErrors: Float32Array): void;
  /** As in `Stateful`. */
  state(): State;
  /** As in `Stateful`, but also refuses transitions beyond `bounds`: a memory does not know how many actions there are. */
  restore(saved: SavedState, bounds: TransitionBounds): void;
}

/** The last N transitions, each as likely as any other in every draw. */
export class UniformReplay implements Replay {
  readonly #store: TransitionStore;
  readonly #random: Generator;

  /** @throws RangeError unless capacity and observationSize are positive integers. */
  constructor(capacity: number, observationSize: number, random: Generator) {
    this.#store = new TransitionStore(capacity, observationSize);
    this.#random = random;
  }

  get capacity(): number {
    return this.#store.capacity;
  }

  get size(): number {
    return this.#store.size;
  }

  get terminals(): number {
    return this.#store.terminals;
  }

  push(transition: Transition): void {
    this.#store.push(transition);
  }

  /** Draws B slots independently and uniformly. Throws an Error while the memory is empty. */
  sample(batch: Batch): void {
    this.#store.checkSample(batch);
    for (let b = 0; b < batch.size; b++) {
      this.#store.read(this.#random.integers(0, this.#store.size), batch, b);
    }
  }

  /** All transitions stay equally likely. */
  updatePriorities(): void {}

  // --- saving and restoring ---

  state(): State {
    return { transitions: this.#store.state(), random: this.#random.state() };
  }

  restore(saved: SavedState, bounds: TransitionBounds): void {
    this.#store.restore(saved.part('transitions'), bounds);
    this.#random.restore(saved.part('random'));
  }
}
