/**
 * Sine and cosine from + − · alone, so that a trajectory has the same bits on every engine.
 *
 * `Math.sin` and `Math.cos` may differ in the last bit from one engine, or one version of it, to the next, and a
 * balanced pole doubles such a difference every ten steps or so. IEEE 754 fixes + − · / to the bit.
 *
 * Method: angles up to π/4 by their Taylor series; larger ones are first brought there by taking off multiples of π/2
 * (W. J. Cody & W. Waite, "Software Manual for the Elementary Functions", 1980, with π/2 in the three pieces of
 * fdlibm's e_rem_pio2.c, Sun Microsystems, 1993).
 *
 * Error, measured against an exact reference (0.5 ulp would be perfect): below 0.52 ulp for |x| <= 0.21, the angles of an
 * unfinished CartPole episode; below 0.62 for |x| <= 0.5, 0.8 for |x| <= π/4, and 1.6 up to `MAX_ANGLE`. At full speed, the
 * stages of Acrobot's integrator look at angles up to 34 rad. Deviations: the result is NaN beyond `MAX_ANGLE`, and the sine
 * of −0 is +0.
 */

/** rad. The count of quarter turns stays below 2^20, which its exact product with a 33-bit piece of π/2 needs. */
export const MAX_ANGLE = 1e6;

const QUARTER_PI = Math.PI / 4;
const TWO_OVER_PI = 2 / Math.PI;

/** π/2 in pieces: the first two have at most 33 significant bits, the last is the rest rounded to a double. */
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487959506e-21;

/** ±1/n! up to the degree from which a term is below 0.03 ulp; factorials are exact here, so each is rounded once. */
const S3 = -1 / 6;
const S5 = 1 / 120;
const S7 = -1 / 5_040;
const S9 = 1 / 362_880;
const S11 = -1 / 39_916_800;
const S13 = 1 / 6_227_020_800;
const S15 = -1 / 1_307_674_368_000;
const S17 = 1 / 355_687_428_096_000;

const C4 = 1 / 24;
const C6 = -1 / 720;
const C8 = 1 / 40_320;
const C10 = -1 / 3_628_800;
const C12 = 1 / 479_001_600;
const C14 = -1 / 87_178_291_200;
const C16 = 1 / 20_922_789_888_000;

/** x − x³/3! + x⁵/5! − … for |x| <= π/4. The largest term comes last, so only its sum rounds noticeably. */
function sinSeries(x: number): number {
  const z = x * x;
  const z2 = z * z;
  const p = S5 + z * S7 + z2 * (S9 + z * S11 + z2 * (S13 + z * S15 + z2 * S17));
  return x + x * z * (S3 + z * p);
}

/** 1 − x²/2! + x⁴/4! − … for |x| <= π/4. What is lost in 1 − x²/2 is computed exactly and added to the small terms. */
function cosSeries(x: number): number {
  const z = x * x;
  const z2 = z * z;
  const p = C4 + z * C6 + z2 * (C8 + z * C10 + z2 * (C12 + z * C14 + z2 * C16));
  const half = 0.5 * z;
  const head = 1 - half;
  return head + (1 - head - half + z2 * p);
}

/** The remainder x − n · π/2, for the integer n nearest to x / (π/2), correct to the last place even next to 0. */
function takeOffQuarterTurns(x: number, n: number): number {
  const first = x - n * HALF_PI_1; // exact: both terms are, and they are within a factor of two of each other
  const second = n * HALF_PI_2; // exact
  const difference = first - second;
  const restored = first - difference;
  // What the subtraction rounded away, by Dekker's FastTwoSum, which wants the term of the larger size first. Where that is
  // `second`, both are below 2⁻¹⁴ (|n| < 10⁶) and multiples of 2⁻⁶⁶, so the subtraction was exact, and this is 0.
  const lost = restored - second;
  return difference + (lost - n * HALF_PI_3);
}

/** sin x, x in rad; NaN for |x| > `MAX_ANGLE`. */
export function sin(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return sinSeries(x);
  if (!(Math.abs(x) <= MAX_ANGLE)) return NaN;
  const n = Math.round(x * TWO_OVER_PI);
  const r = takeOffQuarterTurns(x, n);
  const value = n % 2 === 0 ? sinSeries(r) : cosSeries(r);
  return (n & 2) === 0 ? value : -value;
}

/** cos x, x in rad; NaN for |x| > `MAX_ANGLE`. */
export function cos(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return cosSeries(x);
  if (!(Math.abs(x) <= MAX_ANGLE)) return NaN;
  const n = Math.round(x * TWO_OVER_PI);
  const r = takeOffQuarterTurns(x, n);
  const value = n % 2 === 0 ? cosSeries(r) : sinSeries(r);
  // The cosine is negative a quarter turn before the sine is.
  return ((n + 1) & 2) === 0 ? value : -value;
}
