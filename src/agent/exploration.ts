/** Where variants of DQN differ in acting: how an agent departs from its greedy policy. */
import { checkValues, type DqnConfig } from '../config/config.ts';
import type { Generator } from '../random.ts';
import type { SavedState, State, Stateful } from '../state.ts';
import type { QFunction } from './q-function.ts';
import { linear } from './schedules.ts';

/** `step` counts the environment steps taken so far. */
export interface Exploration extends Stateful {
  /** Chooses an action in s, given Q(s, ·). */
  act(q: QFunction, observation: Float32Array, step: number): number;
  /** Probability of a random action; 0 for a way to explore that takes none. */
  epsilon(step: number): number;
}

const OPTIONS = [
  'epsilonStart', // ε at step 0 …
  'epsilonEnd', // … and from step number `epsilonDecaySteps` on
  'epsilonDecaySteps',
] as const;

export type EpsilonGreedyOptions = Pick<DqnConfig, (typeof OPTIONS)[number]>;

/** With probability ε a random action, each as likely as any other, else argmax_a Q(s, a); ε falls along a line (Mnih 2015). */
export class EpsilonGreedy implements Exploration {
  readonly #options: EpsilonGreedyOptions;
  readonly #random: Generator;

  /** Throws a ConfigError for an option that is missing or out of bounds. */
  constructor(options: EpsilonGreedyOptions, random: Generator) {
    checkValues(OPTIONS, options);
    this.#options = options;
    this.#random = random;
  }

  act(q: QFunction, observation: Float32Array, step: number): number {
    if (this.#random.random() < this.epsilon(step)) return this.#random.integers(0, q.actionCount);
    return q.greedyAction(observation);
  }

  epsilon(step: number): number {
    const { epsilonStart, epsilonEnd, epsilonDecaySteps } = this.#options;
    return linear(epsilonStart, epsilonEnd, epsilonDecaySteps, step);
  }

  // --- saving and restoring ---

  state(): State {
    return this.#random.state();
  }

  restore(saved: SavedState): void {
    this.#random.restore(saved);
  }
}
