/**
 * `npm run museum:measure`: trains with the first form of every bug, and without any, with the settings of the museum, and writes what
 * came of it to `docs/reports/museum/`. `npm run museum` puts it on the page.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MUSEUM, type MuseumBug } from '../museum/bugs.ts';
import { MEASUREMENTS, type Measurement, readMeasurements, settingsKey } from '../museum/measurement.ts';
import { statisticsOf } from '../museum/statistics.ts';
import { flagName } from '../src/cli/arguments.ts';
import { numberBetween } from '../src/cli/number-between.ts';
import { createCommand, runProgram } from '../src/cli/program.ts';
import { presetConfig } from '../src/config/presets.ts';
import { environmentOf } from '../src/experiment/assembly.ts';
import { parseMetrics } from '../src/experiment/files/metrics-table.ts';
import { CurveRecorder } from '../src/experiment/learning-curve.ts';
import { describeCurve } from '../src/experiment/run-result.ts';
import { chosenBugs } from './chosen-bugs.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = join(ROOT, MEASUREMENTS);
const run = promisify(execFile);

type Job = Pick<Measurement, 'bug' | 'preset' | 'changes' | 'seed' | 'steps'>;

await runProgram(async (stop) => {
  const command = createCommand('museum:measure')
    .description('Trains with and without the bugs of the museum, and keeps what came of it.')
    .argument('[ids...]', 'Which bugs; the runs of the others stay as they are. All without them.')
    .option('--workers <n>', 'Runs at a time.', numberBetween('--workers', 1, 64, 'an integer'), 2)
    .parse();
  const { workers } = command.opts<{ workers: number }>();
  const jobs = jobsOf(chosenBugs(command.args));
  const measurements: Measurement[] = [];
  let next = 0;
  const work = async () => {
    for (let k = next++; k < jobs.length && !stop.aborted; k = next++) {
      measurements[k] = await measure(jobs[k]);
      console.log(JSON.stringify(measurements[k]));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  if (stop.aborted) return 1;
  const kept = command.args.length === 0 ? [] : readMeasurements();
  const all = [...measurements, ...kept];
  const lines = jobsOf(MUSEUM).flatMap((job) => all.find((one) => jobKey(one) === jobKey(job)) ?? []);
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, lines.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return 0;
});

function jobKey(job: Job): string {
  return `${job.bug} ${settingsKey(job)} ${job.steps} ${job.seed}`;
}

/** The right program once with each settings, then each bug with its own. */
function jobsOf(bugs: readonly MuseumBug[]): Job[] {
  const settings = new Map<string, MuseumBug>();
  for (const bug of bugs) {
    const known = settings.get(settingsKey(bug));
    if (known === undefined || known.seeds.length < bug.seeds.length) settings.set(settingsKey(bug), bug);
  }
  const right = [...settings.values()].map((bug) => ({ ...bug, id: null }));
  return [...right, ...bugs].flatMap(({ id, preset, changes = {}, seeds, steps }) =>
    seeds.map((seed) => ({ bug: id, preset, changes, seed, steps })),
  );
}

async function measure(job: Job): Promise<Measurement> {
  const { bug, preset, changes, seed, steps } = job;
  const flags = Object.entries({ preset, ...changes, seed, steps, ...(bug !== null && { bug }) });
  const args = flags.flatMap(([name, value]) => [`--${flagName(name)}`, String(value)]);
  const environment = environmentOf(presetConfig(preset, { ...changes, seed, steps }));
  return await withTemporaryFolder(async (folder) => {
    const out = join(folder, 'run');
    const finalGreedyMean = await finalGreedyMeanOf([...args, '--no-early-stop', '--json', '--out', out]);
    const curve = new CurveRecorder(environment.spec);
    const table = readFileSync(join(out, 'metrics.csv'), 'utf8');
    const rows = [...parseMetrics([table], environment.diagnosis)];
    for (const row of rows) curve.metricsTaken(row);
    const { stability } = describeCurve(curve);
    return { bug, preset, changes, seed, steps, finalGreedyMean, stability, ...statisticsOf(rows) };
  });
}

/** What `train` says at its end; null if the run diverged, which is a result. */
async function finalGreedyMeanOf(args: readonly string[]): Promise<number | null> {
  try {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', 'src/train.ts', ...args], {
      cwd: ROOT,
    });
    return JSON.parse(stdout).finalGreedyMean;
  } catch (error) {
    if (/no finite number|the loss is/.test(String((error as { stderr?: string }).stderr))) return null;
    throw error;
  }
}
