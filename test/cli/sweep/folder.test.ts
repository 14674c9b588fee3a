import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/cli/files.ts';
import { LOCK_FILE } from '../../../src/cli/folder-lock.ts';
import { SweepFolder } from '../../../src/cli/sweep/folder.ts';
import { plannedRuns, type Shard, type SweepPlan } from '../../../src/cli/sweep/plan.ts';
import type { Config } from '../../../src/config/config.ts';
import { presetConfig } from '../../../src/config/presets.ts';
import { runWith } from '../../experiment/variant-runs.ts';

let parent: string;
const path = (...names: string[]) => join(parent, ...names);
const read = (...names: string[]) => readFileSync(path(...names), 'utf8');

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'sweep-folder-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const session = { command: 'sweep', date: 'now', machine: 'here', versions: 'dqn.ts 1, Node' };
const variant = (changes: Readonly<Record<string, unknown>>) => ({
  name: `default ${JSON.stringify(changes)}`,
  preset: 'default',
  changes,
  config: presetConfig('default', changes),
});
const plan: SweepPlan = { name: 'p', seeds: [3, 4, 5], variants: [variant({ gamma: 0.9 }), variant({})] };

interface Manifest {
  name: string;
  seeds: string;
  variants: { name: string }[];
}

/** A result that tells the runs apart. */
const finishedRun = (seed: number) => ({
  ...runWith([seed, 500, 1 / 3]),
  timing: { wallSeconds: 1, wallSecondsToFirstPerfect: null },
});

/** Opens a folder, which is made if it is not there, as the program does. */
function open(name: string, of = plan, shard: Shard | null = null, wasAbandoned = false): SweepFolder {
  makeFolder(path(name));
  return SweepFolder.open(path(name), of, shard, wasAbandoned);
}

/** Does these runs, in this order, and ends as the program does. */
function fill(name: string, shard: Shard | null = null, order = plannedRuns(plan, shard)): SweepFolder {
  const folder = open(name, plan, shard);
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
    const folder = open('a');
    folder.begin(session);
    const [first, , third] = folder.runs;
    folder.add(third, finishedRun(third.seed));
    folder.add(first, finishedRun(first.seed));
    const again = open('a');
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

  it('may end in the middle of a letter', () => {
    fill('a');
    const line = Buffer.from('{"variant":"é');
    const bytes = Buffer.concat([readFileSync(path('a', 'curves.jsonl')), line.subarray(0, -1)]);
    writeFileSync(path('a', 'curves.jsonl'), bytes);
    expect(SweepFolder.read(path('a')).remaining).toEqual([]);
  });

  it('holds runs that diverged before they were evaluated, between evaluations, and that ended otherwise', () => {
    const folder = open('a');
    folder.begin(session);
    const timing = { wallSeconds: 1, wallSecondsToFirstPerfect: null };
    const returns = Array.from({ length: 50 }, (_, k) => k);
    const ends = [
      runWith([], { divergedAtStep: 1000, steps: 1000 }),
      runWith([1, 2, 3], { divergedAtStep: 3001, steps: 3001 }),
      runWith([1, 2, 3], { divergedAtStep: 4000, steps: 4000 }),
      runWith([500]),
      runWith(returns),
    ];
    ends.forEach((end, k) => {
      folder.add(folder.runs[k], { ...end, timing });
    });
    folder.end();
    expect(SweepFolder.read(path('a')).remaining).toHaveLength(1);
  });

  it('holds runs whose last evaluation is not a whole period after the one before', () => {
    const short = { ...plan, seeds: [3], variants: [variant({ steps: 2500 })] };
    const folder = open('a', short);
    folder.begin(session);
    const { result, evaluations } = runWith([1, 2, 3], { steps: 2500 });
    const last = { step: 2500, return: 3 };
    const timing = { wallSeconds: 1, wallSecondsToFirstPerfect: null };
    folder.add(folder.runs[0], { result, evaluations: [...evaluations.slice(0, 2), last], timing });
    folder.end();
    expect(SweepFolder.read(path('a')).remaining).toEqual([]);
  });

  it('takes no results of another version along', () => {
    fill('a');
    const before = read('a', 'sweep.json');
    const next = { ...session, versions: 'dqn.ts 2, Node' };
    expect(() => open('a').begin(next)).toThrow(
      `${path('a')} was started by dqn.ts 1, but this is dqn.ts 2; continue with that version, or choose another folder with --out`,
    );
    expect(read('a', 'sweep.json')).toBe(before);
    open('a').begin({ ...session, versions: 'dqn.ts 1, another Node' });
  });

  it('of a version without some hyper-parameter counts that as its default', () => {
    fill('a');
    const { huberDelta: _, ...older } = JSON.parse(read('a', 'sweep.json')).variants[1].config;
    const manifest = JSON.parse(read('a', 'sweep.json'));
    manifest.variants[1].config = older;
    writeFileSync(path('a', 'sweep.json'), JSON.stringify(manifest));
    expect(open('a').remaining).toEqual([]);
  });

  it('is not written by looking at it', () => {
    open('a');
    expect(readdirSync(path('a'))).toEqual([]);
  });

  it('counts as empty with what a killed process, a lock and file managers left', () => {
    makeFolder(path('a'));
    const left = ['.DS_Store', 'Thumbs.db', 'desktop.ini', LOCK_FILE];
    for (const name of left) writeFileSync(path('a', name), '');
    writeFileSync(path('a', 'sweep.json.12.tmp'), '{"form');
    expect(() => open('a')).toThrow('such as sweep.json.12.tmp, and no sweep;');
    open('a', plan, null, true).begin(session);
    const ours = ['curves.jsonl', 'results.jsonl', 'sweep.json', 'timings.jsonl'];
    expect(readdirSync(path('a')).sort()).toEqual([...left, ...ours].sort());
  });
});

