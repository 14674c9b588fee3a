/** No program replaces or removes what it did not write. The programs in processes of their own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entriesBelow } from './entries-below.ts';
import { type ProgramName, runProgram } from './programs.ts';

const RUN = [
  ...['--steps', '100', '--hidden-sizes', '8', '--batch-size', '8', '--learning-start-steps', '50'],
  ...['--evaluation-episodes', '2', '--final-evaluation-episodes', '2'],
];
const SWEEP = [...RUN, '--seeds', '0-1', '--workers', '1'];

let folder: string;
const path = (...names: string[]) => join(folder, ...names);

/** Every file in a folder and its text. */
function contentOf(name: string): Record<string, string> {
  const files = entriesBelow(path(name));
  const regular = files.filter((file) => statSync(path(name, file)).isFile()).sort();
  return Object.fromEntries(regular.map((file) => [file, readFileSync(path(name, file), 'utf8')]));
}

/** Puts files of somebody else into a folder. */
function put(name: string, ...files: string[]): void {
  for (const file of files) {
    mkdirSync(dirname(path(name, file)), { recursive: true });
    writeFileSync(path(name, file), `mine: ${file}`);
  }
}

async function expectDone(program: ProgramName, ...args: string[]): Promise<void> {
  const { code, err } = await runProgram(program, ...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
}

/** The program says in one line what is in its way, and the folder stays as it is. */
async function expectRefused(name: string, file: string, program: ProgramName, ...args: string[]) {
  const before = contentOf(name);
  const { code, out, err } = await runProgram(program, ...args, '--out', path(name));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: [^\n]+; [^\n]+\n$/);
  expect(err).toContain(`${path(name)} `);
  expect(err).toContain(file);
  expect(contentOf(name)).toEqual(before);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
  await Promise.all([
    expectDone('train', ...RUN, '--out', path('run')),
    expectDone('sweep', ...SWEEP, '--shard', '1/2', '--out', path('part-1')),
  ]);
  await expectDone('sweep', ...SWEEP, '--shard', '2/2', '--out', path('part-2'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const parts = () => [path('part-1'), path('part-2')];

describe('a folder that holds other files is refused', () => {
  test.each([
    ['a sweep', 'sweep' as const, ['figures/fig1.pdf', 'report.md'], () => SWEEP],
    ['--merge', 'sweep' as const, ['figures/fig1.pdf', 'report.md'], () => ['--merge', ...parts()]],
    ['train', 'train' as const, ['notes.txt'], () => RUN],
    ['train --overwrite', 'train' as const, ['config.json'], () => [...RUN, '--overwrite']],
  ])('by %s', async (_, program, files, args) => {
    put('mine', ...files);
    await expectRefused('mine', files[0].split('/')[0], program, ...args());
    rmSync(path('mine'), { recursive: true });
  });

  test('even where they are named like what a killed process leaves', async () => {
    put('temporary', 'config.json.12.tmp', 'sweep.json.12.tmp');
    await expectRefused('temporary', '.12.tmp', 'train', ...RUN, '--overwrite');
    await expectRefused('temporary', '.12.tmp', 'sweep', ...SWEEP);
  });

  test('by train if it is a sweep, and by sweep if it is a run', async () => {
    await expectRefused('part-1', 'curves.jsonl', 'train', ...RUN, '--overwrite');
    await expectRefused('run', 'best.safetensors', 'sweep', ...SWEEP);
  });
});

test('what file managers leave does not count', async () => {
  const left = ['.DS_Store', 'Thumbs.db', 'desktop.ini'];
  for (const name of ['managed-run', 'managed-merge']) put(name, ...left);
  await expectDone('train', ...RUN, '--out', path('managed-run'));
  await expectDone('sweep', '--merge', ...parts(), '--out', path('managed-merge'));
  for (const name of ['managed-run', 'managed-merge']) {
    for (const file of left) expect(contentOf(name)[file]).toBe(`mine: ${file}`);
  }
});

test('beside a sweep of ours they stay', async () => {
  const mine = ['notes.txt', 'figures/fig1.pdf', 'figures/stability.pdf', 'results.jsonl.bak'];
  await expectDone('sweep', ...SWEEP, '--out', path('own-sweep'));
  put('own-sweep', ...mine, 'figures/stability.svg', 'figures/final-return.svg.12.tmp');
  const again = [SWEEP, ['--merge', ...parts()]];
  for (const args of again) await expectDone('sweep', ...args, '--out', path('own-sweep'));
  const after = contentOf('own-sweep');
  for (const file of mine) expect(after[file]).toBe(`mine: ${file}`);
  // A figure of an earlier report that this one does not have, and what a killed process left of another.
  expect(Object.keys(after).filter((file) => /stability\.svg|tmp$/.test(file))).toEqual([]);
});

test('beside a run of ours they stay, also with --overwrite', async () => {
  await expectDone('train', ...RUN, '--out', path('own-run'));
  put('own-run', 'notes.txt', 'notes.12.tmp', 'figures/fig1.pdf');
  await expectDone('train', ...RUN, '--seed', '2', '--overwrite', '--out', path('own-run'));
  await expectDone('train', '--resume', path('own-run'));
  expect(contentOf('own-run')).toMatchObject({
    'notes.txt': 'mine: notes.txt',
    'notes.12.tmp': 'mine: notes.12.tmp',
    'figures/fig1.pdf': 'mine: figures/fig1.pdf',
  });
});
