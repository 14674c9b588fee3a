/** The program itself, in processes of its own, with runs as short as they can be. */
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCK_FILE } from '../src/cli/folder-lock.ts';
import { finishProgram, IS_WINDOWS, runProgram, startProgram } from './programs.ts';
import { expectSelfContainedSvg } from './svg-check.ts';

const RUN = [
  ...['--steps', '300', '--hidden-sizes', '8', '--batch-size', '8', '--learning-start-steps', '50'],
  ...['--evaluation-every-steps', '100', '--evaluation-episodes', '2', '--final-evaluation-episodes', '3'],
];
const SWEEP = [...RUN, '--seeds', '0-3', '--vary', 'target-rule=max,double'];

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
const read = (...names: string[]) => readFileSync(path(...names), 'utf8');
const lines = (...names: string[]) =>
  read(...names)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const sweep = (...args: string[]) => runProgram('sweep', ...args);

/** Everything in a folder that must be the same whoever did the runs. */
const results = (name: string) => ({
  results: read(name, 'results.jsonl'),
  curves: read(name, 'curves.jsonl'),
});

test('a task that has no threshold and no largest return is reported without what depends on them', async () => {
  const games = ['--env', 'Breakout', '--steps', '60', '--replay-capacity', '60', '--seeds', '0-1'];
  const { code, out } = await sweep(...RUN, ...games, '--vary', 'gamma=0.9,0.99', '--out', path('unrated'));
  expect(code).toBe(0);
  expect(out).toMatch(/^default gamma=0.9: final return [\d.]+$/m);
  const report = read('unrated', 'report.md');
  expect(report).toContain('| variant | final return | final return, median and quartiles |\n');
  expect(report).toContain('| variant | higher final return |\n');
  expect(report).toContain('3 at the end.\n');
  expect(report).not.toMatch(/solved|perfect|[Ss]tability|dashed/);
  expect(readdirSync(path('unrated', 'figures')).sort()).toEqual([
    'final-return.svg',
    'learning-curves-compared.svg',
    'learning-curves.svg',
    'performance-profile.svg',
  ]);
});

