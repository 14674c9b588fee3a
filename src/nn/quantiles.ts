/**
 * The return as N equally likely values, θ₁ … θ_N, which the network gives: QR-DQN. θᵢ estimates the quantile at τ̂ᵢ.
 *
 *   τ̂ᵢ = (2i − 1) / 2N        Q = mean of θ        Tⱼ = r + γ θⱼ(s′, a*; θ⁻)
 *   l = Σᵢ meanⱼ |τ̂ᵢ − 1{u < 0}| · L_κ(u) / κ,  u = Tⱼ − θᵢ,  L_κ the Huber loss
 *
 * No projection and no bounds of the return are needed. Too large a θᵢ costs 1 − τ̂ᵢ and too small a one τ̂ᵢ, so the least loss is
 * where the share τ̂ᵢ of the targets lies below it. Within κ the slope is smooth, and the quantile drawn towards the mean.
 *
 * Source: Dabney et al. 2018, "Distributional Reinforcement Learning with Quantile Regression", equations 9 and 10, Algorithm 1.
 * Deviation: L_κ is divided by κ, as in Dopamine, so that κ → 0 is the loss of quantiles itself; with κ = 1 it is the same.
 */
import { checkInteger, refusal } from '../checks.ts';
import type { Distribution, DistributionRows } from './distribution.ts';

/** More describe no return better, and a file that asks for more is not to be trusted. */
const MAX_QUANTILES = 1001;

export class Quantiles implements Distribution {
  readonly size: number;
  readonly text: string;
  readonly kappa: number;
  /** τ̂ (N) */
  readonly midpoints: Float64Array;

  /**
   * @param kappa κ, where the loss turns from a parabola into a line; it matters to learning alone.
   * @throws RangeError unless there are 1 to 1001 quantiles and kappa is positive and finite.
   */
  constructor(size: number, kappa = 1) {
    checkInteger('quantiles', size, 1, MAX_QUANTILES);
    if (!(kappa > 0 && kappa < Infinity)) throw refusal('kappa', kappa, 'a positive number');
    this.size = size;
    this.text = `quantile,${size}`;
    this.kappa = kappa;
    this.midpoints = Float64Array.from({ length: size }, (_, i) => (2 * i + 1) / (2 * size));
  }

  rowsOn(): DistributionRows {
    return new QuantileRows(this);
  }
}

class QuantileRows implements DistributionRows {
  readonly #quantiles: Quantiles;
  /** θ of each row (rows, N) */
  #outputs: Float32Array = new Float32Array();
  #rows = 0;

  constructor(quantiles: Quantiles) {
    this.#quantiles = quantiles;
  }

  means(q: Float32Array, outputs: Float32Array, rows: number): void {
    const { size: N } = this.#quantiles;
    this.#outputs = outputs;
    this.#rows = rows;
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let i = 0; i < N; i++) sum += outputs[row * N + i];
      q[row] = sum / N;
    }
  }

  meansBackward(dOutputs: Float32Array, dQ: Float32Array): void {
    const { size: N } = this.#quantiles;
    for (let k = 0; k < this.#rows * N; k++) dOutputs[k] = dQ[Math.floor(k / N)] / N;
  }

  /** T: the values themselves move. With d = 0 all of them are r. */
  backUp(
    target: Float32Array,
    chosen: Int32Array,
    rewards: Float32Array,
    discounts: Float64Array,
    count: number,
  ): void {
    const { size: N } = this.#quantiles;
    for (let row = 0; row < count; row++) {
      for (let j = 0; j < N; j++) {
        target[row * N + j] = rewards[row] + discounts[row] * this.#outputs[chosen[row] * N + j];
      }
    }
  }

  /** A sum over the quantiles i of the network, each of which has its own τ̂ᵢ, of means over the targets j. */
  loss(losses: Float32Array, dOutputs: Float32Array, target: Float32Array): void {
    const { size: N, kappa, midpoints } = this.#quantiles;
    for (let row = 0; row < this.#rows; row++) {
      const start = row * N;
      let loss = 0;
      for (let i = 0; i < N; i++) {
        const theta = this.#outputs[start + i];
        const below = midpoints[i];
        let slope = 0;
        for (let j = 0; j < N; j++) {
          const u = target[start + j] - theta;
          const cut = Math.max(-kappa, Math.min(kappa, u));
          const weight = u < 0 ? 1 - below : below;
          // Both branches of the Huber loss in one: within κ the cut error is the error itself.
          loss += weight * cut * (u - cut / 2);
          slope -= weight * cut;
        }
        dOutputs[start + i] = slope / (kappa * N);
      }
      losses[row] = loss / (kappa * N);
    }
  }
}
