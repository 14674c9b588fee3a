/**
 * Noise for noisy layers: f(x) = sgn(x) √|x| of standard normal numbers x.
 *
 * Source: Fortunato et al. 2018, "Noisy Networks for Exploration", equation 10. The normal numbers are made by Marsaglia's polar
 * method (Marsaglia & Bray 1964), which needs a logarithm and a root only; NumPy's come from another method, so these are not its.
 */
import type { Generator } from '../random.ts';
import { log } from './exponential.ts';

/** Overwrites `noise` with f of fresh standard normal numbers. An empty one takes no draw. */
export function drawNoise(noise: Float32Array, random: Generator): void {
  for (let k = 0; k < noise.length; k += 2) {
    let x = 0;
    let y = 0;
    let square = 0;
    // A point of the unit circle, without its centre.
    while (square >= 1 || square === 0) {
      x = 2 * random.random() - 1;
      y = 2 * random.random() - 1;
      square = x * x + y * y;
    }
    const length = Math.sqrt((-2 * log(square)) / square);
    noise[k] = signedRoot(x * length);
    if (k + 1 < noise.length) noise[k + 1] = signedRoot(y * length);
  }
}

const signedRoot = (x: number) => (x < 0 ? -Math.sqrt(-x) : Math.sqrt(x));
