/** `compare` in processes of its own. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from './programs.ts';
import { expectSelfContainedSvg } from './svg-check.ts';

const SHORT = [
  ...[
    '--steps',
    '300',
    '--hidden-sizes',
    '8',
    '--batch-size',
    '8',
    '--learning-start-steps',
    '50',
    '--no-early-stop',
  ],
  ...['--evaluation-every-steps', '100', '--evaluation-episodes', '2', '--final-evaluation-episodes', '3'],
];

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
const text = (...names: string[]) => readFileSync(path(...names), 'utf8');
const compare = (...args: string[]) => runProgram('compare', ...args);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'compare-'));
  const train = async (name: string, ...flags: string[]) =>
    expect(await runProgram('train', ...SHORT, ...flags, '--out', path(name))).toMatchObject({ code: 0 });
  await train('a_seed1', '--seed', '1');
  await train('a_seed2', '--seed', '2');
  await train('b', '--gamma', '0.9');
  const sweep = ['--seeds', '3-4', '--workers', '1', '--out', path('sweep')];
  expect(await runProgram('sweep', ...SHORT, ...sweep)).toMatchObject({ code: 0 });
  writeFileSync(path('dqn.monitor.csv'), '#{"t_start": 0}\nr,l,t\n20,20,0.1\n40,40,0.2\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('runs, a sweep and a table of another program stand in one report, equal settings as one series', async () => {
  const inputs = ['a_seed1', 'b', 'a_seed2', 'sweep', 'dqn.monitor.csv'].map((name) => path(name));
  const { code, out, err } = await compare(...inputs, '--out', path('report'));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(
    /^a: 4 seeds · final return .*\nb: 1 seed · .*\ndqn: 1 seed · final return 30\.000\nreport: .*\/report\.md\n$/,
  );
  const [head, ...rows] = text('report', 'curves.csv').trim().split('\n');
  expect(head).toBe('series,seed,step,return');
  const evaluations = text('a_seed2', 'metrics.csv')
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  const column = text('a_seed2', 'metrics.csv').split('\n')[0].split(',').indexOf('greedy_return');
  const own = evaluations
    .filter((cells) => (cells[column] ?? '') !== '')
    .map((cells) => `"a",2,${cells[0]},${cells[column]}`);
  expect(own).toHaveLength(3);
  expect(rows.filter((row) => row.startsWith('"a",2,'))).toEqual(own);
  expect(rows).toHaveLength(4 * 3 + 3 + 2);
  expect(text('report', 'report.md')).toContain('| gamma | 0.995 | 0.9 |  |\n');
  expectSelfContainedSvg(text('report', 'figures', 'learning-curves-compared.svg'));

  // An earlier report may be replaced; files of others stay.
  writeFileSync(path('report', 'notes.txt'), 'mine');
  expect(await compare(path('b'), '--out', path('report'))).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(path('report')).sort()).toEqual(['curves.csv', 'figures', 'notes.txt', 'report.md']);
  expect(text('report', 'report.md')).toContain('None, as far as is known.');
});

test.each<[string, () => string[], RegExp]>([
  ['no folder to write to', () => [path('b')], /^error: required option '--out <dir>' not specified/],
  [
    'a folder with something else',
    () => [folder, '--out', path('r')],
    /is neither a run folder nor a sweep; name one/,
  ],
  [
    'a table of something else',
    () => ['package.json', '--out', path('r')],
    /package\.json: line 1: expected a monitor\.csv/,
  ],
  ['a run twice', () => [path('b'), path('b'), '--out', path('r')], /"b" with seed 1 is there twice/],
  ['a missing file', () => [path('none'), '--out', path('r')], /none: there is no such file or folder/],
  [
    'a report in a folder of others',
    () => [path('b'), '--out', path('sweep')],
    /sweep holds no curves\.csv of an earlier report but other files, such as /,
  ],
  [
    'more than a figure holds',
    () => [...Array(8).fill(path('dqn.monitor.csv')), '--out', path('r')],
    /got 8 series, expected at most 7/,
  ],
])('refuses %s in one line', async (_, args, message) => {
  mkdirSync(path('empty'), { recursive: true });
  const { code, out, err } = await compare(...args());
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
  expect(err.match(/\n/g)).toHaveLength(1);
});
