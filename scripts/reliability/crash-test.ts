/**
 * `npm run crash-test`: kills training at random moments, fills its disk and takes away its folder, and sees whether
 * `--resume` still brings every run to the bytes of one that was never disturbed.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatLine, formatTitles } from '../../bench/table.ts';
import { temporaryOf } from '../../src/cli/files.ts';
import { numberBetween } from '../../src/cli/number-between.ts';
import { createCommand, runProgram } from '../../src/cli/program.ts';
import { Generator } from '../../src/random.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { tryFullDisks, tryReadOnlyFolder } from './bad-disks.ts';
import { checkpointStep, differentFiles, train, trainToTheEnd } from './training.ts';

interface Options {
  readonly kills: number;
  readonly seed: number;
}

/** As many kills as possible are to meet a checkpoint that is being written. */
const CHECKPOINTS = ['--checkpoint-every', '100'];
/** About as long as a program takes to start. */
const RUN = [
  ...['--steps', '5000', '--hidden-sizes', '32,32', '--batch-size', '16', ...CHECKPOINTS],
  ...['--evaluation-every-steps', '1000', '--evaluation-episodes', '3', '--final-evaluation-episodes', '10'],
];
const CONFIGS: readonly (readonly [name: string, flags: readonly string[]])[] = [
  ['default', [...RUN, '--learning-start-steps', '200']],
  ['robust', [...RUN, '--learning-start-steps', '200', '--preset', 'robust']],
  [
    'prioritized, dueling, 3-step',
    [
      ...[...RUN, '--learning-start-steps', '200'],
      ...['--replay', 'prioritized', '--network', 'dueling', '--n-step', '3', '--target-rule', 'double'],
    ],
  ],
  ['tutorial', [...RUN, '--preset', 'tutorial']],
];

const COLUMNS = [
  { title: 'config', width: 30 },
  { title: 'runs', width: 6 },
  { title: 'kills', width: 7 },
  { title: 'before a checkpoint', width: 21 },
  { title: 'while writing', width: 15 },
  { title: 'resumes', width: 9 },
  { title: 'different files', width: 17 },
];

interface Tally {
  /** Runs that came to their end, whose files were compared. */
  runs: number;
  kills: number;
  /** Kills that fell before the first checkpoint: such a run begins again. */
  early: number;
  /** Kills that left a file half-written. */
  writing: number;
  resumes: number;
  different: number;
}

/** Begins runs and kills them until `kills` kills are done; the last run is then left in peace. */
async function killRuns(
  folder: string,
  flags: readonly string[],
  kills: number,
  random: Generator,
  stop: AbortSignal,
): Promise<Tally> {
  const tally: Tally = { runs: 0, kills: 0, early: 0, writing: 0, resumes: 0, different: 0 };
  const unbroken = join(folder, 'unbroken');
  const { milliseconds: lifetime } = await trainToTheEnd([...flags, '--out', unbroken]);
  while (tally.kills < kills && !stop.aborted) {
    const path = join(folder, `killed-${tally.runs}`);
    const killAfter = () => (tally.kills < kills ? random.uniform(0, lifetime) : undefined);
    const ended = await killRun(path, flags, killAfter, tally, stop);
    if (!ended) break;
    tally.runs++;
    for (const name of differentFiles(unbroken, path)) {
      process.stdout.write(`DIFFERENT: ${name} of ${flags.join(' ')}, run ${tally.runs}\n`);
      tally.different++;
    }
  }
  return tally;
}

/** One run, brought to its end through as many kills as fall into it. Gives false if all is to stop before. */
async function killRun(
  path: string,
  flags: readonly string[],
  killAfter: () => number | undefined,
  tally: Tally,
  stop: AbortSignal,
): Promise<boolean> {
  let next = [...flags, '--out', path];
  for (;;) {
    const delay = killAfter();
    const { code, err } = await train(next, delay === undefined ? {} : { killAfter: delay });
    if (stop.aborted) return false;
    if (code === 0) return true;
    if (code !== null) throw new Error(`train ${next.join(' ')} ended with ${code}: ${err}`);
    tally.kills++;
    if (existsSync(path) && readdirSync(path).some((name) => temporaryOf(name) !== null)) tally.writing++;
    if (checkpointStep(path) === null) {
      tally.early++;
      next = [...flags, '--out', path, '--overwrite'];
    } else {
      tally.resumes++;
      next = ['--resume', path, ...CHECKPOINTS];
    }
  }
}

function formatTally(name: string, { runs, kills, early, writing, resumes, different }: Tally): string {
  return formatLine(COLUMNS, [name, ...[runs, kills, early, writing, resumes, different].map(String)]);
}

await runProgram(async (stop) => {
  const command = createCommand('crash-test')
    .description('Disturbs training in every way and compares what it leaves with undisturbed runs.')
    .option(
      '--kills <n>',
      'How often to kill, all configurations together.',
      numberBetween('--kills', 0, 1e6, 'an integer'),
      200,
    )
    .option(
      '--seed <n>',
      'Another seed kills at other moments.',
      numberBetween('--seed', 0, 1e9, 'an integer'),
      1,
    )
    .parse();
  const { kills, seed } = command.opts<Options>();
  const random = new Generator(seed);
  let faults = 0;

  process.stdout.write(`${formatTitles(COLUMNS)}\n`);
  for (const [k, [name, flags]] of CONFIGS.entries()) {
    const share = Math.floor(((k + 1) * kills) / CONFIGS.length) - Math.floor((k * kills) / CONFIGS.length);
    if (share === 0 || stop.aborted) continue;
    const tally = await withTemporaryFolder((folder) => killRuns(folder, flags, share, random, stop));
    process.stdout.write(`${formatTally(name, tally)}\n`);
    faults += tally.different;
  }
  for (const attempt of [tryFullDisks, tryReadOnlyFolder]) {
    if (!stop.aborted) faults += await withTemporaryFolder((folder) => attempt(folder, CONFIGS[0][1]));
  }
  process.stdout.write(faults === 0 ? 'no fault was found\n' : `${faults} faults\n`);
  return faults === 0 ? 0 : 1;
});
