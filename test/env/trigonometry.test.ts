/** The reference is fixed-point arithmetic on BigInt: a double is an exact fraction, so only its Taylor series is cut off. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cos, MAX_ANGLE, sin } from '../../src/env/trigonometry.ts';

/** Fixed-point numbers have this many bits after the point. */
const BITS = 256n;
const ONE = 1n << BITS;

/** arctan(1/n) by Gregory's series. */
function arctanOfInverse(n: bigint): bigint {
  let sum = 0n;
  let power = ONE / n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += k % 4n === 1n ? power / k : -power / k;
    power /= n * n;
  }
  return sum;
}

/** π by Machin's formula. */
const PI = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n));

/** The exact value of a double of at least 2^-200 in size, or 0. */
function toFixed(x: number): bigint {
  let shift = 0n;
  let scaled = x;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  return (BigInt(scaled) << BITS) >> shift;
}

/** Σ (−1)^k x^(2k+first) / (2k+first)!: the sine for first = 1, the cosine for first = 0. */
function series(x: bigint, first: 0n | 1n): bigint {
  const turn = x % (2n * PI);
  let term = first === 1n ? turn : ONE;
  let sum = 0n;
  for (let k = first; term !== 0n; k += 2n) {
    sum += term;
    term = (((-term * turn) >> BITS) * turn) >> BITS;
    term /= (k + 1n) * (k + 2n);
    if (term === -1n) term = 0n; // shifts round downwards, so a negative term never becomes 0 by itself
  }
  return sum;
}

/** |got − exact| in units of the last place of `got`. */
function ulpError(got: number, exact: bigint): number {
  const exponent = Math.max(-1022, Math.floor(Math.log2(Math.abs(got))));
  const ulp = toFixed(2 ** (exponent - 52));
  const error = toFixed(got) - exact;
  return Number((1_000_000n * (error < 0n ? -error : error)) / ulp) / 1e6;
}

const sinError = (x: number) => ulpError(sin(x), series(toFixed(x), 1n));
const cosError = (x: number) => ulpError(cos(x), series(toFixed(x), 0n));

const angles = (limit: number) =>
  fc.double({ min: -limit, max: limit, noNaN: true }).filter((x) => Math.abs(x) > 2 ** -140);
/** Doubles are dense near 0; this is dense everywhere. */
const evenAngles = (limit: number) => fc.nat(2 ** 31 - 1).map((k) => limit * (k / 2 ** 30 - 1) + 2 ** -60);

describe.each([
  { upTo: '12 degrees, where a CartPole episode lives', limit: 0.21, ulps: 0.52 },
  { upTo: 'half a radian', limit: 0.5, ulps: 0.62 },
  { upTo: 'a quarter of pi', limit: Math.PI / 4, ulps: 0.8 },
  { upTo: 'the largest of an Acrobot at full speed', limit: 40, ulps: 1.6 },
  { upTo: 'the largest angle', limit: MAX_ANGLE, ulps: 1.6 },
])('for angles up to $upTo', ({ limit, ulps }) => {
  it.each([
    ['the sine', sinError],
    ['the cosine', cosError],
  ])(`%s is within ${ulps} ulp of the exact value`, (_, error) => {
    const law = fc.property(fc.oneof(angles(limit), evenAngles(limit)), (x) => {
      expect(error(x)).toBeLessThanOrEqual(ulps);
    });
    fc.assert(law, { numRuns: 2_000 });
  });
});

it('angles next to a multiple of a quarter turn keep their relative precision', () => {
  fc.assert(
    fc.property(fc.integer({ min: -636_000, max: 636_000 }), fc.integer({ min: -2, max: 2 }), (n, ulps) => {
      const x = n * (Math.PI / 2) * (1 + ulps * Number.EPSILON);
      if (n === 0) return;
      expect(sinError(x)).toBeLessThanOrEqual(1.6);
      expect(cosError(x)).toBeLessThanOrEqual(1.6);
    }),
    { numRuns: 1_000 },
  );
});

it('the sine is odd and the cosine even, exactly', () => {
  fc.assert(
    fc.property(fc.double({ min: -MAX_ANGLE, max: MAX_ANGLE, noNaN: true }), (x) => {
      expect(sin(-x) === -sin(x)).toBe(true);
      expect(cos(-x) === cos(x)).toBe(true);
    }),
  );
});

it('zero of either sign gives exactly 0 and 1', () => {
  expect([sin(0), sin(-0), cos(0), cos(-0)]).toEqual([0, 0, 1, 1]);
});

it('angles beyond the largest one give NaN', () => {
  for (const x of [MAX_ANGLE * (1 + Number.EPSILON), -2 * MAX_ANGLE, Infinity, Number.NaN]) {
    expect([sin(x), cos(x)]).toEqual([Number.NaN, Number.NaN]);
  }
});
