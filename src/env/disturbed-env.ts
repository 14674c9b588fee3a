/**
 * An environment that differs from training, to see how much a policy can take.
 *
 * Each kind of disturbance draws from a stream of its own, so that adding one leaves the others as they were.
 */
import { checkNumber } from '../checks.ts';
import { Generator, type SeedSequence } from '../random.ts';
import type { Env, ResetOptions, StepResult } from './env.ts';

export interface Disturbance {
  /** Probability that another action than the given one is taken, each of the others equally likely. */
  readonly actionNoise: number;
  /** Each entry of an observation is off by up to this times its scale, evenly distributed. */
  readonly observationNoise: number;
  /** Size of a blow, in units of the task; one comes after every `PUSH_EVERY` steps, from a random side. */
  readonly push: number;
}

export const UNDISTURBED: Disturbance = { actionNoise: 0, observationNoise: 0, push: 0 };

/** The largest observation noise and push that programs take. */
export const MAX_DISTURBANCE = 1e6;

/** One second of tasks that have one. */
export const PUSH_EVERY = 50;

export interface Surroundings {
  readonly actionCount: number;
  readonly observationScale: readonly number[];
  /** Gives the environment a blow. */
  readonly strike: (size: number) => void;
}

export class DisturbedEnv implements Env {
  readonly #env: Env;
  readonly #disturbance: Disturbance;
  readonly #surroundings: Surroundings;
  readonly #actions: Generator;
  readonly #observations: Generator;
  readonly #sides: Generator;
  readonly #observation: Float32Array;
  #steps = 0;

  /** @throws RangeError for an action noise that is not a probability, or another number that is negative or infinite. */
  constructor(env: Env, disturbance: Disturbance, surroundings: Surroundings, streams: SeedSequence) {
    const { actionNoise, observationNoise, push } = disturbance;
    checkNumber('actionNoise', actionNoise, 0, 1);
    checkNumber('observationNoise', observationNoise, 0, Number.MAX_VALUE);
    checkNumber('push', push, 0, Number.MAX_VALUE);
    this.#env = env;
    this.#disturbance = disturbance;
    this.#surroundings = surroundings;
    [this.#actions, this.#observations, this.#sides] = streams.spawn(3).map((seed) => new Generator(seed));
    this.#observation = new Float32Array(surroundings.observationScale.length);
  }

  reset(options?: ResetOptions): Float32Array {
    this.#steps = 0;
    return this.#seen(this.#env.reset(options));
  }

  step(action: number): StepResult {
    const { push } = this.#disturbance;
    if (push > 0 && this.#steps > 0 && this.#steps % PUSH_EVERY === 0) {
      this.#surroundings.strike(this.#sides.random() < 0.5 ? -push : push);
    }
    this.#steps++;
    const result = this.#env.step(this.#taken(action));
    result.observation = this.#seen(result.observation);
    return result;
  }

  #taken(action: number): number {
    const { actionCount } = this.#surroundings;
    if (!(this.#actions.random() < this.#disturbance.actionNoise) || actionCount === 1) return action;
    return (action + this.#actions.integers(1, actionCount)) % actionCount;
  }

  #seen(observation: Float32Array): Float32Array {
    const { observationNoise } = this.#disturbance;
    if (observationNoise === 0) return observation;
    const seen = this.#observation;
    const scale = this.#surroundings.observationScale;
    for (let d = 0; d < seen.length; d++) {
      seen[d] = observation[d] + this.#observations.uniform(-1, 1) * observationNoise * scale[d];
    }
    return seen;
  }
}
