/**
 * RMSProp: gradient steps divided by a running root mean square of the gradient (Tieleman & Hinton 2012, lecture 6.5).
 *
 *   square ← ρ square + (1 − ρ) g²        mean ← ρ mean + (1 − ρ) g
 *   velocity ← momentum · velocity + g / root        p ← p − α · velocity
 *
 * Two roots are in use, and for the epsilon of the 2015 agent they are far apart:
 *
 *   root = √(square) + ε, or √(square − mean²) + ε if centered     PyTorch
 *   root = √(square − mean² + ε)                                   Graves 2013, equations 38 to 40; Mnih 2015
 *
 * Deviations. Rounding can leave square − mean² just below zero when the gradient hardly changes; it is then taken as
 * zero, where PyTorch's formula gives NaN. Graves keeps α inside the velocity; here it is outside, as in PyTorch, which
 * is the same as long as α is constant. Mnih 2015 is { decay: 0.95, epsilon: 0.01, centered, epsilonInsideRoot }.
 */
import type { SavedState, State } from '../state.ts';
import type { Device } from './device.ts';
import {
  checkEpsilon,
  checkLearningRate,
  checkOption,
  checkSameLength,
  type Optimizer,
} from './optimizer.ts';

const { fround, max, sqrt } = Math;

export interface RmsPropOptions {
  /** ρ, how much of both averages stays at each step (PyTorch's `alpha`). */
  readonly decay?: number;
  /** Keeps the quotient finite where the gradient has always been tiny. */
  readonly epsilon?: number;
  /** Divide by an estimate of the standard deviation instead of the root mean square. */
  readonly centered?: boolean;
  /** How much of the velocity stays at each step. */
  readonly momentum?: number;
  /** Add epsilon under the root instead of after it. */
  readonly epsilonInsideRoot?: boolean;
}

export class RmsProp implements Optimizer {
  readonly params: Float32Array;
  readonly grads: Float32Array;
  readonly #square: Float32Array;
  readonly #mean: Float32Array;
  readonly #velocity: Float32Array;
  readonly #decay: number;
  readonly #epsilon: number;
  readonly #centered: boolean;
  readonly #momentum: number;
  readonly #epsilonInsideRoot: boolean;
  #updates = 0;

  /** Throws a RangeError unless decay and momentum are in [0, 1), epsilon is positive and the arrays match in length. */
  constructor(params: Float32Array, grads: Float32Array, options: RmsPropOptions, device: Device) {
    const {
      decay = 0.99,
      epsilon = 1e-8,
      centered = false,
      momentum = 0,
      epsilonInsideRoot = false,
    } = options;
    checkSameLength(params, grads);
    checkOption('decay', decay, 0, 1);
    checkEpsilon(epsilon);
    checkOption('momentum', momentum, 0, 1);
    this.params = params;
    this.grads = grads;
    this.#decay = decay;
    this.#epsilon = fround(epsilon);
    this.#centered = centered;
    this.#momentum = fround(momentum);
    this.#epsilonInsideRoot = epsilonInsideRoot;
    this.#square = device.float32(params.length);
    this.#mean = device.float32(params.length);
    this.#velocity = device.float32(params.length);
  }

  get updates(): number {
    return this.#updates;
  }

  step(learningRate: number): void {
    checkLearningRate(learningRate);
    this.#updates++;
    const alpha = fround(learningRate);
    const rho = fround(this.#decay);
    const oneMinusRho = fround(1 - this.#decay);
    const epsilon = this.#epsilon;
    const momentum = this.#momentum;
    const params = this.params;
    const grads = this.grads;
    const centered = this.#centered;
    const epsilonInsideRoot = this.#epsilonInsideRoot;
    const square = this.#square;
    const mean = this.#mean;
    const velocity = this.#velocity;
    for (let k = 0; k < params.length; k++) {
      const g = grads[k];
      square[k] = fround(rho * square[k]) + fround(oneMinusRho * fround(g * g));
      mean[k] = fround(rho * mean[k]) + fround(oneMinusRho * g);
      const meanSquared = centered ? fround(mean[k] * mean[k]) : 0;
      const variance = max(0, fround(square[k] - meanSquared));
      const root = epsilonInsideRoot
        ? fround(sqrt(fround(variance + epsilon)))
        : fround(fround(sqrt(variance)) + epsilon);
      velocity[k] = fround(momentum * velocity[k]) + fround(g / root);
      params[k] = params[k] - fround(alpha * velocity[k]);
    }
  }

  // --- saving and restoring ---

  state(): State {
    return { updates: this.#updates, square: this.#square, mean: this.#mean, velocity: this.#velocity };
  }

  restore(saved: SavedState): void {
    this.#updates = saved.integer('updates', 0, Number.MAX_SAFE_INTEGER);
    saved.copyInto('square', this.#square, 0);
    saved.copyInto('mean', this.#mean);
    saved.copyInto('velocity', this.#velocity);
  }
}
