/**
 * Adam (Kingma & Ba 2015, Algorithm 1): steps scaled by running averages of the gradient and of its square.
 *
 * As in PyTorch, epsilon is added after the root of the corrected second moment. No weight decay.
 */
import type { SavedState, State } from '../state.ts';
import type { Device, Kernels } from './device.ts';
import {
  checkEpsilon,
  checkLearningRate,
  checkOption,
  checkSameLength,
  type Optimizer,
} from './optimizer.ts';

export interface AdamOptions {
  /** β₁, how much of the average gradient stays at each step. */
  readonly beta1?: number;
  /** β₂, how much of the average squared gradient stays at each step. */
  readonly beta2?: number;
  /** Keeps the step finite where the gradient has always been tiny. */
  readonly epsilon?: number;
}

export class Adam implements Optimizer {
  readonly params: Float32Array;
  readonly grads: Float32Array;
  /** The running average of the gradient. */
  readonly m: Float32Array;
  /** The running average of its square. */
  readonly v: Float32Array;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly #kernels: Kernels;
  #updates = 0;
  /** β₁ᵗ and β₂ᵗ, multiplied up step by step: the last bit of `Math.pow` differs between engines. */
  #beta1Power = 1;
  #beta2Power = 1;

  /** Throws a RangeError unless both betas are in [0, 1), epsilon is positive and the arrays match in length. */
  constructor(params: Float32Array, grads: Float32Array, options: AdamOptions, device: Device) {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    checkSameLength(params, grads);
    checkOption('beta1', beta1, 0, 1);
    checkOption('beta2', beta2, 0, 1);
    checkEpsilon(epsilon);
    this.params = params;
    this.grads = grads;
    this.#kernels = device.kernels;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.m = device.float32(params.length);
    this.v = device.float32(params.length);
  }

  get updates(): number {
    return this.#updates;
  }

  step(learningRate: number): void {
    checkLearningRate(learningRate);
    this.#updates++;
    this.#beta1Power *= this.beta1;
    this.#beta2Power *= this.beta2;
    // m and v start at zero, hence too small: dividing by 1 − βᵗ corrects that.
    const mCorrection = 1 / (1 - this.#beta1Power);
    const vCorrection = 1 / (1 - this.#beta2Power);
    this.#kernels.adamStep(
      this.params,
      this.grads,
      this.m,
      this.v,
      learningRate,
      this.beta1,
      this.beta2,
      this.epsilon,
      mCorrection,
      vCorrection,
      this.params.length,
    );
  }

  // --- saving and restoring ---

  state(): State {
    return { updates: this.#updates, m: this.m, v: this.v };
  }

  restore(saved: SavedState): void {
    this.#updates = saved.integer('updates', 0, Number.MAX_SAFE_INTEGER);
    saved.copyInto('m', this.m);
    saved.copyInto('v', this.v, 0);
    this.#beta1Power = repeatedProduct(this.beta1, this.#updates);
    this.#beta2Power = repeatedProduct(this.beta2, this.#updates);
  }
}

/** factorⁿ with exactly the rounding of n steps of Adam. It ends early where a step changes nothing any more, however large n. */
export function repeatedProduct(factor: number, n: number): number {
  let product = 1;
  for (let k = 0; k < n && product * factor !== product; k++) product *= factor;
  return product;
}
