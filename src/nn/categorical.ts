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
import type { Distribution } from './distribution.ts';
import { exponentiate, takeLogarithms } from './exponential.ts';

/** More describe no return better, and a file that asks for more is not to be trusted. */
const MAX_ATOMS = 1001;

export class Categorical implements Distribution {
  readonly kind = 'categorical';
  readonly size: number;
  readonly text: string;
  readonly vMin: number;
  readonly vMax: number;
  /** Δz */
  readonly spacing: number;
  /** z (N) */
  readonly atoms: Float64Array;
  /** p (N) of the row that was looked at last. */
  readonly #p: Float64Array;
  /** The largest output of that row, and Σ exp(output − the largest). */
  readonly #largest = new Float64Array(1);
  readonly #sum = new Float64Array(1);
  /** m (N) of the row that is projected. */
  readonly #m: Float64Array;

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
    this.#p = new Float64Array(size);
    this.#m = new Float64Array(size);
  }

  means(q: Float32Array, outputs: Float32Array, rows: number): void {
    for (let row = 0; row < rows; row++) {
      this.#softmax(outputs, row);
      let sum = 0;
      for (let i = 0; i < this.size; i++) sum += this.#p[i] * this.atoms[i];
      q[row] = sum;
    }
  }

  /** ∂Q/∂outputᵢ = pᵢ (zᵢ − Q) */
  meansBackward(dOutputs: Float32Array, dQ: Float32Array, outputs: Float32Array, rows: number): void {
    for (let row = 0; row < rows; row++) {
      this.#softmax(outputs, row);
      const start = row * this.size;
      let q = 0;
      for (let i = 0; i < this.size; i++) q += this.#p[i] * this.atoms[i];
      for (let i = 0; i < this.size; i++) dOutputs[start + i] = dQ[row] * this.#p[i] * (this.atoms[i] - q);
    }
  }

  /** m: Φ of the atoms r + d zⱼ with their probabilities. With d = 0 it is all at r, whatever the network says. */
  backUp(
    target: Float32Array,
    next: Float32Array,
    nextRows: Int32Array,
    rewards: Float32Array,
    discounts: Float64Array,
    rows: number,
  ): void {
    const last = this.size - 1;
    const p = this.#p;
    const m = this.#m;
    for (let row = 0; row < rows; row++) {
      this.#softmax(next, nextRows[row]);
      m.fill(0);
      for (let j = 0; j <= last; j++) {
        const place = (rewards[row] + discounts[row] * this.atoms[j] - this.vMin) / this.spacing;
        const clipped = Math.max(0, Math.min(last, place));
        const lower = Math.floor(clipped);
        const share = clipped - lower;
        m[lower] += p[j] * (1 - share);
        if (share > 0) m[lower + 1] += p[j] * share;
      }
      target.set(m, row * this.size);
    }
  }

  /** −Σᵢ mᵢ ln pᵢ, whose slope is p − m. ln p is output − ln Σ exp(outputs), so no logarithm is taken of a p that rounds to 0. */
  loss(
    losses: Float32Array,
    dOutputs: Float32Array,
    outputs: Float32Array,
    target: Float32Array,
    rows: number,
  ): void {
    for (let row = 0; row < rows; row++) {
      this.#softmax(outputs, row);
      takeLogarithms(this.#sum, 1);
      const logSum = this.#largest[0] + this.#sum[0];
      const start = row * this.size;
      let loss = 0;
      for (let i = 0; i < this.size; i++) {
        const m = target[start + i];
        loss += m * (logSum - outputs[start + i]);
        dOutputs[start + i] = this.#p[i] - m;
      }
      losses[row] = loss;
    }
  }

  /** p ← softmax of a row of outputs. The largest is taken out first, so that no power overflows. */
  #softmax(outputs: Float32Array, row: number): void {
    const p = this.#p;
    const start = row * this.size;
    let largest = outputs[start];
    for (let i = 1; i < this.size; i++) largest = Math.max(largest, outputs[start + i]);
    for (let i = 0; i < this.size; i++) p[i] = outputs[start + i] - largest;
    exponentiate(p, this.size);
    let sum = 0;
    for (let i = 0; i < this.size; i++) sum += p[i];
    for (let i = 0; i < this.size; i++) p[i] /= sum;
    this.#largest[0] = largest;
    this.#sum[0] = sum;
  }
}
