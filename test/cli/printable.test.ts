import { expect, test } from 'vitest';
import { isPrintable, printable } from '../../src/cli/printable.ts';

test.each([
  ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['a\u0000\u007f\u009b31m', 'a\\u0000\\u007f\\u009b31m'],
  ['turned \u202e or \u2066 or \u200f', 'turned \\u202e or \\u2066 or \\u200f'],
  ['a\u2028b\u2029', 'a\\u2028b\\u2029'],
  ['half \ud800 a pair', 'half \\ud800 a pair'],
])('%j is shown with escapes', (text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(isPrintable(text)).toBe(false);
  expect(isPrintable(shown)).toBe(true);
});

test('what a terminal only shows is left alone', () => {
  const text = 'runs/größe 東京 😀 "a" \'b\' \\ $(id) `id`';
  expect(printable(text)).toBe(text);
  expect(isPrintable(text)).toBe(true);
});

test('JSON stays the same JSON', () => {
  const value = { path: '\u001b\u007f\u009b\u2028\u202e\ud800\n"\\' };
  expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
});
