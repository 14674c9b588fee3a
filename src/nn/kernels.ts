/**
 * The arithmetic of a dense network, as plain loops over `Float32Array`.
 *
 * Conventions: outputs come first and dimensions last; every matrix is row-major and flat, so `x (B,I)` keeps
 * entry [b,i] at `x[b * I + i]`. B is the batch, I the inputs and O the outputs of a layer. A weight is (I,O), the
 * transpose of PyTorch's, so that the innermost loop runs along a row. Nothing is checked here: constructors check.
 *
 * Rounding: every product and every sum is rounded to float32 by itself, and sums run in ascending index order from
 * their first term. A float32 product or sum computed in float64 and then rounded equals the float32 operation
 * (Figueroa 1995: 53 >= 2·24 + 2), so these loops give the bits of any other code that keeps the same order.
 *
 * Outputs must not overlap inputs, except where a function says that it works in place.
 */
import { exponentiate } from './exponential.ts';

const { fround, sqrt } = Math;

/** out (B,O) = x (B,I) · weight (I,O) + bias (O). */
export function denseForward(
  out: Float32Array,
  x: Float32Array,
  weight: Float32Array,
  bias: Float32Array,
  B: number,
  I: number,
  O: number,
): void {
  for (let b = 0; b < B; b++) {
    const outRow = b * O;
    for (let o = 0; o < O; o++) out[outRow + o] = bias[o];
    for (let i = 0; i < I; i++) {
      const xi = x[b * I + i];
      const weightRow = i * O;
      for (let o = 0; o < O; o++) {
        out[outRow + o] = out[outRow + o] + fround(xi * weight[weightRow + o]);
      }
    }
  }
}

/** out (B,O) = max(0, x (B,I) · weight (I,O) + bias (O)); NaN stays NaN and −0 becomes +0. */
export function denseReluForward(
  out: Float32Array,
  x: Float32Array,
  weight: Float32Array,
  bias: Float32Array,
  B: number,
  I: number,
  O: number,
): void {
  denseForward(out, x, weight, bias, B, I, O);
  for (let k = 0; k < B * O; k++) out[k] = Math.max(0, out[k]);
}

/** dWeight (I,O) = xᵀ (I,B) · dOut (B,O) and dBias (O) = Σ_b dOut[b,·]; both are overwritten, not added to. */
export function denseBackwardParams(
  dWeight: Float32Array,
  dBias: Float32Array,
  dOut: Float32Array,
  x: Float32Array,
  B: number,
  I: number,
  O: number,
): void {
  for (let k = 0; k < I * O; k++) dWeight[k] = 0;
  for (let o = 0; o < O; o++) dBias[o] = 0;
  for (let b = 0; b < B; b++) {
    const outRow = b * O;
    for (let o = 0; o < O; o++) dBias[o] = dBias[o] + dOut[outRow + o];
    for (let i = 0; i < I; i++) {
      const xi = x[b * I + i];
      const weightRow = i * O;
      for (let o = 0; o < O; o++) {
        dWeight[weightRow + o] = dWeight[weightRow + o] + fround(xi * dOut[outRow + o]);
      }
    }
  }
}

/** dx (B,I) = dOut (B,O) · weightᵀ (O,I): the gradient for a layer whose input is data or the output of a linear layer. */
export function denseBackwardInput(
  dx: Float32Array,
  dOut: Float32Array,
  weight: Float32Array,
  B: number,
  I: number,
  O: number,
): void {
  for (let b = 0; b < B; b++) {
    const outRow = b * O;
    for (let i = 0; i < I; i++) {
      const weightRow = i * O;
      let sum = 0;
      for (let o = 0; o < O; o++) sum = fround(sum + fround(dOut[outRow + o] * weight[weightRow + o]));
      dx[b * I + i] = sum;
    }
  }
}

/**
 * dx (B,I) = dOut (B,O) · weightᵀ (O,I) where x (B,I) > 0, else 0.
 *
 * x is the output of the ReLU before this layer, so x > 0 exactly where that ReLU let its input through; its derivative
 * at 0 is 0, as in PyTorch.
 */
export function denseReluBackwardInput(
  dx: Float32Array,
  dOut: Float32Array,
  weight: Float32Array,
  x: Float32Array,
  B: number,
  I: number,
  O: number,
): void {
  denseBackwardInput(dx, dOut, weight, B, I, O);
  for (let k = 0; k < B * I; k++) if (!(x[k] > 0)) dx[k] = 0;
}

/**
 * One Adam step (Kingma & Ba 2015, Algorithm 1) on n parameters, in place:
 *
 *   m ← β₁ m + (1 − β₁) g     v ← β₂ v + (1 − β₂) g²     p ← p − α (m · mCorrection) / (√(v · vCorrection) + ε)
 *
 * with mCorrection = 1 / (1 − β₁ᵗ) and vCorrection = 1 / (1 − β₂ᵗ). All scalars are rounded to float32 first.
 */
