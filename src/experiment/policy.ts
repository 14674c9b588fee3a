/** A trained network with what it was trained to see: it plays states as the environment gives them. */

import type { QFunction, QNetwork } from '../agent/q-function.ts';
import { checkObservation } from '../agent/transition.ts';
import type { Config } from '../config/config.ts';

/** What a network needs to know about its surroundings in order to play. */
export type PolicySettings = Pick<Config, 'env' | 'observationScale'> &
  Partial<Pick<Config, 'envOptions' | 'maxEpisodeSteps'>>;

export class Policy<Q extends QFunction = QFunction> {
  /** Q of observations as the network sees them: scaled. */
  readonly q: Q;
  readonly settings: PolicySettings;
  readonly #scale: Float32Array;
  readonly #observation: Float32Array;

  constructor(q: Q, settings: PolicySettings) {
    this.q = q;
    this.settings = settings;
    this.#scale = Float32Array.from(settings.observationScale);
    this.#observation = new Float32Array(this.#scale.length);
  }

  /** What to do in a state (observationSize) as the environment gives it, not scaled: the action of the largest value. */
  act(state: ArrayLike<number>): number {
    return this.greedyAction(state);
  }

  /**
   * Q(s, ·) (actionCount) of a state (observationSize) that is not scaled; valid until the next call.
   *
   * Throws a RangeError for a state of another length, as `act` does.
   */
  values(state: ArrayLike<number>): Float32Array {
    return this.q.values(this.#scaled(state));
  }

  /** The same as `act`, by the name that it has in a `QFunction`: so a policy can be evaluated like one. */
  greedyAction(state: ArrayLike<number>): number {
    return this.q.greedyAction(this.#scaled(state));
  }

  #scaled(state: ArrayLike<number>): Float32Array {
    const observation = this.#observation;
    checkObservation(state, observation.length, 'state');
    for (let d = 0; d < observation.length; d++) observation[d] = Math.fround(state[d]) / this.#scale[d];
    return observation;
  }
}

/** One that comes from a file or from a run, whose network can be looked into. */
export type NetworkPolicy = Policy<QNetwork>;
