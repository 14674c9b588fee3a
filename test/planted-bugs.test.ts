/** The table of planted bugs: each is still there to be planted. `npm run planted-bugs` plants them. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { patchText } from '../museum/patch.ts';
import { PLANTED_BUGS } from '../scripts/reliability/planted-bugs-table.ts';

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

describe('every planted bug', () => {
  it('has a name of its own', () => {
    const ids = PLANTED_BUGS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(PLANTED_BUGS.map((bug) => [bug.id, bug] as const))(
    '%s fits the source',
    (_, { patches, tests }) => {
      for (const patch of patches) {
        const source = readFileSync(patch.file, 'utf8');
        expect(patchText(source, patch)).not.toBe(source);
      }
      expect(tests.filter((file) => !existsSync(file))).toEqual([]);
    },
  );
});
