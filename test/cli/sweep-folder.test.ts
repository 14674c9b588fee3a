import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SweepFolder } from '../../src/cli/sweep-folder.ts';
import { plannedRuns, type Shard, type SweepPlan } from '../../src/cli/sweep-plan.ts';
import { presetConfig } from '../../src/presets.ts';
import { runWith } from '../experiment/variant-runs.ts';

let parent: string;
const path = (...names: string[]) => join(parent, ...names);
const read = (...names: string[]) => readFileSync(path(...names), 'utf8');

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'sweep-folder-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const session = { command: 'sweep', date: 'now', machine: 'here', versions: '1' };
const variant = (changes: Readonly<Record<string, unknown>>) => ({
  name: `default ${JSON.stringify(changes)}`,
  preset: 'default',
  changes,
  config: presetConfig('default', changes),
});
const plan: SweepPlan = { name: 'p', seeds: [3, 4, 5], variants: [variant({ gamma: 0.9 }), variant({})] };

/** A result that tells the runs apart. */
const finishedRun = (seed: number) => ({
  ...runWith([seed, 500, 1 / 3]),
  timing: { wallSeconds: 1, wallSecondsToFirstPerfect: null },
});

/** Does these runs, in this order, and ends as the program does. */
function fill(name: string, shard: Shard | null = null, order = plannedRuns(plan, shard)): SweepFolder {
  const folder = SweepFolder.open(path(name), plan, shard);
  folder.begin(session);
  for (const run of order) folder.add(run, finishedRun(run.seed));
  folder.end();
  return folder;
}

describe('a sweep folder', () => {
  it('has the same bytes in whatever order the runs ended', () => {
    fill('a');
    fill('b', null, plannedRuns(plan).toReversed());
    for (const file of ['results.jsonl', 'curves.jsonl']) expect(read('b', file)).toBe(read('a', file));
  });

  it('gives back what was put in', () => {
    const written = fill('a');
    const folder = SweepFolder.read(path('a'));
    expect(folder.plan).toEqual(plan);
    expect(folder.remaining).toEqual([]);
    expect(folder.finishedByVariant()).toEqual(written.finishedByVariant());
    expect(folder.finishedByVariant()[1].runs[2]).toEqual({ seed: 5, ...finishedRun(5) });
  });

  it('holds each run as soon as it is added', () => {
    const folder = SweepFolder.open(path('a'), plan, null);
    folder.begin(session);
    const [first, , third] = folder.runs;
    folder.add(third, finishedRun(third.seed));
    folder.add(first, finishedRun(first.seed));
    const again = SweepFolder.open(path('a'), plan, null);
    expect(again.remaining).toEqual(folder.runs.filter((run) => run !== first && run !== third));
  });

  it('wants a run done again if one of its lines is not whole', () => {
    fill('a');
    for (const file of ['results.jsonl', 'curves.jsonl', 'timings.jsonl']) {
      const text = read('a', file);
      writeFileSync(path('a', file), text.slice(0, -2));
      expect(SweepFolder.read(path('a')).remaining.map(({ seed }) => seed)).toEqual([5]);
      writeFileSync(path('a', file), text);
    }
  });

  it('starts anew where a crash came before the first run', () => {
    const folder = SweepFolder.open(path('a'), plan, null);
    folder.begin(session);
    rmSync(path('a', 'sweep.json'));
    expect(SweepFolder.open(path('a'), plan, null).remaining).toHaveLength(6);
  });

  it('of a version without some hyper-parameter counts that as its default', () => {
    fill('a');
    const { huberDelta: _, ...older } = JSON.parse(read('a', 'sweep.json')).variants[1].config;
    const manifest = JSON.parse(read('a', 'sweep.json'));
    manifest.variants[1].config = older;
    writeFileSync(path('a', 'sweep.json'), JSON.stringify(manifest));
    expect(SweepFolder.open(path('a'), plan, null).remaining).toEqual([]);
  });

  it('is not written by looking at it', () => {
    SweepFolder.open(path('a'), plan, null);
    expect(readdirSync(parent)).toEqual([]);
  });
});

describe('parts joined', () => {
  it('are the whole', () => {
    fill('whole');
    const parts = [1, 2, 3, 4].map((index) => fill(`part-${index}`, { index, count: 4 }).path);
    SweepFolder.join(parts.toReversed(), () => path('joined')).save();
    for (const file of ['results.jsonl', 'curves.jsonl', 'timings.jsonl']) {
      expect(read('joined', file)).toBe(read('whole', file));
    }
  });

  it('must be all parts', () => {
    const part = fill('part', { index: 2, count: 2 }).path;
    expect(() => SweepFolder.join([part], () => path('joined'))).toThrow(
      '3 of 6 runs are in none of the folders, such as "default {"gamma":0.9}" with seed 3; name all parts',
    );
  });

  it('must be of one sweep', () => {
    fill('a');
    const other = SweepFolder.open(path('b'), { ...plan, seeds: [1] }, null);
    other.begin(session);
    other.end();
    expect(() => SweepFolder.join([path('a'), path('b')], () => path('joined'))).toThrow(
      /b and .*a belong to different sweeps \(seeds: "1" instead of "3-5"\)/,
    );
  });
});

describe('what is refused', () => {
  it.each([
    ['other seeds', { ...plan, seeds: [3, 4] }, null, 'seeds: "3-5" instead of "3-4"'],
    ['a shard', plan, { index: 1, count: 2 }, 'shard: null instead of "1/2"'],
    ['other variants', { ...plan, variants: [plan.variants[1]] }, null, 'variants: '],
    [
      'other settings under the same name',
      { ...plan, variants: [{ ...variant({ gamma: 0.8 }), name: plan.variants[0].name }, plan.variants[1]] },
      null,
      'gamma of "default {"gamma":0.9}": 0.9 instead of 0.8',
    ],
  ])('a folder for %s', (_name, wanted, shard, difference) => {
    fill('a');
    expect(() => SweepFolder.open(path('a'), wanted, shard)).toThrow(
      `${path('a')} holds another sweep (${difference}`,
    );
  });

  it('results of unknown origin', () => {
    fill('a');
    rmSync(path('a', 'sweep.json'));
    expect(() => SweepFolder.open(path('a'), plan, null)).toThrow('has a results.jsonl without a sweep.json');
  });

  it.each([
    ['sweep.json', '{', 'sweep.json: this is not valid JSON; restore the file'],
    ['sweep.json', '{"format":"x"}', 'sweep.json: format: '],
    ['results.jsonl', '{}\n', 'results.jsonl, line 1: variant: '],
    ['results.jsonl', 'x\n', 'results.jsonl, line 1: this is not valid JSON'],
    [
      'curves.jsonl',
      '{"variant":"x","seed":0,"steps":[],"greedyReturns":[]}\n',
      'curves.jsonl, line 1: "x" with seed 0 is no run of this sweep',
    ],
  ])('a broken %s: %s', (file, text, message) => {
    fill('a');
    writeFileSync(path('a', file), text);
    expect(() => SweepFolder.read(path('a'))).toThrow(message);
  });

  it('a plan with a value that is out of bounds', () => {
    fill('a');
    writeFileSync(path('a', 'sweep.json'), read('a', 'sweep.json').replace('"gamma": 0.99', '"gamma": 99'));
    expect(() => SweepFolder.read(path('a'))).toThrow('sweep.json: gamma: got 99, allowed is');
  });

  it('a table that is missing', () => {
    fill('a');
    rmSync(path('a', 'curves.jsonl'));
    expect(() => SweepFolder.read(path('a'))).toThrow('ENOENT');
  });
});
