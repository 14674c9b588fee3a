/**
 * Draws initial states: uniform, between bounds that a reset may change, from a random stream that a reset may restart,
 * as in Gymnasium.
 *
 * Deviation: the first reset needs a seed or a generator, because no run starts from chance.
 */
import { Generator } from '../random.ts';
import type { SavedState, State } from '../state.ts';
import type { ResetOptions } from './env.ts';

/** One object for all resets, so that a reset allocates nothing. */
const NO_OPTIONS: ResetOptions = {};

export class InitialState {
  readonly #name: string;
  readonly #low: number;
  readonly #high: number;
  #random: Generator | undefined;

  /**
   * @param name of the environment, for messages.
   * @param random draws until a reset brings a seed.
   */
  constructor(name: string, low: number, high: number, random: Generator | undefined) {
    this.#name = name;
    this.#low = low;
    this.#high = high;
    this.#random = random;
  }

  /**
   * Sets the first `count` entries of `variables`, in this order.
   *
   * Throws an Error at a first reset that has neither a seed nor a generator, a RangeError for bounds out of order.
   */
  draw(variables: Float64Array, count: number, options: ResetOptions = NO_OPTIONS): void {
    const { seed, low = this.#low, high = this.#high } = options;
    if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
      throw new RangeError(
        `reset bounds are low = ${low}, high = ${high}; give finite numbers with low <= high`,
      );
    }
    if (seed !== undefined) this.#random = new Generator(seed);
    if (this.#random === undefined) {
      const name = this.#name;
      throw new Error(`${name} has no random stream; give reset({ seed }) once, or new ${name}({ random })`);
    }
    for (let k = 0; k < count; k++) variables[k] = this.#random.uniform(low, high);
  }

  // --- saving and restoring ---

  /** That of the random stream, which is null before there is one. */
  state(): State | null {
    return this.#random === undefined ? null : this.#random.state();
  }

  restore(saved: SavedState | null): void {
    if (saved === null) {
      this.#random = undefined;
    } else {
      this.#random ??= new Generator(0);
      this.#random.restore(saved);
    }
  }
}
