import { expect, it } from 'vitest';
import { parseGridAxis } from '../../src/cli/grid-axis.ts';
import { UsageError } from '../../src/cli/program.ts';

it.each([
  ['length=0.25,0.5,1', { name: 'length', values: [0.25, 0.5, 1] }],
  ['push=2', { name: 'push', values: [2] }],
  ['action-noise=0..0.4:5', { name: 'action-noise', values: [0, 0.1, 0.2, 0.3, 0.4] }],
  ['length=0.25..2:8', { name: 'length', values: [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] }],
  ['gravity=-1..1e1:2', { name: 'gravity', values: [-1, 10] }],
])('reads %s', (text, axis) => {
  expect(parseGridAxis(text)).toEqual(axis);
});

it.each([
  ['length', 'which names no values'],
  ['=1', 'which names no values'],
  ['length=', 'which names no values'],
  ['length=1,long', 'where "long" is not a number'],
  ['length=1,,2', 'where "" is not a number'],
  ['length=a..2:3', 'where "a" is not a number'],
  ['length=1..2', 'where "1..2" is not a number'],
  ['length=1,1', 'which names a value twice'],
  ['length=1..2:101', 'which has 101 values'],
  ['length=1..2:1', 'where a range has fewer than 2 values'],
])('refuses %s in one line', (text, problem) => {
  const parse = () => parseGridAxis(text);
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(
    `--vary: got ${JSON.stringify(text)}, ${problem}; expected a name, = and up to 100 numbers`,
  );
});
