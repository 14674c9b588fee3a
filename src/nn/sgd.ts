/**
 * Stochastic gradient descent with classical momentum (Polyak 1964), in PyTorch's form without dampening:
 *
 *   velocity ← momentum · velocity + g        p ← p − α · velocity
 *
 * The learning rate α stays outside the velocity, so a change of α acts at once.
 */
import type { SavedState, State } from '../state.ts';
import type { Device } from './device.ts';
import { checkLearningRate, checkOption, checkSameLength, type Optimizer } from './optimizer.ts';

const { fround } = Math;

export interface SgdOptions {
  /** How much of the velocity stays at each step; 0 is plain gradient descent. */
  readonly momentum?: number;
}

export class Sgd implements Optimizer {
  readonly params: Float32Array;
  readonly grads: Float32Array;
  readonly #velocity: Float32Array;
  readonly #momentum: number;
  #updates = 0;

  /** Throws a RangeError unless momentum is in [0, 1) and the arrays match in length. */
  constructor(params: Float32Array, grads: Float32Array, options: SgdOptions, device: Device) {
    const { momentum = 0 } = options;
    checkSameLength(params, grads);
    checkOption('momentum', momentum, 0, 1);
    this.params = params;
    this.grads = grads;
    this.#momentum = fround(momentum);
    this.#velocity = device.float32(params.length);
  }

  get updates(): number {
    return this.#updates;
  }

  step(learningRate: number): void {
    checkLearningRate(learningRate);
    this.#updates++;
    const alpha = fround(learningRate);
    const momentum = this.#momentum;
    const params = this.params;
    const grads = this.grads;
    const velocity = this.#velocity;
    for (let k = 0; k < params.length; k++) {
      velocity[k] = fround(momentum * velocity[k]) + grads[k];
      params[k] = params[k] - fround(alpha * velocity[k]);
    }
  }

  // --- saving and restoring ---

  state(): State {
    return { updates: this.#updates, velocity: this.#velocity };
  }

  restore(saved: SavedState): void {
    this.#updates = saved.integer('updates', 0, Number.MAX_SAFE_INTEGER);
    saved.copyInto('velocity', this.#velocity);
  }
}
