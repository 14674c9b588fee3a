import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { EQUIVALENT_MUTANTS } from '../scripts/reliability/equivalent-mutants.ts';
import {
  allMutants,
  type MutationResults,
  mutationPage,
  mutationScore,
} from '../scripts/reliability/mutation-page.ts';
import { MUTATION_PARTS } from '../scripts/reliability/mutation-parts.ts';
import { entriesBelow } from './entries-below.ts';

const mutant = (status: string, line: number, columns: [number, number], replacement: string) => ({
  mutatorName: 'any',
  status,
  replacement,
  location: { start: { line, column: columns[0] }, end: { line, column: columns[1] } },
});

const results: MutationResults = {
  files: {
    'src/two.ts': { source: 'f(a || b);\n', mutants: [mutant('NoCoverage', 1, [3, 9], 'a && b')] },
    'src/one.ts': {
      source: 'let x = 1;\n  while (x < 2) x++;\n',
      mutants: [
        mutant('Killed', 2, [10, 15], 'false'),
        mutant('Timeout', 2, [17, 20], 'x--'),
        mutant('Survived', 2, [10, 15], 'x <= 2'),
        mutant('Ignored', 1, [1, 2], ''),
      ],
    },
    'src/types.ts': { source: '', mutants: [] },
  },
};

const known = { file: 'src/one.ts', line: 'while (x < 2) x++;', replacement: 'x <= 2', reason: 'Because.' };

it('the page has a score for each file with mutants, and one for all', () => {
  const page = mutationPage(results, [known], 'Today');
  expect(page.split('\n').filter((line) => line.endsWith('% |'))).toEqual([
    '| `src/one.ts` | 3 | 1 | 1 | 0 | 1 | 66.7 % |',
    '| `src/two.ts` | 1 | 0 | 0 | 1 | 0 | 0.0 % |',
    '| **all** | 4 | 1 | 1 | 1 | 1 | 50.0 % |',
  ]);
  expect(page).toContain('## Scores\n\nToday. ');
});

it('the score is the share of mutants that were found, and leaves out those that do not count', () => {
  expect(mutationScore(allMutants(results))).toBe(50);
});

it('survivors are listed by line with what they change, those that are equivalent apart with the reason', () => {
  const [, open, explained] = mutationPage(results, [known], 'Today').split(/## Survivors|## Equivalent/);
  const one = '| [`src/one.ts:2`](../../src/one.ts#L2) | `x < 2` → `x <= 2` |';
  const two = '| [`src/two.ts:1`](../../src/two.ts#L1) | `a \\|\\| b` → `a && b` | no test reaches it |';
  expect(open).toContain(two);
  expect(open).not.toContain(one);
  expect(explained).toContain(`${one} Because. |`);
  expect(explained).not.toContain(two);
  expect(mutationPage(results, [], 'Today')).toContain(`${one}  |`);
});

it('a reason for a mutant that has not survived is an error, but not where its file was not mutated', () => {
  const wrong = { ...known, replacement: 'false' };
  expect(() => mutationPage(results, [wrong], 'Today')).toThrow(
    'no mutant of src/one.ts that makes false in "while',
  );
  expect(() => mutationPage(results, [{ ...known, file: 'src/other.ts' }], 'Today')).not.toThrow();
});

it('no equivalent mutant is listed twice', () => {
  const keys = EQUIVALENT_MUTANTS.map(({ file, line, replacement }) => `${file} ${line} ${replacement}`);
  expect(new Set(keys).size).toBe(keys.length);
});

const root = fileURLToPath(new URL('..', import.meta.url));

const filesIn = (folder: string) => entriesBelow(`${root}${folder}`).map((name) => `${folder}/${name}`);

/** Declarations, names and messages only, and what is compiled for WebAssembly or made of that. */
const NOT_MUTATED = [
  ...['agent', 'target-rule'].map((name) => `src/agent/${name}.ts`),
  ...['plural', 'task', 'task-error', 'task-ids', 'task-title'].map((name) => `src/env/${name}.ts`),
  ...['src/nn/distribution.ts', 'src/nn/webassembly.d.ts'],
  ...['src/nn/simd/kernels.as.ts', 'src/nn/simd/module.ts'],
];

/** Pictures and the descriptions of single tasks are looked at, not computed with. */
const isComputing = (path: string) =>
  path.endsWith('.ts') && !/\/picture|-picture|^src\/env\/[\w-]+\/task\.ts$/.test(path);

it('each file that computes is mutated in one part', () => {
  const sources = ['src/nn', 'src/env', 'src/agent'].flatMap(filesIn).filter(isComputing);
  const checkpoints = ['checkpoint', 'run-checkpoint', 'crc32', 'byte-order'];
  const others = ['random', 'state', ...checkpoints.map((name) => `experiment/files/${name}`)];
  const mutated = MUTATION_PARTS.flatMap(({ sources }) => sources).sort();
  expect(new Set(mutated).size).toBe(mutated.length);
  const expected = [...sources, ...others.map((name) => `src/${name}.ts`)];
  expect(expected.filter((path) => !mutated.includes(path)).sort()).toEqual([...NOT_MUTATED].sort());
});

it('each part has a name of its own and tests that are there', () => {
  expect(new Set(MUTATION_PARTS.map(({ name }) => name)).size).toBe(MUTATION_PARTS.length);
  for (const { sources, tests } of MUTATION_PARTS) {
    expect([...sources, ...tests].filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  }
});
