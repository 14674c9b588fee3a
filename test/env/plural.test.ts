import { expect, it } from 'vitest';
import { pluralOf } from '../../src/env/plural.ts';

it.each([
  ['fall', 'falls'],
  ['end', 'ends'],
  ['miss', 'misses'],
  ['crash', 'crashes'],
])('many of %s are %s', (one, many) => {
  expect(pluralOf(one)).toBe(many);
});
