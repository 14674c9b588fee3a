/**
 * `npm run crash-test`: kills training, sweeps, searches and merges at random moments, fills the disk of a run and takes away its
 * folder, and sees whether in the end all files are those of one that was never disturbed.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatLine, formatTitles } from '../../bench/table.ts';
import { temporaryOf } from '../../src/cli/files.ts';
import { numberBetween } from '../../src/cli/number-between.ts';
import { createCommand } from '../../src/cli/program.ts';
import { start } from '../../src/cli/start.ts';
import { Generator } from '../../src/random.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { tryFullDisks, tryReadOnlyFolder } from './bad-disks.ts';
import { type CrashJob, crashJobs, DEFAULT_RUN } from './crash-jobs.ts';
import { run, runToTheEnd } from './programs.ts';

interface Options {
  readonly kills: number;
  readonly seed: number;
}

const COLUMNS = [
  { title: 'killed', width: 30 },
  { title: 'ends', width: 6 },
  { title: 'kills', width: 7 },
  { title: 'before it began', width: 17 },
  { title: 'while writing', width: 15 },
  { title: 'resumed', width: 9 },
  { title: 'faults', width: 8 },
];

interface Tally {
  /** How often the job came to its end, so that all files were compared. */
  ends: number;
  kills: number;
  /** Kills after which the job begins again. */
  early: number;
  /** Kills that left a file half-written. */
  writing: number;
  goneOn: number;
  /** Files that were different in the end, and kills that took away what had been done. */
  faults: number;
}

/** Does a job and kills it, again and again, until `kills` kills are done; the last time it is then left in peace. */
async function killJob(
  job: CrashJob,
  folder: string,
  kills: number,
  random: Generator,
  stop: AbortSignal,
): Promise<Tally> {
  const tally: Tally = { ends: 0, kills: 0, early: 0, writing: 0, goneOn: 0, faults: 0 };
  const undisturbed = join(folder, 'undisturbed');
  job.prepare(undisturbed);
  const { milliseconds: lifetime } = await runToTheEnd(job.next(undisturbed));
  const killAfter = () => (tally.kills < kills ? random.uniform(0, lifetime) : undefined);
  while (tally.kills < kills && !stop.aborted) {
    const path = join(folder, `killed-${tally.ends}`);
    job.prepare(path);
    if (!(await bringToItsEnd(job, path, killAfter, tally, stop))) break;
    tally.ends++;
    for (const name of job.different(undisturbed, path)) fault(tally, job, `${name} is different`);
  }
  return tally;
}

function fault(tally: Tally, { name }: CrashJob, what: string): void {
  process.stdout.write(`FAULT: ${name}, after ${tally.kills} kills: ${what}\n`);
  tally.faults++;
}

/** Goes on after as many kills as there are. Gives false if all is to stop before. */
async function bringToItsEnd(
  job: CrashJob,
  path: string,
  killAfter: () => number | undefined,
  tally: Tally,
  stop: AbortSignal,
): Promise<boolean> {
  for (;;) {
    const command = job.next(path);
    const before = job.kept(path);
    const delay = killAfter();
    const { code, err } = await run(command, delay === undefined ? {} : { killAfter: delay });
    if (stop.aborted) return false;
    if (code === 0) return true;
    if (code !== null) throw new Error(`${command.join(' ')} ended with ${code}: ${err}`);
    tally.kills++;
    const kept = job.kept(path);
    if (kept < before) fault(tally, job, `there was ${before}, and ${kept} is left`);
    if (isHalfWritten(path)) tally.writing++;
    if (job.isBegun(path)) tally.goneOn++;
    else tally.early++;
  }
}

const isHalfWritten = (path: string) =>
  existsSync(path) &&
  readdirSync(path, { recursive: true, encoding: 'utf8' }).some((name) => temporaryOf(name) !== null);

function formatTally(name: string, { ends, kills, early, writing, goneOn, faults }: Tally): string {
  return formatLine(COLUMNS, [name, ...[ends, kills, early, writing, goneOn, faults].map(String)]);
}

await start(async (stop) => {
  const command = createCommand('crash-test')
    .description(
      'Disturbs the programs in every way and compares what they leave with what they leave otherwise.',
    )
    .option(
      '--kills <n>',
      'How often to kill, all jobs together.',
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
  return await withTemporaryFolder(async (folder) => {
    let faults = 0;
    const jobs = await crashJobs(join(folder, 'jobs'));
    process.stdout.write(`${formatTitles(COLUMNS)}\n`);
    for (const [k, job] of jobs.entries()) {
      const share = Math.floor(((k + 1) * kills) / jobs.length) - Math.floor((k * kills) / jobs.length);
      if (share === 0 || stop.aborted) continue;
      const tally = await withTemporaryFolder((place) => killJob(job, place, share, random, stop));
      process.stdout.write(`${formatTally(job.name, tally)}\n`);
      faults += tally.faults;
    }
    for (const attempt of [tryFullDisks, tryReadOnlyFolder]) {
      if (!stop.aborted) faults += await withTemporaryFolder((place) => attempt(place, DEFAULT_RUN));
    }
    process.stdout.write(faults === 0 ? 'no fault was found\n' : `${faults} faults\n`);
    return faults === 0 ? 0 : 1;
  });
});