export function adamStep(
  params: Float32Array,
  grads: Float32Array,
  m: Float32Array,
  v: Float32Array,
  learningRate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
  mCorrection: number,
  vCorrection: number,
  n: number,
): void {
  const alpha = fround(learningRate);
  const b1 = fround(beta1);
  const b2 = fround(beta2);
  const oneMinusB1 = fround(1 - beta1);
  const oneMinusB2 = fround(1 - beta2);
  const eps = fround(epsilon);
  const c1 = fround(mCorrection);
  const c2 = fround(vCorrection);
  for (let k = 0; k < n; k++) {
    const g = grads[k];
    const mk = fround(fround(b1 * m[k]) + fround(oneMinusB1 * g));
    const vk = fround(fround(b2 * v[k]) + fround(oneMinusB2 * fround(g * g)));
    m[k] = mk;
    v[k] = vk;
    const mHat = fround(mk * c1);
    const vHat = fround(vk * c2);
    const step = fround(fround(alpha * mHat) / fround(fround(sqrt(vHat)) + eps));
    params[k] = params[k] - step;
  }
}

/** target ← (1 − tau) · target + tau · source on n parameters, in place; of finite values tau = 1 copies and 0 keeps. */
export function polyakUpdate(target: Float32Array, source: Float32Array, tau: number, n: number): void {
  const t = fround(tau);
  const oneMinusT = fround(1 - tau);
  for (let k = 0; k < n; k++) target[k] = fround(oneMinusT * target[k]) + fround(t * source[k]);
}

/** x ← factor · x on n entries, in place. */
export function scale(x: Float32Array, factor: number, n: number): void {
  const f = fround(factor);
  for (let k = 0; k < n; k++) x[k] = x[k] * f;
}

/**
 * Σ x[k]² over n entries, in float64, so that squares neither overflow nor vanish.
 *
 * Four partial sums, entry k in sum k mod 4, added as (s0 + s2) + (s1 + s3): the order in which a 128-bit register
 * would do it.
 */
export function sumOfSquares(x: Float32Array, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = n - (n % 4);
  for (let k = 0; k < whole; k += 4) {
    s0 += x[k] * x[k];
    s1 += x[k + 1] * x[k + 1];
    s2 += x[k + 2] * x[k + 2];
    s3 += x[k + 3] * x[k + 3];
  }
  if (whole < n) s0 += x[whole] * x[whole];
  if (whole + 1 < n) s1 += x[whole + 1] * x[whole + 1];
  if (whole + 2 < n) s2 += x[whole + 2] * x[whole + 2];
  return s0 + s2 + (s1 + s3);
}

/**
 * p (R,N) = e^(x (R,N) − largest (R)) / sums (R), all but x in float64: the softmax of each row.
 *
 * With the largest entry of a row taken out first no power overflows. The sums run from the first entry to the last. A row with a
 * NaN or +Infinity comes to NaN.
 */
export function softmax(
  p: Float64Array,
  largest: Float64Array,
  sums: Float64Array,
  x: Float32Array,
  R: number,
  N: number,
): void {
  for (let r = 0; r < R; r++) {
    let most = x[r * N];
    for (let k = r * N + 1; k < (r + 1) * N; k++) if (x[k] > most) most = x[k];
    for (let k = r * N; k < (r + 1) * N; k++) p[k] = x[k] - most;
    largest[r] = most;
  }
  exponentiate(p, R * N);
  for (let r = 0; r < R; r++) {
    let sum = 0;
    for (let k = r * N; k < (r + 1) * N; k++) sum += p[k];
    for (let k = r * N; k < (r + 1) * N; k++) p[k] /= sum;
    sums[r] = sum;
  }
}

/**
 * For the I inputs of O outputs, ε (I,O) = noiseIn (I) · noiseOut (O), and for their bias, as if it were the weight of one more input
 * that is always 1 and has no noise, ε (O) = noiseOut. Then w += σ ε. Rows of w, ε and σ lie `row` entries apart.
 */
export function perturb(
  w: Float32Array,
  epsilon: Float32Array,
  sigma: Float32Array,
  noiseIn: Float32Array,
  noiseOut: Float32Array,
  I: number,
  O: number,
  row: number,
): void {
  for (let i = 0; i <= I; i++) {
    const input = i < I ? noiseIn[i] : 1;
    for (let o = 0; o < O; o++) {
      const k = i * row + o;
      epsilon[k] = input * noiseOut[o];
      w[k] += fround(sigma[k] * epsilon[k]);
    }
  }
}