describe('a sweep', () => {
  beforeAll(async () => {
    const { code, err } = await sweep(...SWEEP, '--workers', '2', '--out', path('whole'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('writes each run once, by variant and seed', () => {
    const runs = lines('whole', 'results.jsonl').map(({ variant, seed }) => `${variant} ${seed}`);
    expect(runs).toEqual([
      ...[0, 1, 2, 3].map((seed) => `default target-rule=max ${seed}`),
      ...[0, 1, 2, 3].map((seed) => `default target-rule=double ${seed}`),
    ]);
    expect(read('whole', 'results.jsonl')).not.toMatch(/seconds/i);
    expect(lines('whole', 'timings.jsonl')).toHaveLength(8);
  });

  test('gives each run the result that train gives it', async () => {
    const args = [...RUN, '--seed', '2', '--target-rule', 'double', '--json', '--out', path('train')];
    const { out } = await runProgram('train', ...args);
    // A sweep keeps no weights.
    const { wallSeconds: _w, folder: _f, weightsCrc32: _c, ...summary } = JSON.parse(out);
    expect(lines('whole', 'results.jsonl')[6]).toMatchObject({ seed: 2, ...summary });

    const rows = read('train', 'metrics.csv')
      .trim()
      .split('\n')
      .map((row) => row.split(','));
    const column = rows[0].indexOf('greedy_return');
    const evaluated = rows.slice(1).filter((row) => row[column] !== '');
    const { steps, greedyReturns } = lines('whole', 'curves.jsonl')[6];
    expect(steps).toEqual(evaluated.map(([step]) => Number(step)));
    expect(greedyReturns).toEqual(evaluated.map((row) => Number(row[column])));
  });

  test('done in three parts by three processes and joined, gives the same bytes', async () => {
    const parts = ['1/3', '2/3', '3/3'];
    const folders = parts.map((part) => path(`part-${part[0]}`));
    const codes = await Promise.all(
      parts.map((part, k) => sweep(...SWEEP, '--shard', part, '--workers', '1', '--out', folders[k])),
    );
    expect(codes.map(({ code }) => code)).toEqual([0, 0, 0]);
    // In any order.
    const { code, err } = await sweep('--merge', ...folders.toReversed(), '--out', path('joined'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(results('joined')).toEqual(results('whole'));
    expect(read('joined', 'report.md')).toContain('--shard 2/3');

    const incomplete = await sweep('--merge', folders[0], folders[2], '--out', path('incomplete'));
    expect(incomplete.code).toBe(2);
    expect(incomplete.err).toMatch(/^error: 3 of 8 runs are in none of the folders, such as [^\n]+\n$/);
    expect(existsSync(path('incomplete'))).toBe(false);
  });

  test('done again, runs nothing, and mends what a crash left behind', async () => {
    const before = results('whole');
    const timings = read('whole', 'timings.jsonl');
    appendFileSync(path('whole', 'results.jsonl'), '{"variant":"default target-ru');
    const { code, out } = await sweep(...SWEEP, '--out', path('whole'));
    expect(code).toBe(0);
    expect(out).toMatch(/holds all 8 runs already/);
    expect(results('whole')).toEqual(before);
    expect(read('whole', 'timings.jsonl')).toBe(timings);
  });

  test('refuses a folder of another sweep, and says what differs', async () => {
    const { code, err } = await sweep(...SWEEP, '--gamma', '0.5', '--out', path('whole'));
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: .* holds another sweep \(--gamma 0\.995 instead of --gamma 0\.5 in "[^"]*"\); choose [^\n]+\n$/,
    );
  });

  test('leaves a report as Markdown with pictures, and as one page', () => {
    const markdown = read('whole', 'report.md');
    const pictures = [...markdown.matchAll(/\]\((figures\/[^)]+)\)/g)].map(([, name]) => name);
    expect(pictures.length).toBeGreaterThan(3);
    expect(readdirSync(path('whole', 'figures')).sort()).toEqual(
      pictures.map((name) => name.slice(8)).sort(),
    );
    for (const name of pictures) expectSelfContainedSvg(read('whole', name));
    expect(markdown).toContain(`npx tsx src/sweep.ts ${SWEEP.join(' ')}`);
    expect(markdown).toMatch(/Node v\d+/);

    const page = read('whole', 'report.html');
    expect(page.match(/<svg /g)).toHaveLength(pictures.length);
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
  });
});

test.skipIf(IS_WINDOWS)(
  'Ctrl-C keeps what is finished, and the same command goes on to the same result',
  async () => {
    const args = [...RUN, '--seeds', '0-59', '--workers', '2'];
    const child = startProgram('sweep', [...args, '--out', path('stopped')]);
    const ended = finishProgram(child);
    const file = path('stopped', 'results.jsonl');
    while (!existsSync(file) || readFileSync(file).length === 0) await sleep(5);
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect({ code, err }).toEqual({ code: 130, err: '' });
    const kept = lines('stopped', 'results.jsonl');
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(60);

    const { out } = await sweep(...args, '--out', path('stopped'));
    expect(out).toContain(`60 runs, ${kept.length} of them done before`);
    expect(lines('stopped', 'results.jsonl').map(({ seed }) => seed)).toEqual(
      Array.from({ length: 60 }, (_, k) => k),
    );
  },
);

test('variants that learn nothing at their end are told of before they run', async () => {
  const args = [...RUN, '--seeds', '0', '--vary', 'schedule-steps=100,0,200', '--out', path('idle')];
  const { out } = await sweep(...args);
  expect(out.match(/^.*learning rate is 0.*$/gm)).toEqual([
    expect.stringMatching(/^default schedule-steps=100 and 1 more: the learning rate is 0 from step 100 on/),
  ]);
});

test.skipIf(IS_WINDOWS)(
  'two sweeps in one folder: the second is refused, and so is a merge into it',
  async () => {
    const long = ['--preset', 'default', '--seeds', '0', '--no-early-stop', '--steps', '100000000'];
    const child = startProgram('sweep', [...long, '--out', path('shared')]);
    const ended = finishProgram(child);
    while (!existsSync(path('shared', 'sweep.json'))) await sleep(5);
    const inUse = `error: ${path('shared')} is in use by process ${child.pid} on `;
    for (const args of [
      [...long, '--out', path('shared')],
      ['--merge', path('whole'), '--out', path('shared')],
    ]) {
      const { code, out, err } = await sweep(...args);
      expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 2, out: '', lines: 2 });
      expect(err).toContain(inUse);
    }
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(readdirSync(path('shared'))).not.toContain(LOCK_FILE);
  },
);

test('a run whose loss is no number any more is a result, too', async () => {
  const args = [...RUN, '--seeds', '0-1', '--optimizer', 'sgd', '--learning-rate', '10', '--loss', 'squared'];
  const { code } = await sweep(...args, '--out', path('diverging'));
  expect(code).toBe(0);
  const [{ divergedAtStep, finalGreedyMean, solved }] = lines('diverging', 'results.jsonl');
  expect({ finalGreedyMean, solved }).toEqual({ finalGreedyMean: null, solved: false });
  expect(divergedAtStep).toBeGreaterThan(50);
  expect(read('diverging', 'report.md')).toContain('diverged at step');
});

test('what it cannot do it refuses in one line with code 2', async () => {
  for (const [args, message] of [
    [['--shard', '4/3'], /^error: --shard: got "4\/3"[^\n]+\n$/],
    [['--merge', path('none')], /^error: .*none\/sweep\.json: there is no such[^\n]+\n$/],
  ] as const) {
    const { code, out, err } = await sweep(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  }
});
