import { expect, test } from 'vitest';
import { fixed, formatCount, formatNumber, formatOrDash } from '../../web/format.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1\u202f000'],
  [12_500, '12\u202f500'],
  [1_234_567.4, '1\u202f234\u202f567'],
])('formatCount(%d)', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [0, '0'],
  [-0, '0'],
  [1, '1.000'],
  [-0.5, '−0.5000'],
  [123.456, '123.5'],
  [0.001, '0.001000'],
  [0.000_999_9, '9.999e−4'],
  [-1.5e-8, '−1.500e−8'],
  [1e6, '1.000e6'],
  [9999.4, '9999'],
  [9999.6, '10\u202f000'],
  [-123_456.7, '−123\u202f457'],
  [Number.NaN, 'not a number'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '−∞'],
])('formatNumber(%d)', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('the number of digits can be chosen', () => {
  expect(formatNumber(Math.PI, 2)).toBe('3.1');
  expect(formatOrDash(Math.PI, 6)).toBe('3.14159');
});

test('what is not there is a dash', () => {
  expect([formatOrDash(null), formatOrDash(undefined), formatOrDash(0)]).toEqual(['–', '–', '0']);
});

test('fixed keeps its decimals, and zero has no sign', () => {
  expect(fixed(-0.0004, 3)).toBe('0.000');
  expect(fixed(-1.25, 1)).toMatch(/^−1\.[23]$/);
  expect(fixed(Number.NaN, 3)).toBe('not a number');
});
