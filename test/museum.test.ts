/** The tables of bugs: each still fits the source. `npm run planted-bugs` and `npm run museum` try the tests with them. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MUSEUM } from '../museum/bugs.ts';
import { readMeasurements } from '../museum/measurement.ts';
import { museumPage } from '../museum/page.ts';
import { type Patch, patchText } from '../museum/patch.ts';
import { PLANTED_BUGS, SURVIVED_ONCE } from '../scripts/reliability/planted-bugs-table.ts';
import { presetConfig } from '../src/config/presets.ts';

describe('patchText', () => {
  const patch = { file: 'a.ts', found: 'x < 1\n', put: 'x <= 1\n' };

  it('puts a text in the place of another', () => {
    expect(patchText('if\nx < 1\n$&', patch)).toBe('if\nx <= 1\n$&');
    expect(patchText('a', { ...patch, found: 'a', put: '$&' })).toBe('$&');
  });

  it.each(['if\nx < 2\n', 'x < 1\nx < 1\n', ''])('refuses %j, which does not hold it once', (text) => {
    expect(() => patchText(text, patch)).toThrow(/^a\.ts holds this text [02] times; expected it once/);
  });
});

/** Patches of one file are put in one after the other. */
function expectToFit(patches: readonly Patch[]): void {
  for (const file of new Set(patches.map((patch) => patch.file))) {
    const source = readFileSync(file, 'utf8');
    const own = patches.filter((patch) => patch.file === file);
    expect(own.reduce(patchText, source)).not.toBe(source);
  }
}

describe('every planted bug', () => {
  it('has a name of its own', () => {
    const ids = PLANTED_BUGS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(SURVIVED_ONCE.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each(PLANTED_BUGS.map((bug) => [bug.id, bug] as const))(
    '%s fits the source',
    (_, { patches, tests }) => {
      expectToFit(patches);
      expect(tests.filter((file) => !existsSync(file))).toEqual([]);
    },
  );
});

describe('every bug of the museum', () => {
  it('has a name of its own', () => {
    const ids = MUSEUM.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(MUSEUM.map((bug) => [bug.id, bug] as const))('%s fits the source', (_, bug) => {
    for (const { patches, test = bug.test } of bug.forms) {
      expectToFit(patches);
      // The name of the test itself comes last, behind those of its groups.
      const source = readFileSync(test.file, 'utf8').replaceAll("\\'", "'");
      expect(
        [...source.matchAll(/\b(?:it|test)\((['"])(.+)\1, /g)].some(([, , name]) => test.name.endsWith(name)),
      ).toBe(true);
    }
    expect(presetConfig(bug.preset, { ...bug.changes, steps: bug.steps, seed: bug.seeds[0] })).toBeTruthy();
  });

  it('is on the page', () => {
    expect(readFileSync('docs/silent-bugs.md', 'utf8')).toBe(museumPage(MUSEUM, readMeasurements()));
  });
});
