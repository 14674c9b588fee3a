/** Random inputs that several test files draw. */
import fc from 'fast-check';
import { Generator } from '../src/random.ts';

/** `length` float32 values spread evenly over [−bound, bound): no special values, so that laws with a tolerance apply. */
export function evenFloats(random: Generator, length: number, bound = 1): Float32Array {
  return Float32Array.from({ length }, () => random.uniform(-bound, bound));
}

export const seeds = fc.nat({ max: 0xffff_ffff });

/** Sizes of a small network: one to four layers of one to seven units. */
export const networkSizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 5 });

export const batchSizes = fc.integer({ min: 1, max: 6 });

/** A generator of random numbers that shrinks to seed 0. */
export const generators = seeds.map((seed) => new Generator(seed));
