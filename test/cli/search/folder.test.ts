import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONFIRM, SearchFolder } from '../../../src/cli/search/folder.ts';
import { confirmationPlan, rungPlan } from '../../../src/cli/search/plan.ts';
import { parseSweepArguments, type SearchArguments } from '../../../src/cli/sweep/arguments.ts';
import { SweepFolder } from '../../../src/cli/sweep/folder.ts';
import { runWith } from '../../experiment/variant-runs.ts';

const plan = (...more: string[]) => {
  const args = [
    '--search',
    'random:5',
    '--range',
    'n-step=1..8',
    '--seeds',
    '0-1',
    '--steps',
    '2000',
    ...more,
  ];
  return (parseSweepArguments(args) as SearchArguments).search;
};

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'search-folder-'));
});
afterEach(() => rmSync(path, { recursive: true }));

describe('the folder of a search', () => {
  it('is opened again by the same search, and refused to another one, saying what differs', () => {
    new SearchFolder(path, plan(), false);
    const before = readFileSync(join(path, 'search.json'), 'utf8');
    new SearchFolder(path, plan(), false);
    expect(readFileSync(join(path, 'search.json'), 'utf8')).toBe(before);
    for (const [other, difference] of [
      [plan('--search-seed', '2'), '--search-seed 1 instead of --search-seed 2'],
      [plan('--preset', 'steady'), '--preset default instead of --preset steady'],
      [
        plan('--gamma', '0.5', '--no-early-stop'),
        '--steps 2000 instead of --steps 2000 --gamma 0.5 --no-early-stop',
      ],
      [
        plan('--range', 'gamma=0.9..1'),
        '--range n-step=1..8 instead of --range n-step=1..8 --range gamma=0.9..1',
      ],
      [plan('--search', 'random:6'), '--search random:5 instead of --search random:6'],
      [
        plan('--seeds', '0-2'),
        '--seeds 0-1 --steps 2000 without --halving instead of --seeds 0-2 --steps 2000 without --halving',
      ],
      [
        plan('--halving'),
        '--seeds 0-1 --steps 2000 without --halving instead of --seeds 0-1 --steps 2000 with --halving',
      ],
    ] as const) {
      expect(() => new SearchFolder(path, other, false)).toThrow(
        `${path} holds another search (${difference}); choose another folder with --out, or remove it`,
      );
    }
    for (const [text, problem] of [
      ['{', 'search.json is not valid JSON'],
      ['{}', 'format undefined instead of format "dqn.ts search 1"'],
      [before.replace('"n-step=1..8"', '{}'), '--range '],
      [before.replace('"steps"', '"step"'), '--step 2000 instead of --steps 2000'],
      [
        before.replace(/"rungs": \[.*\]/s, '"rungs": null'),
        '--seeds undefined --steps undefined without --halving',
      ],
    ]) {
      writeFileSync(join(path, 'search.json'), text);
      expect(() => new SearchFolder(path, plan(), false)).toThrow(`${path} holds another search (${problem}`);
    }
  });

  it('is not begun where something else lies, but where one of our processes was killed', () => {
    writeFileSync(join(path, 'search.json.7.tmp'), '');
    expect(() => new SearchFolder(path, plan(), false)).toThrow(
      'contains other files, such as search.json.7.tmp',
    );
    new SearchFolder(path, plan(), true);
    rmSync(join(path, 'search.json'));
    writeFileSync(join(path, 'thesis.tex'), '');
    expect(() => new SearchFolder(path, plan(), true)).toThrow(
      'contains other files, such as thesis.tex, and no search',
    );
  });

  it('keeps the checkpoints of those that may go on, and what is not ours', () => {
    const folder = new SearchFolder(path, plan(), false);
    folder.makeCheckpoints();
    for (const number of [0, 1, 11]) writeFileSync(folder.checkpoint(number, 0), '');
    writeFileSync(join(path, 'checkpoints', 'notes.txt'), '');
    folder.retain([1]);
    expect(readdirSync(join(path, 'checkpoints')).sort()).toEqual(['2-0.bin', 'notes.txt']);
    folder.removeCheckpoints();
    expect(readdirSync(join(path, 'checkpoints'))).toEqual(['notes.txt']);
    rmSync(join(path, 'checkpoints', 'notes.txt'));
    folder.removeCheckpoints();
    expect(readdirSync(path)).not.toContain('checkpoints');
  });

  it('puts together what the parts of a rung have done', () => {
    const folder = new SearchFolder(path, plan(), false);
    const sweep = rungPlan(plan(), 0, [0, 1, 2, 3, 4]);
    for (const index of [1, 2]) {
      const shard = { index, count: 2 };
      mkdirSync(folder.stage('rung-1', shard));
      const part = SweepFolder.open(folder.stage('rung-1', shard), sweep, shard);
      part.begin({ command: 'sweep', date: 'now', machine: 'here', versions: 'dqn.ts 1' });
      const timing = { wallSeconds: 1, wallSecondsToFirstPerfect: null };
      for (const run of part.runs) part.add(run, { ...runWith([1, 2]), timing });
      part.end();
      expect(folder.done('rung-1', sweep).remaining).toHaveLength(index === 1 ? 5 : 0);
    }
    // A part that has just begun.
    mkdirSync(folder.stage('rung-1', { index: 3, count: 3 }));
    expect(folder.done('rung-1', sweep).remaining).toEqual([]);
    expect(existsSync(folder.stage('rung-1'))).toBe(false);
    // More fresh seeds than the parts were made for.
    const larger = { ...sweep, seeds: [...sweep.seeds, 7] };
    expect(folder.done('rung-1', larger).remaining.map(({ seed }) => seed)).toEqual([7, 7, 7, 7, 7]);
    const fewer = { ...sweep, variants: sweep.variants.slice(1) };
    expect(() => folder.done('rung-1', fewer)).toThrow('belong to different sweeps (variants ');
  });

  it.each([null, { index: 1, count: 2 }])('says how a test on more seeds can go on, shard %o', (shard) => {
    const folder = new SearchFolder(path, plan(), false);
    const test = confirmationPlan(plan(), 0, 3);
    const stage = folder.stage(CONFIRM, shard);
    mkdirSync(stage);
    SweepFolder.open(stage, test, shard).save();
    folder.done(CONFIRM, confirmationPlan(plan(), 0, 4));
    expect(() => folder.done(CONFIRM, confirmationPlan(plan(), 0, 2))).toThrow(
      `${stage} tests the winner on 3 seeds; give --confirm 3 or more, or remove that folder`,
    );
  });
});
