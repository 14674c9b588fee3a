/**
 * The return as a distribution over N fixed values, the atoms, whose probabilities the network gives: C51, for N = 51.
 *
 *   zᵢ = Vmin + i Δz,  Δz = (Vmax − Vmin) / (N − 1)        p = softmax of the outputs        Q = Σᵢ pᵢ zᵢ
 *
 * The values r + γ z are not atoms. Each is clipped to [Vmin, Vmax] and shares its probability between its two neighbours, in
 * inverse proportion to its distance: Algorithm 1's projection Φ. The loss is the cross entropy −Σᵢ mᵢ ln pᵢ of what results, m.
 *
 * Source: Bellemare, Dabney & Munos 2017, "A Distributional Perspective on Reinforcement Learning", Algorithm 1. Deviation: an
 * atom that falls exactly on another gives it all its probability; the paper's form, with floor and ceiling, loses it there.
 */
import { checkInteger, refusal } from '../checks.ts';
import type { Device, Kernels } from './device.ts';
import type { Distribution, DistributionRows } from './distribution.ts';
import { takeLogarithms } from './exponential.ts';

/** More describe no return better, and a file that asks for more is not to be trusted. */
const MAX_ATOMS = 1001;

export class Categorical implements Distribution {
  readonly size: number;
  readonly text: string;
  readonly vMin: number;
  readonly vMax: number;
  /** Δz */
  readonly spacing: number;
  /** z (N) */
  readonly atoms: Float64Array;

  /** @throws RangeError unless there are 2 to 1001 atoms and vMin is less than vMax, both of them finite. */
  constructor(size: number, vMin: number, vMax: number) {
    checkInteger('atoms', size, 2, MAX_ATOMS);
    if (!(vMin > -Infinity && vMin < Infinity)) throw refusal('vMin', vMin, 'a finite number');
    if (!(vMax > vMin && vMax < Infinity))
      throw refusal('vMax', vMax, `a finite number above vMin (${vMin})`);
    this.size = size;
    this.text = `categorical,${size},${vMin},${vMax}`;
    this.vMin = vMin;
    this.vMax = vMax;
    this.spacing = (vMax - vMin) / (size - 1);
    this.atoms = Float64Array.from({ length: size }, (_, i) => vMin + i * this.spacing);
  }

  rowsOn(device: Device, maxRows: number): DistributionRows {
    return new CategoricalRows(this, device, maxRows);
  }
}

class CategoricalRows implements DistributionRows {
  readonly #categorical: Categorical;
  readonly #kernels: Kernels;
  #outputs: Float32Array = new Float32Array();
  #rows = 0;
  /** p (maxRows, N) */
  readonly #p: Float64Array;
  /** The largest output of each row, and Σ exp(output − the largest) (maxRows). */
  readonly #largest: Float64Array;
  readonly #sums: Float64Array;
  /** ln of these sums. */
  readonly #logSums: Float64Array;
  /** m (N) of the row that is projected. */
  readonly #m: Float64Array;

  constructor(categorical: Categorical, device: Device, maxRows: number) {
    this.#categorical = categorical;
    this.#kernels = device.kernels;
    this.#p = device.float64(maxRows * categorical.size);
    this.#largest = device.float64(maxRows);
    this.#sums = device.float64(maxRows);
    this.#logSums = new Float64Array(maxRows);
    this.#m = new Float64Array(categorical.size);
  }

  means(q: Float32Array, outputs: Float32Array, rows: number): void {
    const { size: N, atoms } = this.#categorical;
    const p = this.#p;
    this.#outputs = outputs;
    this.#rows = rows;
    this.#kernels.softmax(p, this.#largest, this.#sums, outputs, rows, N);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let i = 0; i < N; i++) sum += p[row * N + i] * atoms[i];
      q[row] = sum;
    }
  }

  /** ∂Q/∂outputᵢ = pᵢ (zᵢ − Q) */
  meansBackward(dOutputs: Float32Array, dQ: Float32Array): void {
    const { size: N, atoms } = this.#categorical;
    const p = this.#p;
    for (let row = 0; row < this.#rows; row++) {
      const start = row * N;
      let q = 0;
      for (let i = 0; i < N; i++) q += p[start + i] * atoms[i];
      for (let i = 0; i < N; i++) dOutputs[start + i] = dQ[row] * p[start + i] * (atoms[i] - q);
    }
  }

  /** m: Φ of the atoms r + d zⱼ with their probabilities. With d = 0 it is all at r, whatever the network says. */
  backUp(
    target: Float32Array,
    chosen: Int32Array,
    rewards: Float32Array,
    discounts: Float64Array,
    count: number,
  ): void {
    const { size: N, atoms, vMin, spacing } = this.#categorical;
    const last = N - 1;
    const p = this.#p;
    const m = this.#m;
    for (let row = 0; row < count; row++) {
      const start = chosen[row] * N;
      m.fill(0);
      for (let j = 0; j <= last; j++) {
        const place = (rewards[row] + discounts[row] * atoms[j] - vMin) / spacing;
        const clipped = Math.max(0, Math.min(last, place));
        const lower = Math.floor(clipped);
        const share = clipped - lower;
        m[lower] += p[start + j] * (1 - share);
        if (share > 0) m[lower + 1] += p[start + j] * share;
      }
      target.set(m, row * N);
    }
  }

  /** −Σᵢ mᵢ ln pᵢ, whose slope is p − m. ln p is output − ln Σ exp(outputs), so no logarithm is taken of a p that rounds to 0. */
  loss(losses: Float32Array, dOutputs: Float32Array, target: Float32Array): void {
    const { size: N } = this.#categorical;
    const outputs = this.#outputs;
    const logSums = this.#logSums;
    logSums.set(this.#sums);
    takeLogarithms(logSums, this.#rows);
    for (let row = 0; row < this.#rows; row++) {
      const start = row * N;
      const logSum = this.#largest[row] + logSums[row];
      let loss = 0;
      for (let i = 0; i < N; i++) {
        const m = target[start + i];
        loss += m * (logSum - outputs[start + i]);
        dOutputs[start + i] = this.#p[start + i] - m;
      }
      losses[row] = loss;
    }
  }
}
