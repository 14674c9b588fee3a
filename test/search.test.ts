/** The program itself, in processes of its own, with runs as short as they can be. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IS_WINDOWS, runProgram, signalWhen, startProgram } from './programs.ts';
import { expectSelfContainedSvg } from './svg-check.ts';

const RUN = [
  ...['--steps', '400', '--hidden-sizes', '8', '--batch-size', '8', '--learning-start-steps', '50'],
  ...['--evaluation-every-steps', '100', '--evaluation-episodes', '2', '--final-evaluation-episodes', '3'],
];
const SEARCH = [
  ...['--search', 'random:9', '--range', 'learning-rate=1e-3..1e-1 log', '--range', 'loss=squared|huber'],
  ...['--halving', '--seeds', '0-2'],
];
const CONFIRM = ['--confirm', '2'];

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
const read = (...names: string[]) => readFileSync(path(...names), 'utf8');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'search-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Everything in a folder that must be the same whoever did the runs, and however often they were stopped. */
const found = (name: string, ...more: string[]) => ({
  definition: read(name, 'search.json'),
  candidates: read(name, 'candidates.csv'),
  sweeps: ['rung-1', 'rung-2', ...more].flatMap((stage) => [
    read(name, stage, 'results.jsonl'),
    read(name, stage, 'curves.jsonl'),
  ]),
});

describe('a search', () => {
  beforeAll(async () => {
    const args = [...SEARCH, ...CONFIRM, ...RUN, '--workers', '2', '--out', path('whole')];
    const { code, err, out } = await runProgram('sweep', ...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^winner: default learning-rate=[\d.]+ loss=\w+, score [\d.]+ on the seeds that chose it$/m,
    );
    expect(out).toMatch(/^on 2 fresh seeds: default [\d.]+ \([^)]+\), default learning-rate=/m);
  });

  test('climbs its rungs with fewer candidates, more seeds and more steps', () => {
    const runs = (stage: string) =>
      read('whole', stage, 'results.jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect(runs('rung-1').map(({ seed, steps }) => [seed, steps])).toEqual(
      Array.from({ length: 9 }, () => [
        [0, 200],
        [1, 200],
      ]).flat(),
    );
    expect(runs('rung-2').map(({ seed, steps }) => [seed, steps])).toEqual(
      Array.from({ length: 3 }, () => [
        [0, 400],
        [1, 400],
        [2, 400],
      ]).flat(),
    );
    const scores = read('whole', 'candidates.csv')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(','));
    const first = scores.map((row) => Number(row[3]));
    const went = scores.flatMap((row, k) => (row[4] === '' ? [] : [k]));
    const best = first
      .map((_, k) => k)
      .sort((a, b) => first[b] - first[a] || a - b)
      .slice(0, 3);
    expect(went).toEqual(best.sort((a, b) => a - b));
    expect(existsSync(path('whole', 'checkpoints'))).toBe(false);
  });

  test('ends each run as a sweep with the whole budget does', async () => {
    const [winner] = read('whole', 'rung-2', 'results.jsonl').split('\n');
    const { changes, variant, preset: _, ...result } = JSON.parse(winner);
    const own = variant.replace(/^default /, '');
    const sweep = ['--variant', `${own} schedule-steps=400`, '--seeds', '0', ...RUN, '--out', path('alone')];
    expect((await runProgram('sweep', ...sweep)).code).toBe(0);
    const lines = read('alone', 'results.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[1]).toMatchObject({ ...result, seed: 0 });
    expect(changes).toMatchObject({ steps: 400, scheduleSteps: 400 });
    const curve = (line: string) => JSON.parse(line).greedyReturns;
    expect(curve(read('alone', 'curves.jsonl').split('\n')[1])).toEqual(
      curve(read('whole', 'rung-2', 'curves.jsonl').split('\n')[0]),
    );
  });

  test.skipIf(IS_WINDOWS)(
    'killed in the middle of a rung, with some of its checkpoints lost, gives the same bytes',
    async () => {
      const args = [...SEARCH, ...RUN, '--workers', '1', '--out', path('killed')];
      const file = path('killed', 'rung-2', 'results.jsonl');
      await signalWhen(
        startProgram('sweep', args),
        () => existsSync(file) && readFileSync(file).length > 0,
        'SIGKILL',
      );
      const kept = readdirSync(path('killed', 'checkpoints'));
      expect(kept.length).toBeGreaterThan(0);
      writeFileSync(path('killed', 'checkpoints', kept[0]), 'cut');
      for (const name of kept.slice(1, 3)) rmSync(path('killed', 'checkpoints', name));
      const { code, err, out } = await runProgram('sweep', ...args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(found('killed')).toEqual(found('whole'));
      expect(out).toMatch(/^test it on fresh seeds: the same command with --confirm 20$/m);
      expect(read('killed', 'report.md')).toContain('part of it is luck. Test the winner');
    },
  );

  test('in two parts, rung by rung, gives the same bytes, and can be confirmed later', async () => {
    const args = [...SEARCH, ...RUN, '--out', path('parts')];
    const part = async (shard: string) => (await runProgram('sweep', ...args, '--shard', shard)).out;
    expect(await part('1/2')).toContain('rung-1: 9 runs of other parts are missing; run the same command');
    // The last one to end a rung goes on to the next.
    expect(await part('2/2')).toContain('rung-2: 5 runs of other parts are missing; run the same command');
    expect(await part('1/2')).toContain('all parts are done; the same command without --shard');
    expect(existsSync(path('parts', 'report.md'))).toBe(false);
    const { code, out } = await runProgram('sweep', ...args, ...CONFIRM);
    expect(code).toBe(0);
    expect(out).not.toContain('rung-');
    expect(found('parts', 'confirm')).toEqual(found('whole', 'confirm'));
  });

  test('leaves a report with pictures that says that the winner was chosen', () => {
    const markdown = read('whole', 'report.md');
    for (const name of ['confirmation', 'marginals', 'rungs']) {
      expect(markdown).toContain(`(figures/${name}.svg)`);
      expectSelfContainedSvg(read('whole', 'figures', `${name}.svg`));
    }
    expect(markdown).toContain('On 2 seeds that the search has not seen (3-4) the winner has ');
    expect(markdown).toContain('| learning-rate=0.001..0.1 log |');
    expect(read('whole', 'confirm', 'report.md')).toContain('seeds 3-4');
  });
});
