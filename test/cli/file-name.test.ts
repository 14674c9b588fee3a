import { expect, it } from 'vitest';
import { fileName } from '../../src/cli/file-name.ts';
import { UsageError } from '../../src/cli/program.ts';

const svg = fileName('--svg', '.svg');

it.each(['a.svg', 'in/a folder/a.b.SVG'])('takes %s, whose ending is that of the format', (name) => {
  expect(svg(name)).toBe(name);
});

it.each(['a.gif', 'a', 'svg', 'a.svg/b', ''])('refuses %j in one line', (name) => {
  expect(() => svg(name)).toThrow(UsageError);
  expect(() => svg(name)).toThrow(`--svg: got ${JSON.stringify(name)}, expected a name that ends in .svg`);
});
