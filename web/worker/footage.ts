/** Keeps the latest steps of the training, so that the page can show the episode itself. */
import type { Transition } from '../../src/agent/transition.ts';
import type { Footage } from '../messages.ts';

/** Steps that are kept between two reports: about as many as are made meanwhile. */
const CAPACITY = 1024;
/** Observations of more numbers are pictures, which are too large to be kept of each step. */
const MAX_OBSERVATION_SIZE = 16;

export class FootageRecorder {
  readonly #size: number;
  readonly #observations: Float32Array;
  readonly #actions = new Uint8Array(CAPACITY);
  readonly #explored = new Uint8Array(CAPACITY);
  readonly #ended = new Uint8Array(CAPACITY);
  /** Steps since the last `take`, also those that are no longer kept. */
  #count = 0;

  constructor(observationSize: number) {
    this.#size = observationSize;
    this.#observations = new Float32Array(this.isKept ? CAPACITY * observationSize : 0);
  }

  /** Whether the observations are small enough. */
  get isKept(): boolean {
    return this.#size <= MAX_OBSERVATION_SIZE;
  }

  /** Keeps a step that was executed and has not been moved on from; `greedyAction` is what Q would have had it do. */
  add({ observation, action, terminated, truncated }: Transition, greedyAction: number): void {
    const k = this.#count++ % CAPACITY;
    this.#observations.set(observation, k * this.#size);
    this.#actions[k] = action;
    this.#explored[k] = Number(action !== greedyAction);
    this.#ended[k] = Number(terminated || truncated);
  }

  /** The steps since the last call, oldest first; null if there are none. */
  take(): Footage | null {
    const count = Math.min(this.#count, CAPACITY);
    if (count === 0) return null;
    const first = this.#count - count;
    this.#count = 0;
    const slots = Uint16Array.from({ length: count }, (_, k) => (first + k) % CAPACITY);
    const observations = new Float32Array(count * this.#size);
    for (const [k, slot] of slots.entries()) {
      const from = slot * this.#size;
      observations.set(this.#observations.subarray(from, from + this.#size), k * this.#size);
    }
    const of = (values: Uint8Array) => Uint8Array.from(slots, (slot) => values[slot]);
    return { observations, actions: of(this.#actions), explored: of(this.#explored), ended: of(this.#ended) };
  }
}
