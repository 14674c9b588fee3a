/** The tables of bugs: each still fits the source. `npm run planted-bugs` and `npm run museum` try the tests with them. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { MUSEUM } from '../museum/bugs.ts';
import { hunksOf } from '../museum/hunk.ts';
import { measuredRange, readMeasurements, runsOf } from '../museum/measurement.ts';
import { museumPage } from '../museum/page.ts';
import { type Patch, patchText } from '../museum/patch.ts';
import { areApart, rangeOf } from '../museum/statistics.ts';
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

describe('hunksOf', () => {
  const source = 'a\nb\nc\nd\ne\nf\ng\n';
  const patch = (found: string, put: string): Patch => ({ file: 'a.ts', found, put });
  const drawn = (patches: Patch[], context: number) =>
    hunksOf(source, patches, context).map(
      ({ firstLine, lines }) => `${firstLine}:${lines.map(({ mark, text }) => mark + text).join()}`,
    );

  it('has the lines around a change, as far as the file goes', () => {
    expect(drawn([patch('b', 'B')], 2)).toEqual(['1: a,-b,+B, c, d']);
    expect(drawn([patch('d\n', '')], 1)).toEqual(['3: c,-d, e']);
    expect(drawn([patch('g', '  ')], 1)).toEqual(['6: f,-g']);
  });

  it('puts changes together that are near each other, in the order of the file', () => {
    const patches = [patch('e', 'E'), patch('b', 'B\nBB')];
    expect(drawn(patches, 1)).toEqual(['1: a,-b,+B,+BB, c, d,-e,+E, f']);
    expect(drawn(patches, 0)).toEqual(['2:-b,+B,+BB', '5:-e,+E']);
  });
});

test('ranges are apart if no value of one lies in the other', () => {
  const [low, high] = [rangeOf([3, 1, 2]), rangeOf([4, 5])];
  expect([low, high]).toEqual([
    { low: 1, high: 3 },
    { low: 4, high: 5 },
  ]);
  expect([areApart(low!, high!), areApart(high!, low!)]).toEqual([true, true]);
  expect(areApart(low!, { low: 3, high: 9 })).toBe(false);
  expect(areApart({ low: 0, high: 9 }, low!)).toBe(false);
  expect([rangeOf([1, null]), rangeOf([])]).toEqual([null, null]);
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

  it('can be shown as whole lines of the file', () => {
    for (const { forms } of MUSEUM) {
      const [{ patches }] = forms;
      for (const file of new Set(patches.map((patch) => patch.file))) {
        const source = readFileSync(file, 'utf8');
        const own = patches.filter((patch) => patch.file === file);
        const hunks = hunksOf(source, own, 0);
        const wrong = source.split('\n');
        for (const { firstLine, lines } of hunks.toReversed()) {
          const [out, put] = ['-', '+'].map((mark) => lines.filter((line) => line.mark === mark));
          const replaced = wrong.splice(firstLine - 1, out.length, ...put.map(({ text }) => text));
          expect(replaced).toEqual(out.map(({ text }) => text));
        }
        const blankless = (text: string) => text.replace(/\n\s*(?=\n)/g, '');
        expect(blankless(wrong.join('\n'))).toBe(blankless(own.reduce(patchText, source)));
      }
    }
  });

  it.each(MUSEUM.filter(({ clue }) => clue !== undefined).map((bug) => [bug.id, bug] as const))(
    '%s may be a riddle: on 16 seeds a statistic tells it from the correct agent',
    (_, bug) => {
      const runs = readMeasurements();
      const { statistic } = bug.clue!;
      for (const which of ['right', 'wrong'] as const) expect(runsOf(bug, runs, which)).toHaveLength(16);
      const [right, wrong] = (['right', 'wrong'] as const).map((which) =>
        measuredRange(bug, runs, which, statistic),
      );
      expect(areApart(right!, wrong!), JSON.stringify({ right, wrong })).toBe(true);
    },
  );

  it('is on the page', () => {
    expect(readFileSync('docs/silent-bugs.md', 'utf8')).toBe(museumPage(MUSEUM, readMeasurements()));
  });
});
