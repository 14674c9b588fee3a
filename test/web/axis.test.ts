import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisRange,
  logAxisRange,
  logTicksBetween,
  logTickText,
  roundTicks,
  roundUp,
  ticksBetween,
  tickText,
} from '../../web/axis.ts';

describe('axisRange', () => {
  it('reaches as far as the axis must, with some air above', () => {
    expect(axisRange(10, 20, [0, 500])).toEqual([0, 525]);
    expect(axisRange(null, null, [0, 1])).toEqual([0, 1.05]);
  });

  it('reaches as far as the data, with air below if they go below', () => {
    expect(axisRange(-100, 300, [0, 0])).toEqual([-120, 320]);
  });

  it('is never empty', () => {
    expect(axisRange(null, null, [0, 0])).toEqual([0, 1]);
    expect(axisRange(0, 0, [0, 0])).toEqual([0, 1]);
  });
});

describe('logAxisRange', () => {
  it('goes from a power of ten to another, with all data between them', () => {
    expect(logAxisRange(0.02, 30)).toEqual([0.01, 100]);
    expect(logAxisRange(0.1, 1000)).toEqual([0.1, 1000]);
  });

  it('is never empty', () => {
    expect(logAxisRange(null, null)).toEqual([0.1, 1]);
    expect(logAxisRange(100, 100)).toEqual([100, 1000]);
  });
});

describe('round numbers', () => {
  it('are 1, 2 or 5 times a power of ten', () => {
    expect([0.011, 0.02, 0.3, 1, 1.1, 6, 20, 21].map(roundUp)).toEqual([0.02, 0.02, 0.5, 1, 2, 10, 20, 50]);
  });

  it('stand at even distances around the data', () => {
    expect(roundTicks(0.3, 32, 4)).toEqual([0, 10, 20, 30, 40]);
    expect(roundTicks(-8, 25, 4)).toEqual([-10, 0, 10, 20, 30]);
    expect(roundTicks(0, 0, 4)).toEqual([0, 0.5]);
    expect(roundTicks(7, 7, 4)).toEqual([6, 8]);
    expect(roundTicks(7, 7 + 1e-9, 4)).toEqual([6, 8]);
  });

  it('enclose any data, and are not too many', () => {
    const number = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const ticks = roundTicks(low, high, 4);
        const slack = 1e-6 * (ticks[1] - ticks[0]);
        expect(ticks[0]).toBeLessThanOrEqual(low + slack);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(high - slack);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe('the text of a tick', () => {
  it('has the decimals that its neighbours need', () => {
    expect([0, 0.25, 0.5, 1].map((tick) => tickText(tick, 0.25))).toEqual(['0.00', '0.25', '0.50', '1.00']);
    expect([-0.2, 0, 0.1 + 0.2].map((tick) => tickText(tick, 0.1))).toEqual(['−0.2', '0.0', '0.3']);
    expect([-12, 0, 6].map((tick) => tickText(tick, 6))).toEqual(['−12', '0', '6']);
  });

  it('has no sign at zero, wherever rounding has left it', () => {
    expect(tickText(-1e-17, 0.1)).toBe('0.0');
  });

  it('has thousands apart, and powers of ten where it would be long', () => {
    expect(tickText(12_500, 500)).toBe('12\u202f500');
    expect(tickText(600_000, 200_000)).toBe('6.0e5');
    expect(tickText(-2_500_000, 500_000)).toBe('−2.5e6');
  });

  it('of a power of ten is short', () => {
    expect([1e-5, 0.001, 0.1, 1, 100, 1e6].map(logTickText)).toEqual([
      '1e−5',
      '0.001',
      '0.1',
      '1',
      '100',
      '1e6',
    ]);
  });
});

describe('the ticks of an axis', () => {
  const valuesOf = (ticks: readonly { readonly value: number }[]) => ticks.map(({ value }) => value);

  it('are the round numbers on it, as many as have room', () => {
    expect(ticksBetween(-0.05, 1.05, 5)).toEqual([
      { value: 0, text: '0.0' },
      { value: 0.5, text: '0.5' },
      { value: 1, text: '1.0' },
    ]);
    expect(valuesOf(ticksBetween(-120, 320, 5))).toEqual([-100, 0, 100, 200, 300]);
    expect(valuesOf(ticksBetween(0, 525, 1.1))).toEqual([0, 500]);
  });

  it('may be written in another way', () => {
    expect(ticksBetween(0, 2, 2, (value) => `#${value}`).map(({ text }) => text)).toEqual(['#0', '#1', '#2']);
  });

  it('are powers of ten where these are what matters, with 2 and 5 times them where there is room', () => {
    expect(valuesOf(logTicksBetween(0.1, 10, 4))).toEqual([0.1, 1, 10]);
    expect(valuesOf(logTicksBetween(1, 10, 3))).toEqual([1, 2, 5, 10]);
    expect(valuesOf(logTicksBetween(1, 1e6, 3))).toEqual([1, 100, 1e4, 1e6]);
  });
});
