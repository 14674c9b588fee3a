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
const powerOfTwo = (k: number) => POWERS_OF_TWO[LOWEST + k];

/** eˣ */
export function exp(x: number): number {
  if (!(x <= LARGEST_ARGUMENT)) return x > 0 ? Infinity : NaN;
  if (x < LEAST_ARGUMENT) return 0;
  const k = Math.round(x * ONE_OVER_LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  // Twice half of the power: 2¹⁰²⁴ and 2⁻¹⁰⁷⁵ are not doubles, and the last product rounds once.
  const half = k >> 1;
  return (1 + (r + r * r * expSeries(r))) * powerOfTwo(half) * powerOfTwo(k - half);
}

/** (eʳ − 1 − r) / r² = 1/2! + r/3! + r²/4! + …, up to the degree from which a term is below 0.01 ulp of eʳ. */
function expSeries(r: number): number {
  let sum = 1 / 87_178_291_200;
  sum = sum * r + 1 / 6_227_020_800;
  sum = sum * r + 1 / 479_001_600;
  sum = sum * r + 1 / 39_916_800;
  sum = sum * r + 1 / 3_628_800;
  sum = sum * r + 1 / 362_880;
  sum = sum * r + 1 / 40_320;
  sum = sum * r + 1 / 5_040;
  sum = sum * r + 1 / 720;
  sum = sum * r + 1 / 120;
  sum = sum * r + 1 / 24;
  sum = sum * r + 1 / 6;
  return sum * r + 1 / 2;
}

/** ln x; −Infinity for 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? Infinity : NaN;
  let m = x;
  let k = 0;
  if (m < LEAST_NORMAL) {
    m *= powerOfTwo(54);
    k = -54;
  }
  // By halves of the range of exponents, to m in [1, 2): every product is exact.
  for (let step = 512; step >= 1; step >>= 1) {
    if (m >= powerOfTwo(step)) {
      m *= powerOfTwo(-step);
      k += step;
    } else if (m < powerOfTwo(1 - step)) {
      m *= powerOfTwo(step);
      k -= step;
    }
  }
  if (m >= SQRT2) {
    m /= 2;
    k++;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const halfSquare = (f * f) / 2;
  // ln(1 + f) = f − f²/2 + s (f²/2 + R), so that only small terms are rounded before the last sum.
  return k * LN2_HIGH - (halfSquare - (s * (halfSquare + logSeries(s * s)) + k * LN2_LOW) - f);
}

/** R = 2/3 z + 2/5 z² + 2/7 z³ + … for z = s², up to the degree from which a term is below 0.01 ulp of the logarithm. */
function logSeries(z: number): number {
  let sum = 2 / 23;
  sum = sum * z + 2 / 21;
  sum = sum * z + 2 / 19;
  sum = sum * z + 2 / 17;
  sum = sum * z + 2 / 15;
  sum = sum * z + 2 / 13;
  sum = sum * z + 2 / 11;
  sum = sum * z + 2 / 9;
  sum = sum * z + 2 / 7;
  sum = sum * z + 2 / 5;
  return (sum * z + 2 / 3) * z;
}

/** values ← e^values, the first `count` of them: a number that passes through a call may end up on the heap, an array does not. */
export function exponentiate(values: Float64Array, count: number): void {
  for (let k = 0; k < count; k++) values[k] = exp(values[k]);
}

/** values ← ln values, the first `count` of them. */
export function takeLogarithms(values: Float64Array, count: number): void {
  for (let k = 0; k < count; k++) values[k] = log(values[k]);
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
