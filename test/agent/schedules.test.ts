import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linear, multiplicative } from '../../src/agent/schedules.ts';

const rates = fc.double({ min: 0, max: 1, noNaN: true });
const durations = fc.integer({ min: 1, max: 1_000_000 });
const steps = fc.nat({ max: 2_000_000 });

describe('linear', () => {
  it('begins at the start value', () => {
    fc.assert(
      fc.property(rates, rates, durations, (start, end, duration) => {
        expect(linear(start, end, duration, 0)).toBe(start);
      }),
    );
  });

  it('is the end value from the end of its duration on', () => {
    fc.assert(
      fc.property(rates, rates, durations, steps, (start, end, duration, later) => {
        expect(linear(start, end, duration, duration + later)).toBe(end);
      }),
    );
  });

  it('is in the middle after half of its duration', () => {
    fc.assert(
      fc.property(rates, rates, durations, (start, end, half) => {
        expect(linear(start, end, 2 * half, half)).toBeCloseTo((start + end) / 2, 12);
      }),
    );
  });

  it('changes by the same amount at every step', () => {
    fc.assert(
      fc.property(rates, rates, fc.integer({ min: 3, max: 10_000 }), fc.nat(), (start, end, duration, k) => {
        const step = k % (duration - 1);
        const change = linear(start, end, duration, step + 1) - linear(start, end, duration, step);
        expect(change).toBeCloseTo((end - start) / duration, 12);
      }),
    );
  });
});

describe('multiplicative', () => {
  it('multiplies as long as the rate is above the floor', () => {
    fc.assert(
      fc.property(rates, rates, rates, (epsilon, decay, floor) => {
        expect(multiplicative(epsilon, decay, floor)).toBe(epsilon > floor ? epsilon * decay : epsilon);
      }),
    );
  });

  it('takes 1 below 0.01 in 919 factors of 0.995 and then stays', () => {
    let epsilon = 1;
    let factors = 0;
    for (let k = 0; k < 2000; k++) {
      const next = multiplicative(epsilon, 0.995, 0.01);
      if (next !== epsilon) factors++;
      epsilon = next;
    }
    expect(factors).toBe(919);
    expect(epsilon).toBeLessThanOrEqual(0.01);
    expect(epsilon).toBeGreaterThan(0.995 * 0.01);
  });
});