describe('parts joined', () => {
  const joined = (...names: string[]) =>
    SweepFolder.join(
      names.map((name) => SweepFolder.read(path(name))),
      path('joined'),
    );
  /** Changes one line of a table. */
  function edit(name: string, table: string, line: number, change: object): void {
    const lines = read(name, table).split('\n');
    lines[line] = JSON.stringify({ ...JSON.parse(lines[line]), ...change });
    writeFileSync(path(name, table), lines.join('\n'));
  }

  it('are the whole', () => {
    fill('whole');
    const names = [1, 2, 3, 4].map((index) => `part-${index}`);
    names.forEach((name, k) => {
      fill(name, { index: k + 1, count: 4 });
    });
    joined(...names.toReversed()).save();
    for (const file of ['results.jsonl', 'curves.jsonl', 'timings.jsonl', 'sweep.json']) {
      expect(read('joined', file)).toBe(read('whole', file));
    }
  });

  it('give the same in any order, though runs were done twice and took other times', () => {
    const names = ['a', 'a2', 'b'];
    names.forEach((name, k) => {
      fill(name, { index: k === 2 ? 2 : 1, count: 2 });
      const manifest = JSON.parse(read(name, 'sweep.json'));
      manifest.sessions[0].command = `sweep ${3 - k}`;
      writeFileSync(path(name, 'sweep.json'), JSON.stringify(manifest));
    });
    edit('a', 'timings.jsonl', 0, { wallSeconds: 2 });
    edit('a2', 'timings.jsonl', 1, { wallSecondsToFirstPerfect: 0.5 });
    const merged = [
      ['a', 'a2', 'b'],
      ['a2', 'b', 'a'],
      ['b', 'a', 'a2', 'a'],
    ].map((order) => {
      joined(...order).save();
      return ['results.jsonl', 'curves.jsonl', 'timings.jsonl', 'sweep.json'].map((file) =>
        read('joined', file),
      );
    });
    expect(merged[1]).toEqual(merged[0]);
    expect(merged[2]).toEqual(merged[0]);
    const { sessions } = SweepFolder.read(path('joined'));
    expect(sessions.map(({ command }) => command)).toEqual(['sweep 1', 'sweep 2', 'sweep 3']);
    const [first, , third] = SweepFolder.read(path('joined')).finishedByVariant()[0].runs;
    expect(first.timing.wallSeconds).toBe(1);
    expect(third.timing).toEqual({ wallSeconds: 1, wallSecondsToFirstPerfect: 0.5 });
  });

  it.each([
    ['results.jsonl', { updates: 77 }],
    ['curves.jsonl', { greedyReturns: [4, 500, 0] }],
  ])('must agree about every run in %s', (table, change) => {
    for (const name of ['a', 'a2']) fill(name, { index: 1, count: 2 });
    fill('b', { index: 2, count: 2 });
    edit('a2', table, 1, change);
    for (const order of [
      ['a', 'a2', 'b'],
      ['b', 'a2', 'a'],
    ]) {
      const [earlier, later] = order.filter((name) => name !== 'b').map((name) => path(name));
      expect(() => joined(...order)).toThrow(
        `${earlier} and ${later} disagree about "default {"gamma":0.9}" with seed 5; leave out the one that is wrong, or do the run again`,
      );
    }
  });

  it('must be all parts', () => {
    fill('part', { index: 2, count: 2 });
    expect(() => joined('part')).toThrow(
      '3 of 6 runs are in none of the folders, such as "default {"gamma":0.9}" with seed 3; name all parts',
    );
  });

  it.each<[string, Partial<SweepPlan>, string]>([
    ['seeds', { seeds: [1] }, '--seeds 1 instead of --seeds 3-5'],
    ['a name', { name: 'q' }, 'the name "q" instead of the name "p"'],
    [
      'a preset to begin with',
      { variants: [{ ...plan.variants[0], preset: 'steady' }, plan.variants[1]] },
      '--preset steady instead of --preset default in "default {"gamma":0.9}"',
    ],
    [
      'changes that come to the same',
      { variants: [plan.variants[0], { ...plan.variants[1], changes: { gamma: 0.995 } }] },
      '--gamma 0.995 instead of no flags in "default {}"',
    ],
  ])('must be of one sweep: not with other %s', (_, changes, difference) => {
    fill('a');
    const other = open('b', { ...plan, ...changes });
    other.begin(session);
    other.end();
    expect(() => joined('a', 'b')).toThrow(
      `${path('b')} and ${path('a')} belong to different sweeps (${difference}); merge parts of one sweep`,
    );
  });

  it('must be done by one version, on whatever Node', () => {
    const versions = (name: string, text: string) =>
      writeFileSync(path(name, 'sweep.json'), read(name, 'sweep.json').replace('dqn.ts 1, Node', text));
    for (const index of [1, 2]) fill(`${index}`, { index, count: 2 });
    versions('2', 'dqn.ts 1, another Node');
    expect(joined('1', '2').remaining).toEqual([]);
    versions('1', 'dqn.ts 2, Node');
    expect(() => joined('1', '2')).toThrow(
      `${path('1')} was done by dqn.ts 2 and ${path('2')} by dqn.ts 1, whose results may differ; do all parts with one version`,
    );
  });
});

