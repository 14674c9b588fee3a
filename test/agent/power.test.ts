import fc from 'fast-check';
import { expect, it } from 'vitest';
import { power } from '../../src/agent/power.ts';

const exponents = fc.double({ min: 0, max: 1, noNaN: true });

it('agrees with Math.pow to nine digits', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), exponents, (x, exponent) => {
      const expected = x ** exponent;
      expect(Math.abs(power(x, exponent) - expected)).toBeLessThanOrEqual(1e-8 * expected);
    }),
    { numRuns: 1000 },
  );
});

it('is exact for the exponents 0, 1/2, 1/4 and 1', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e300, noNaN: true }), (x) => {
      expect(power(x, 0)).toBe(1);
      expect(power(x, 0.25)).toBe(Math.sqrt(Math.sqrt(x)));
      expect(power(x, 0.5)).toBe(Math.sqrt(x));
      expect(power(x, 1)).toBe(x);
    }),
  );
});

it('is the product of the roots whose digit is 1, of 32 binary digits, bit for bit', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e300, noNaN: true }), exponents, (x, exponent) => {
      let root = x;
      let expected = 1;
      for (const digit of Math.floor((exponent % 1) * 2 ** 32)
        .toString(2)
        .padStart(32, '0')) {
        root = Math.sqrt(root);
        if (digit === '1') expected *= root;
      }
      expect(power(x, exponent)).toBe(exponent === 1 ? x : expected);
    }),
  );
});

it('never puts two numbers in the other order', () => {
  const positive = fc.double({ min: 0, max: 1e300, noNaN: true });
  fc.assert(
    fc.property(positive, positive, exponents, (x, y, exponent) => {
      expect(power(Math.min(x, y), exponent)).toBeLessThanOrEqual(power(Math.max(x, y), exponent));
    }),
  );
});
