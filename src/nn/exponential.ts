/**
 * The exponential and the natural logarithm from + − · / alone, so that a soft maximum has the same bits on every engine.
 *
 * `Math.exp` and `Math.log` may differ in the last bit from one engine, or one version of it, to the next. IEEE 754 fixes
 * + − · / to the bit.
 *
 * Method: as in fdlibm's e_exp.c and e_log.c (Sun Microsystems, 1993), with Taylor series in place of its minimax polynomials.
 *
 *   eˣ = 2ᵏ eʳ               k the integer nearest to x / ln 2, so |r| ≤ ln 2 / 2
 *   ln x = k ln 2 + ln m     m in [√½, √2); ln m = 2 artanh s with s = (m − 1) / (m + 1)
 *
 * Error, measured against an exact reference (0.5 ulp would be perfect): below 0.9 ulp for both, wherever the result is a
 * normal number; below those, eˣ is within 1 ulp.
 */

/** ln 2 in two pieces: the first has 32 significant bits, so its product with an exponent is exact; the second is the rest. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const ONE_OVER_LN2 = 1 / (LN2_HIGH + LN2_LOW);
const SQRT2 = Math.sqrt(2);

/** Beyond these eˣ is Infinity, or 0. */
const LARGEST_ARGUMENT = 709.782712893384;
const LEAST_ARGUMENT = -745.1332191019412;

/** The least normal number; below it, numbers have fewer bits. */
const LEAST_NORMAL = 2 ** -1022;

/** 2ᵏ for k from −LOWEST on. */
const LOWEST = 540;
const POWERS_OF_TWO = new Float64Array(2 * LOWEST + 1);
POWERS_OF_TWO[LOWEST] = 1;
for (let k = 1; k <= LOWEST; k++) {
  POWERS_OF_TWO[LOWEST + k] = 2 * POWERS_OF_TWO[LOWEST + k - 1];
  POWERS_OF_TWO[LOWEST - k] = POWERS_OF_TWO[LOWEST - k + 1] / 2;
}

/**
 * values ← e^values, the first `count` of them. Here and for the logarithm everything is in one loop: a number that passes through a
 * call may end up on the heap, an array does not.
 */
export function exponentiate(values: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const x = values[i];
    if (!(x <= LARGEST_ARGUMENT)) {
      values[i] = x > 0 ? Infinity : NaN;
      continue;
    }
    if (x < LEAST_ARGUMENT) {
      values[i] = 0;
      continue;
    }
    const k = Math.round(x * ONE_OVER_LN2);
    const r = x - k * LN2_HIGH - k * LN2_LOW;
    // (eʳ − 1 − r) / r² = 1/2! + r/3! + r²/4! + …, up to the degree from which a term is below 0.01 ulp of eʳ.
    let series = 1 / 87_178_291_200;
    series = series * r + 1 / 6_227_020_800;
    series = series * r + 1 / 479_001_600;
    series = series * r + 1 / 39_916_800;
    series = series * r + 1 / 3_628_800;
    series = series * r + 1 / 362_880;
    series = series * r + 1 / 40_320;
    series = series * r + 1 / 5_040;
    series = series * r + 1 / 720;
    series = series * r + 1 / 120;
    series = series * r + 1 / 24;
    series = series * r + 1 / 6;
    series = series * r + 1 / 2;
    // Twice half of the power: 2¹⁰²⁴ and 2⁻¹⁰⁷⁵ are not doubles, and the last product rounds once.
    const half = k >> 1;
    values[i] = (1 + (r + r * r * series)) * POWERS_OF_TWO[LOWEST + half] * POWERS_OF_TWO[LOWEST + k - half];
  }
}

/** values ← ln values, the first `count` of them; −Infinity for 0, NaN below. */
export function takeLogarithms(values: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const x = values[i];
    if (!(x > 0 && x < Infinity)) {
      values[i] = x === 0 ? -Infinity : x > 0 ? Infinity : NaN;
      continue;
    }
    let m = x;
    let k = 0;
    if (m < LEAST_NORMAL) {
      m *= POWERS_OF_TWO[LOWEST + 54];
      k = -54;
    }
    // By halves of the range of exponents, to m in [1, 2): every product is exact.
    for (let step = 512; step >= 1; step >>= 1) {
      if (m >= POWERS_OF_TWO[LOWEST + step]) {
        m *= POWERS_OF_TWO[LOWEST - step];
        k += step;
      } else if (m < POWERS_OF_TWO[LOWEST + 1 - step]) {
        m *= POWERS_OF_TWO[LOWEST + step];
        k -= step;
      }
    }
    if (m >= SQRT2) {
      m /= 2;
      k++;
    }
    const f = m - 1;
    const s = f / (2 + f);
    // R = 2/3 z + 2/5 z² + 2/7 z³ + … for z = s², up to the degree from which a term is below 0.01 ulp of the logarithm.
    const z = s * s;
    let series = 2 / 23;
    series = series * z + 2 / 21;
    series = series * z + 2 / 19;
    series = series * z + 2 / 17;
    series = series * z + 2 / 15;
    series = series * z + 2 / 13;
    series = series * z + 2 / 11;
    series = series * z + 2 / 9;
    series = series * z + 2 / 7;
    series = series * z + 2 / 5;
    series = (series * z + 2 / 3) * z;
    const halfSquare = (f * f) / 2;
    // ln(1 + f) = f − f²/2 + s (f²/2 + R), so that only small terms are rounded before the last sum.
    values[i] = k * LN2_HIGH - (halfSquare - (s * (halfSquare + series) + k * LN2_LOW) - f);
  }
}

const single = new Float64Array(1);

/** eˣ */
export function exp(x: number): number {
  single[0] = x;
  exponentiate(single, 1);
  return single[0];
}

/** ln x; −Infinity for 0, NaN below. */
export function log(x: number): number {
  single[0] = x;
  takeLogarithms(single, 1);
  return single[0];
}

/**
 * temperature · ln Σ exp(x / temperature) over each row: a maximum that gives way a little to all entries. The largest is taken out
 * first, so that no power overflows.
 */
export class SoftMaximum {
  readonly #temperature: number;
  /** The largest of each row. */
  #largest = new Float64Array();
  /** exp((x − the largest) / temperature), one of each row. */
  #powers = new Float64Array();
  /** Their sums, then the result. */
  #result = new Float64Array();

  constructor(temperature: number) {
    this.#temperature = temperature;
  }

  /** Of `values` (rows, count). The result (rows) is one buffer, overwritten by the next call. */
  of(values: Float32Array, rows: number, count: number): Float64Array {
    if (this.#result.length < rows) {
      this.#largest = new Float64Array(rows);
      this.#powers = new Float64Array(rows);
      this.#result = new Float64Array(rows);
    }
    const largest = this.#largest;
    const powers = this.#powers;
    const result = this.#result;
    for (let row = 0; row < rows; row++) {
      const start = row * count;
      largest[row] = values[start];
      for (let k = 1; k < count; k++) {
        if (values[start + k] > largest[row]) largest[row] = values[start + k];
      }
      result[row] = 0;
    }
    for (let k = 0; k < count; k++) {
      for (let row = 0; row < rows; row++) {
        powers[row] = (values[row * count + k] - largest[row]) / this.#temperature;
      }
      exponentiate(powers, rows);
      for (let row = 0; row < rows; row++) result[row] += powers[row];
    }
    takeLogarithms(result, rows);
    for (let row = 0; row < rows; row++) result[row] = largest[row] + this.#temperature * result[row];
    return result;
  }
}
