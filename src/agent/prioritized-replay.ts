/**
 * Prioritized replay: transitions about which Q was more wrong are sampled more often, and count less in return.
 *
 *   p = |δ| + 10⁻⁶        P(i) = pᵢ^α / Σ p^α        w(i) = (N · P(i))^−β, divided by the batch's largest
 *
 * δ is the TD error when the transition was last sampled, before any weight; a new one gets the largest priority so far, so
 * that it is seen soon. The weights make up for the sampling: entirely at β = 1, which β reaches at the end.
 *
 * Source: Schaul et al. 2016, "Prioritized Experience Replay", Algorithm 1, the proportional variant; sampling in B strata
 * of equal mass as in appendix B.2.1. Deviations: δ is not clipped to [−1, 1]; the largest priority so far is that of all
 * times, not of the transitions still held, as in OpenAI Baselines; β grows with the transitions stored, one for each
 * environment step.
 */
import { checkNumber, MAX_FLOAT32, refusal } from '../checks.ts';
import type { Generator } from '../random.ts';
import type { SavedState, State } from '../state.ts';
import { power } from './power.ts';
import type { Replay } from './replay.ts';
import { linear } from './schedules.ts';
import { SumTree } from './sum-tree.ts';
import type { Batch, Transition, TransitionBounds } from './transition.ts';
import { TransitionStore } from './transition-store.ts';

/** No transition is out of reach for ever, also one about which Q was right. */
const LEAST_PRIORITY = 1e-6;
/** That of the largest |δ|; the sum of a whole memory of them is still a finite number. */
const LARGEST_PRIORITY = MAX_FLOAT32;

export interface PrioritizedOptions {
  /** α: 0 samples uniformly, 1 in proportion to |δ|. */
  readonly exponent: number;
  /** β at the first step; 0 leaves the bias of the sampling, 1 takes it away. */
  readonly betaStart: number;
  /** Steps after which β is 1. */
  readonly betaSteps: number;
}

/** The last N transitions, drawn in proportion to (|δ| + 10⁻⁶)^α, with importance weights. */
export class PrioritizedReplay implements Replay {
  readonly #store: TransitionStore;
  /** p^α of each slot, 0 of an unused one. */
  readonly #priorities: SumTree;
  readonly #random: Generator;
  readonly #options: PrioritizedOptions;
  #largest = 1;

  /** @throws RangeError for a size that is not a positive integer, or an option out of bounds. */
  constructor(capacity: number, observationSize: number, options: PrioritizedOptions, random: Generator) {
    checkNumber('exponent', options.exponent, 0, 1);
    checkNumber('betaStart', options.betaStart, 0, 1);
    if (!(options.betaSteps > 0)) throw refusal('betaSteps', options.betaSteps, 'a positive number of steps');
    this.#store = new TransitionStore(capacity, observationSize);
    this.#priorities = new SumTree(capacity);
    this.#random = random;
    this.#options = options;
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

  /** β of the next batch. */
  get beta(): number {
    return linear(this.#options.betaStart, 1, this.#options.betaSteps, this.#store.pushes);
  }

  push(transition: Transition): void {
    this.#priorities.set(this.#store.push(transition), this.#largest);
  }

  /**
   * Draws one slot from each of B parts of the total priority.
   *
   * Throws an Error while the memory is empty, and once it was told an error that is not finite: nothing can be drawn in
   * proportion to that, and every search would end in slot 0.
   */
  sample(batch: Batch): void {
    this.#store.checkSample(batch);
    const { total } = this.#priorities;
    if (!(total < Infinity)) {
      throw new Error(
        `the priorities add up to ${total}: a TD error was not a finite number; has the loss diverged?`,
      );
    }
    const part = total / batch.size;
    let least = Infinity;
    for (let b = 0; b < batch.size; b++) {
      const slot = this.#priorities.find((b + this.#random.random()) * part);
      this.#store.read(slot, batch, b);
      least = Math.min(least, this.#priorities.get(slot));
    }
    // The largest weight belongs to the least priority, and N and the total cancel in the quotient of two weights.
    const { beta } = this;
    for (let b = 0; b < batch.size; b++) {
      batch.weights[b] = power(least / this.#priorities.get(batch.slots[b]), beta);
    }
  }

  updatePriorities({ slots, size: B }: Batch, tdErrors: Float32Array): void {
    for (let b = 0; b < B; b++) {
      const priority = power(Math.abs(tdErrors[b]) + LEAST_PRIORITY, this.#options.exponent);
      this.#priorities.set(slots[b], priority);
      this.#largest = Math.max(this.#largest, priority);
    }
  }

  // --- saving and restoring ---

  state(): State {
    return {
      transitions: this.#store.state(),
      priorities: this.#priorities.first(this.size),
      largest: this.#largest,
      random: this.#random.state(),
    };
  }

  restore(saved: SavedState, bounds: TransitionBounds): void {
    const { exponent } = this.#options;
    const priorities = this.#priorities;
    this.#store.restore(saved.part('transitions'), bounds);
    this.#largest = saved.number('largest', 1, power(LARGEST_PRIORITY, exponent));
    priorities.first(this.capacity).fill(0);
    saved.copyInto('priorities', priorities.first(this.size), power(LEAST_PRIORITY, exponent), this.#largest);
    priorities.addUp();
    this.#random.restore(saved.part('random'));
  }
}