describe('what is refused', () => {
  const withConfig = (other: Partial<Config>): SweepPlan => ({
    ...plan,
    variants: plan.variants.map((one) => ({ ...one, config: { ...one.config, ...other } as Config })),
  });

  it.each([
    ['other seeds', { ...plan, seeds: [3, 4] }, null, '--seeds 3-5 instead of --seeds 3-4'],
    ['a shard', plan, { index: 1, count: 2 }, 'no --shard instead of --shard 1/2'],
    [
      'other variants',
      { ...plan, variants: [plan.variants[1]] },
      null,
      'variants "default {"gamma":0.9}", "default {}" instead of variants "default {}"',
    ],
    [
      'other settings under the same name',
      { ...plan, variants: [{ ...variant({ gamma: 0.8 }), name: plan.variants[0].name }, plan.variants[1]] },
      null,
      '--gamma 0.9 instead of --gamma 0.8 in "default {"gamma":0.9}"',
    ],
    [
      'a default that has changed',
      withConfig({ earlyStop: false }),
      null,
      '--early-stop instead of --no-early-stop in "default {"gamma":0.9}"',
    ],
    [
      'a task whose file has changed',
      withConfig({ envChecksum: 'cafe0123' }),
      null,
      'a task with checksum undefined instead of a task with checksum cafe0123 in "default {"gamma":0.9}"',
    ],
  ])('a folder for %s', (_name, wanted, shard, difference) => {
    fill('a');
    expect(() => open('a', wanted, shard)).toThrow(
      `${path('a')} holds another sweep (${difference}); choose another folder with --out, or remove it`,
    );
  });

  it.each([false, true])('results of unknown origin, even where a process was killed: %s', (wasAbandoned) => {
    fill('a');
    rmSync(path('a', 'sweep.json'));
    expect(() => open('a', plan, null, wasAbandoned)).toThrow(
      `${path('a')} contains other files, such as curves.jsonl, and no sweep; choose another folder with --out`,
    );
  });

  it.each([
    ['sweep.json', '{', 'sweep.json: this is not valid JSON; restore the file'],
    ['sweep.json', '{"format":"x"}', 'sweep.json: format: '],
    ['results.jsonl', '{}\n', 'results.jsonl, line 1: variant: '],
    ['results.jsonl', 'x\n', 'results.jsonl, line 1: this is not valid JSON'],
    [
      'curves.jsonl',
      '{"variant":"x","seed":0,"steps":[],"greedyReturns":[]}\n',
      'curves.jsonl, line 1: "x" with seed 0 is not a run of this sweep',
    ],
  ])('a broken %s: %s', (file, text, message) => {
    fill('a');
    writeFileSync(path('a', file), text);
    expect(() => SweepFolder.read(path('a'))).toThrow(message);
  });

  it('a plan with a value that is out of bounds', () => {
    fill('a');
    writeFileSync(path('a', 'sweep.json'), read('a', 'sweep.json').replace('"gamma": 0.995', '"gamma": 99'));
    expect(() => SweepFolder.read(path('a'))).toThrow('sweep.json: gamma: got 99, expected');
  });

  it.each<[name: string, change: (manifest: Manifest) => void, message: string]>([
    [
      'a name that leads elsewhere',
      (plan) => {
        plan.name = '../a';
      },
      'sweep.json: name: expected letters',
    ],
    [
      'a name of dots',
      (plan) => {
        plan.name = '..';
      },
      'sweep.json: name: expected letters',
    ],
    [
      'no name',
      (plan) => {
        plan.name = '';
      },
      'sweep.json: name: expected letters',
    ],
    [
      'a variant that a terminal would obey',
      (plan) => {
        plan.variants[0].name = '\u001b[2J';
      },
      'sweep.json: variants.0.name: there are control characters in it',
    ],
    [
      'a variant twice',
      (plan) => {
        plan.variants.push(plan.variants[0]);
      },
      'sweep.json: two variants have the same name',
    ],
    [
      'more runs than fit into memory',
      (plan) => {
        plan.seeds = '0-99999';
        plan.variants = Array.from({ length: 11 }, (_, k) => ({ ...plan.variants[0], name: `${k}` }));
      },
      'sweep.json: 1100000 runs are planned; expected at most 1000000',
    ],
  ])('a plan with %s', (_name, change, message) => {
    fill('a');
    const manifest = JSON.parse(read('a', 'sweep.json'));
    change(manifest);
    writeFileSync(path('a', 'sweep.json'), JSON.stringify(manifest));
    expect(() => SweepFolder.read(path('a'))).toThrow(message);
  });

  it.each<[name: string, result: object, curve: object]>([
    ['one more return than steps', {}, { greedyReturns: [1, 2, 3, 4] }],
    ['one return less', {}, { greedyReturns: [1, 2] }],
    ['one less than the result says', {}, { steps: [1000, 2000], greedyReturns: [1, 2] }],
    ['another number than the result says', { evaluations: 4 }, {}],
    ['an evaluation beyond the end', { steps: 2999 }, {}],
    ['too few evaluations for the steps taken', { steps: 4000 }, {}],
    ['an evaluation at another step', {}, { steps: [1000, 1500, 3000] }],
    ['evaluations in another order', {}, { steps: [2000, 1000, 3000] }],
    ['none', { evaluations: 0 }, { steps: [], greedyReturns: [] }],
    ['an evaluation of the step that diverged', { divergedAtStep: 3000 }, {}],
  ])('a curve with %s', (_name, result, curve) => {
    fill('a');
    for (const [file, change] of [
      ['results.jsonl', result],
      ['curves.jsonl', curve],
    ] as const) {
      const lines = read('a', file).split('\n');
      lines[0] = JSON.stringify({ ...JSON.parse(lines[0]), ...change });
      writeFileSync(path('a', file), lines.join('\n'));
    }
    expect(() => SweepFolder.read(path('a'))).toThrow(
      'curves.jsonl: the evaluations of "default {"gamma":0.9}" with seed 3 are not those of its result; restore',
    );
  });

  it.each([
    ['sweep.json', 10_000_001],
    ['results.jsonl', 500_000_001],
    ['curves.jsonl', 500_000_001],
    ['timings.jsonl', 500_000_001],
  ])('a %s that is far too large, without reading it', (file, size) => {
    fill('a');
    truncateSync(path('a', file), size);
    expect(() => SweepFolder.read(path('a'))).toThrow(
      `${path('a', file)} has ${size} bytes; expected at most ${size - 1}`,
    );
  });

  it('a line that is far too long', () => {
    fill('a');
    writeFileSync(path('a', 'curves.jsonl'), `${'x'.repeat(10_000_001)}\n`);
    expect(() => SweepFolder.read(path('a'))).toThrow(
      'line 1: it has 10000001 characters, expected at most 10000000',
    );
  });

  it('a plan that cannot be looked at, which is not taken for missing', () => {
    symlinkSync('sweep.json', path('sweep.json'));
    expect(() => SweepFolder.open(parent, plan, null)).toThrow('ELOOP');
  });

  it('a table that is missing', () => {
    fill('a');
    rmSync(path('a', 'curves.jsonl'));
    expect(() => SweepFolder.read(path('a'))).toThrow('ENOENT');
  });
});

