/** Keeps steps of the training, so that the page can show the episode itself. */
import type { Transition } from '../../src/agent/transition.ts';
import type { Footage } from '../messages.ts';

/** Steps that are kept between two reports, at most: about as many as are made meanwhile. */
const MOST_STEPS = 1024;
/** Numbers of all observations that are kept, at most: 40 steps of a screen of 400, more than there are pictures between two reports. */
const MOST_NUMBERS = 16 * MOST_STEPS;

export class FootageRecorder {
  readonly #size: number;
  readonly #capacity: number;
  readonly #observations: Float32Array;
  readonly #actions: Uint8Array;
  readonly #explored: Uint8Array;
  readonly #ended: Uint8Array;
  /** Steps that are kept. */
  #count = 0;

  constructor(observationSize: number) {
    this.#size = observationSize;
    this.#capacity = Math.max(1, Math.min(MOST_STEPS, Math.floor(MOST_NUMBERS / observationSize)));
    this.#observations = new Float32Array(this.#capacity * observationSize);
    const flags = () => new Uint8Array(this.#capacity);
    [this.#actions, this.#explored, this.#ended] = [flags(), flags(), flags()];
  }

  /** Whether the next step is kept. */
  get hasRoom(): boolean {
    return this.#count < this.#capacity;
  }

  /**
   * Keeps a step that was executed and has not been moved on from, if there is room; `greedyAction` is what Q would have had it do.
   */
  add({ observation, action, terminated, truncated }: Transition, greedyAction: number): void {
    if (!this.hasRoom) return;
    const k = this.#count++;
    this.#observations.set(observation, k * this.#size);
    this.#actions[k] = action;
    this.#explored[k] = Number(action !== greedyAction);
    this.#ended[k] = Number(terminated || truncated);
  }

  /** The first steps since the last call; null if there are none. */
  take(): Footage | null {
    const count = this.#count;
    if (count === 0) return null;
    this.#count = 0;
    return {
      observations: this.#observations.slice(0, count * this.#size),
      actions: this.#actions.slice(0, count),
      explored: this.#explored.slice(0, count),
      ended: this.#ended.slice(0, count),
    };
  }
}
