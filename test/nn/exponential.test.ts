/** The reference is fixed-point arithmetic on BigInt: a double is an exact fraction, so only the Taylor series is cut off. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, exponentiate, log, SoftMaximum, takeLogarithms } from '../../src/nn/exponential.ts';

/** Fixed-point numbers have this many bits after the point: enough for the least double and 100 more. */
const BITS = 1200n;
const ONE = 1n << BITS;

/** The exact value of a double. */
function toFixed(x: number): bigint {
  let shift = 0n;
  let scaled = x;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  return (BigInt(scaled) << BITS) >> shift;
}

/** eˣ = (e^(x/1024))^1024, the inner power by its Taylor series. */
function exactExp(x: number): bigint {
  const inner = toFixed(x) / 1024n;
  let term = ONE;
  let power = 0n;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    power += term;
    term = ((term * inner) >> BITS) / k;
  }
  for (let squaring = 0; squaring < 10; squaring++) power = (power * power) >> BITS;
  return power;
}

/** The unit of the last place of a double. */
function ulp(x: number): number {
  const exponent = Math.max(-1022, Math.floor(Math.log2(Math.abs(x))));
  return 2 ** (exponent - 52);
}

const ratio = (a: bigint, b: bigint) => Number((a * 1_000_000_000n) / b) / 1e9;
const absolute = (a: bigint) => (a < 0n ? -a : a);

/** |got − exact| in units of the last place. */
const expError = (x: number) => ratio(absolute(toFixed(exp(x)) - exactExp(x)), toFixed(ulp(exp(x))));

/** With y for ln x, ln x − y = ln(x e⁻ʸ), which is x e⁻ʸ − 1 but for its square. */
function logError(x: number): number {
  const y = log(x);
  const power = exactExp(y);
  return ratio((absolute(toFixed(x) - power) * ONE) / power, toFixed(ulp(y)));
}

/** `fc.double` takes most numbers from near 0; these are dense everywhere. */
const between = (low: number, high: number) =>
  fc.maxSafeNat().map((n) => low + (n / Number.MAX_SAFE_INTEGER) * (high - low));

describe('exp', () => {
  it.each([
    { from: -1, to: 1, ulps: 0.9 },
    { from: -30, to: 30, ulps: 0.9 },
    { from: -300, to: 300, ulps: 0.9 },
  ])('is within $ulps ulp from $from to $to', ({ from, to, ulps }) => {
    fc.assert(
      fc.property(between(from, to), (x) => {
        expect(expError(x)).toBeLessThan(ulps);
      }),
      { numRuns: 300 },
    );
  });

  it('never falls as its argument grows', () => {
    fc.assert(
      fc.property(between(-700, 700), (x) => {
        expect(exp(x + ulp(x))).toBeGreaterThanOrEqual(exp(x));
      }),
      { numRuns: 1000 },
    );
  });

  it('is exact at its ends', () => {
    expect([exp(0), exp(-0), exp(-Infinity), exp(Infinity)]).toEqual([1, 1, 0, Infinity]);
    expect([exp(709.782712893384), exp(709.7827128933842)]).toEqual([1.7976931348622732e308, Infinity]);
    expect([exp(-745.1), exp(-745.2)]).toEqual([5e-324, 0]);
    expect([exp(NaN), exp(-1000), exp(1000)]).toEqual([NaN, 0, Infinity]);
    // Below the normal numbers, half of the last place of the least one.
    expect(exp(-740)).toBeCloseTo(Math.exp(-740), 320);
  });
});

describe('log', () => {
  it.each([
    { from: 0.5, to: 2, ulps: 0.9 },
    { from: 1, to: 1000, ulps: 0.9 },
    { from: 1e-12, to: 1, ulps: 0.9 },
    // Where the series is longest.
    { from: Math.SQRT2 - 2e-4, to: Math.SQRT2, ulps: 0.9 },
  ])('is within $ulps ulp from $from to $to', ({ from, to, ulps }) => {
    fc.assert(
      fc.property(
        between(from, to).filter((x) => x !== 1),
        (x) => {
          expect(logError(x)).toBeLessThan(ulps);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is within 0.9 ulp over all exponents, and next to 1', () => {
    for (let k = -1021; k < 1023; k += 61) expect(logError(1.37 * 2 ** k)).toBeLessThan(0.9);
    for (const x of [1 + 2 ** -52, 1 - 2 ** -53, 1 + 2 ** -30, 1 - 2 ** -30])
      expect(logError(x)).toBeLessThan(0.9);
  });

  it('is that of a power of two to the last bit, as far down as there are any', () => {
    for (let k = -1074; k <= 1023; k++) {
      if (k === 0) continue;
      const x = k < -1022 ? 2 ** -1022 * 2 ** (k + 1022) : 2 ** k;
      expect(Math.abs(log(x) / (k * Math.LN2) - 1)).toBeLessThan(3e-16);
    }
  });

  it('is exact at its ends', () => {
    expect([log(1), log(0), log(-0), log(Infinity)]).toEqual([0, -Infinity, -Infinity, Infinity]);
    expect([log(-1), log(-Infinity), log(NaN)]).toEqual([NaN, NaN, NaN]);
  });

  it('undoes exp', () => {
    fc.assert(
      fc.property(between(-700, 700), (x) => {
        expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(2 * ulp(x) + 2 ** -52);
      }),
    );
  });
});

it('of an array, the first entries are taken and the others left', () => {
  const values = Float64Array.of(0, 1, 7);
  exponentiate(values, 2);
  expect([...values]).toEqual([1, exp(1), 7]);
  takeLogarithms(values, 2);
  expect([...values]).toEqual([0, 1, 7]);
});

describe('a soft maximum', () => {
  const row = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 6 });
  const temperatures = between(0.01, 100);
  const ofRow = (values: number[], temperature: number) =>
    new SoftMaximum(temperature).of(Float32Array.from(values), 1, values.length)[0];

  it('lies between the maximum and that plus the temperature times the logarithm of the count', () => {
    fc.assert(
      fc.property(row, temperatures, (values, temperature) => {
        const largest = Math.max(...values);
        const soft = ofRow(values, temperature);
        expect(soft).toBeGreaterThanOrEqual(largest);
        expect(soft).toBeLessThanOrEqual(
          largest + temperature * Math.log(values.length) * (1 + 1e-12) + 1e-9,
        );
      }),
    );
  });

  it('grows with its values, and moves with them', () => {
    fc.assert(
      fc.property(row, temperatures, fc.nat(), (values, temperature, k) => {
        const higher = values.with(k % values.length, values[k % values.length] + 1);
        expect(ofRow(higher, temperature)).toBeGreaterThanOrEqual(ofRow(values, temperature));
        const moved = values.map((value) => Math.fround(value + 64));
        const shift = ofRow(moved, temperature) - ofRow(values, temperature);
        expect(shift).toBeCloseTo(64, 3);
      }),
    );
  });

  it('of each row looks at its own entries only, whatever came before', () => {
    const softMaximum = new SoftMaximum(2);
    softMaximum.of(Float32Array.of(7, 8, 9), 3, 1);
    const [first, second] = softMaximum.of(Float32Array.of(1, 1, 9000, 9000), 2, 2);
    expect(first).toBeCloseTo(1 + 2 * Math.LN2, 12);
    expect(second).toBeCloseTo(9000 + 2 * Math.LN2, 10);
  });
});
