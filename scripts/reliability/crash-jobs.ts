/** What the programs do in a folder, and what must come of it however often they are killed meanwhile. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, checkpointStep, differentFiles, runToTheEnd } from './programs.ts';

export interface CrashJob {
  readonly name: string;
  /** Brings the folder at `path` to where the job begins. */
  prepare(path: string): void;
  /** What to start with the folder as it is. */
  next(path: string): Command;
  /** Whether there is something to continue; a job that had not begun begins again. */
  isBegun(path: string): boolean;
  /** How much there is that no kill may take away. */
  kept(path: string): number;
  /** The files in two folders that must be the same, but are not. */
  different(a: string, b: string): string[];
}

/** As many kills as possible are to meet a checkpoint that is being written. */
const CHECKPOINTS = ['--checkpoint-every', '100'];
const SMALL = [
  ...['--hidden-sizes', '32,32', '--batch-size', '16'],
  ...['--evaluation-every-steps', '1000', '--evaluation-episodes', '3', '--final-evaluation-episodes', '10'],
];
/** About as long as a program takes to start. */
const RUN = [...SMALL, ...CHECKPOINTS, '--steps', '5000'];
export const DEFAULT_RUN: readonly string[] = [...RUN, '--learning-start-steps', '200'];

/** A run that is resumed after each kill, or begun again if it had no checkpoint yet. */
function training(name: string, flags: readonly string[]): CrashJob {
  const step = (path: string) => (existsSync(path) ? checkpointStep(path) : null);
  return {
    name,
    prepare() {},
    isBegun: (path) => step(path) !== null,
    next: (path) =>
      step(path) === null
        ? ['train', ...flags, '--out', path, '--overwrite']
        : ['train', '--resume', path, ...CHECKPOINTS],
    kept: (path) => step(path) ?? -1,
    different: differentFiles,
  };
}

/** A run that takes the place of another, in a folder with a file that is none of ours. */
async function overwriting(folder: string): Promise<CrashJob> {
  const before = join(folder, 'before');
  await runToTheEnd(['train', ...DEFAULT_RUN, '--seed', '2', '--out', before]);
  writeFileSync(join(before, 'notes.txt'), 'mine');
  const run = training('--overwrite', DEFAULT_RUN);
  const isNew = (path: string) => JSON.parse(readFileSync(join(path, 'config.json'), 'utf8')).seed === 1;
  const isBegun = (path: string) => run.isBegun(path) && isNew(path);
  return {
    ...run,
    prepare: (path) => cpSync(before, path, { recursive: true }),
    isBegun,
    next: (path) =>
      isBegun(path) ? run.next(path) : ['train', ...DEFAULT_RUN, '--out', path, '--overwrite'],
    kept: (path) => (isBegun(path) ? run.kept(path) : -1),
  };
}

const SWEEP = [...SMALL, '--steps', '1000', '--learning-start-steps', '200', '--seeds', '0-7'];
const lines = (path: string, table: string) =>
  existsSync(join(path, table)) ? readFileSync(join(path, table), 'utf8').split('\n').length : 0;

const sweepFolder = {
  prepare() {},
  isBegun: (path: string) => existsSync(join(path, 'sweep.json')),
  /** All three tables must hold a run. */
  kept: (path: string) =>
    Math.min(...['results.jsonl', 'curves.jsonl', 'timings.jsonl'].map((table) => lines(path, table))),
};

/** Its times, and the report on them, are others each time. */
const sweeping: CrashJob = {
  ...sweepFolder,
  name: 'sweep',
  next: (path) => ['sweep', ...SWEEP, '--workers', '2', '--out', path],
  different: (a, b) =>
    differentFiles(a, b).filter((name) => !/^(?:timings\.jsonl|sweep\.json|report\.(?:md|html))$/.test(name)),
};

const SEARCH = [
  ...SMALL,
  ...['--steps', '1000', '--learning-start-steps', '200', '--seeds', '0-1', '--halving', '--confirm', '2'],
  ...['--search', 'random:8', '--range', 'n-step=1..8'],
];
const STAGES = ['rung-1', 'rung-2', 'confirm'];

const searching: CrashJob = {
  name: 'search',
  prepare() {},
  next: (path) => ['sweep', ...SEARCH, '--workers', '2', '--out', path],
  isBegun: (path) => existsSync(join(path, 'search.json')),
  kept: (path) => STAGES.reduce((sum, stage) => sum + sweepFolder.kept(join(path, stage)), 0),
  different: (a, b) =>
    differentFiles(a, b).filter(
      (name) => !/(?:^|\/)(?:timings\.jsonl|sweep\.json|report\.(?:md|html))$/.test(name),
    ),
};

/** Two parts of a sweep that are joined, in a folder that is new or holds an earlier merge. */
async function merging(folder: string): Promise<CrashJob[]> {
  const parts = [1, 2].map((index) => join(folder, `part-${index}`));
  for (const [k, part] of parts.entries()) {
    await runToTheEnd(['sweep', ...SWEEP, '--workers', '1', '--shard', `${k + 1}/2`, '--out', part]);
  }
  const command = (path: string): Command => ['sweep', '--merge', ...parts, '--out', path];
  const earlier = join(folder, 'earlier');
  await runToTheEnd(command(earlier));
  const first: CrashJob = { ...sweepFolder, name: 'first --merge', next: command, different: differentFiles };
  return [
    first,
    { ...first, name: '--merge again', prepare: (path) => cpSync(earlier, path, { recursive: true }) },
  ];
}

/** @param folder for what the jobs need. */
export async function crashJobs(folder: string): Promise<CrashJob[]> {
  mkdirSync(folder);
  return [
    training('default', DEFAULT_RUN),
    training('robust', [...DEFAULT_RUN, '--preset', 'robust']),
    training('prioritized, dueling, 3-step', [
      ...DEFAULT_RUN,
      ...['--replay', 'prioritized', '--network', 'dueling', '--n-step', '3', '--target-rule', 'double'],
    ]),
    training('tutorial', [...RUN, '--preset', 'tutorial']),
    // Most of its time goes by inside the steps that learn.
    training('2000 updates in one step', [
      ...DEFAULT_RUN,
      ...['--train-every-steps', '500', '--train-updates', '2000'],
    ]),
    await overwriting(folder),
    sweeping,
    searching,
    ...(await merging(folder)),
  ];
}
