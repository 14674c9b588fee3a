import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textPieces } from '../../src/cli/text-pieces.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pieces-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['nothing', ''],
  ['a word', 'ε'],
  ['characters of several bytes across the ends of pieces', 'aε√😀'.repeat(50_000)],
])('the pieces of a file are its text: %s', (_, text) => {
  const path = join(folder, 'text');
  writeFileSync(path, text);
  expect([...textPieces(path)].join('') === text).toBe(true);
});

it('a long text comes in several pieces', () => {
  const path = join(folder, 'long');
  writeFileSync(path, 'x'.repeat(200_000));
  expect(Math.max(...[...textPieces(path)].map(({ length }) => length))).toBeLessThan(100_000);
});
