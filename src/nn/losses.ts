/**
 * What makes a prediction wrong: losses of the error e = prediction − target, and their slopes.
 *
 *   L = 1/n · Σ weight · l(e)        ∂L/∂prediction = weight · l′(e) / n
 *
 * The mean divides by n, not by the sum of the weights, as prioritized replay needs it (Schaul 2016, Algorithm 1); with
 * all weights 1 these are PyTorch's `mse_loss` and `huber_loss`. Each number is worked out in float64 and rounded once
 * where it is stored: n is only a batch, so exactness is free here.
 */

import { refusal } from '../checks.ts';

/**
 * Fills dPrediction (n) with ∂L/∂prediction and returns L, for prediction (n), target (n) and weights (n).
 *
 * The target is a constant: no gradient flows into it.
 */
export type Loss = (
  dPrediction: Float32Array,
  prediction: Float32Array,
  target: Float32Array,
  weights: Float32Array,
  n: number,
) => number;

/** l(e) = e². There is no factor 1/2: its slope is 2e, twice that of `huberLoss` near zero. */
export const squaredLoss: Loss = (dPrediction, prediction, target, weights, n) => {
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const e = prediction[k] - target[k];
    sum += weights[k] * e * e;
    dPrediction[k] = (weights[k] * 2 * e) / n;
  }
  return sum / n;
};

/**
 * l(e) = e²/2 where |e| ≤ delta, else delta · (|e| − delta/2) (Huber 1964).
 *
 * Its slope is e cut to [−delta, delta], so with delta = 1 this is what Mnih (2015, Methods) calls clipping the error
 * term. Throws a RangeError unless delta is positive and finite.
 */
export function huberLoss(delta: number): Loss {
  if (!(delta > 0 && delta < Infinity)) {
    throw refusal('delta', delta, 'the error at which the loss turns linear, a positive number');
  }
  return (dPrediction, prediction, target, weights, n) => {
    let sum = 0;
    for (let k = 0; k < n; k++) {
      const e = prediction[k] - target[k];
      const slope = Math.max(-delta, Math.min(delta, e));
      // Both branches in one: inside delta the slope is e, and e · (e − e/2) = e²/2.
      sum += weights[k] * slope * (e - slope / 2);
      dPrediction[k] = (weights[k] * slope) / n;
    }
    return sum / n;
  };
}