describe('a sweep that has grown', () => {
  const larger: SweepPlan = {
    name: 'p2',
    seeds: [1, 3, 4, 5, 6],
    variants: [variant({ gamma: 0.8 }), ...plan.variants],
  };
  const grow = (name: string) => {
    const folder = open(name, larger);
    const todo = folder.remaining;
    folder.begin(session);
    for (const run of todo) folder.add(run, finishedRun(run.seed));
    folder.end();
    return todo;
  };

  it('keeps what is done, and ends with the bytes of one that was as large from the start', () => {
    fill('a');
    const todo = grow('a');
    expect(todo).toHaveLength(15 - 6);
    expect(grow('b')).toHaveLength(15);
    for (const file of ['results.jsonl', 'curves.jsonl']) expect(read('a', file)).toBe(read('b', file));
    expect(SweepFolder.read(path('a')).plan).toEqual(larger);
  });

  it('loses nothing if it is killed before its plan is written', () => {
    fill('a');
    const manifest = read('a', 'sweep.json');
    open('a', larger).begin(session);
    writeFileSync(path('a', 'sweep.json'), manifest);
    expect(open('a', larger).remaining).toHaveLength(15 - 6);
    expect(open('a').remaining).toEqual([]);
  });

  it.each<[string, SweepPlan, Shard | null]>([
    ['with a seed missing', { ...larger, seeds: [3, 4, 6] }, null],
    ['with a variant missing', { ...larger, variants: larger.variants.slice(0, 2) }, null],
    ['as a shard', larger, { index: 1, count: 2 }],
    [
      'with another variant of a name',
      {
        ...larger,
        variants: larger.variants.map((one) => ({ ...one, config: presetConfig('default', { gamma: 0.7 }) })),
      },
      null,
    ],
  ])('is refused %s', (_, wanted, shard) => {
    fill('a');
    expect(() => open('a', wanted, shard)).toThrow(`${path('a')} holds another sweep (`);
  });
});
