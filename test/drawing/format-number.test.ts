import { expect, test } from 'vitest';
import { fixed, formatNumber } from '../../src/drawing/format-number.ts';

test('zeros have no sign, however small the number is that they stand for', () => {
  expect([-0.04, -0, 0.04, -0.06].map((value) => fixed(value, 1))).toEqual(['0.0', '0.0', '0.0', '-0.1']);
  expect([-0.4, 0.4, -0.6].map((value) => fixed(value, 0))).toEqual(['0', '0', '-1']);
  expect([-0.004, -0.006].map((value) => formatNumber(value, 2, '+'))).toEqual(['+0.00', '−0.01']);
});
