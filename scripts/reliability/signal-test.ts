/**
 * `npm run signal-test`: sends signals to training of every preset, and to steps and updates that take long, several at a time so
 * that all cores are busy, and sees whether each run leaves all its files and the exit code of the signal.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { formatLine, formatTitles } from '../../bench/table.ts';
import { numberBetween } from '../../src/cli/number-between.ts';
import { createCommand } from '../../src/cli/program.ts';
import { start } from '../../src/cli/start.ts';
import { PRESETS } from '../../src/config/presets.ts';
import { Generator } from '../../src/random.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { checkpointStep } from './programs.ts';

interface Options {
  readonly tries: number;
  readonly seed: number;
  readonly parallel: number;
}

const TSX = fileURLToPath(import.meta.resolve('tsx/cli'));
const STARTS = [
  ['tsx', [TSX]],
  ['node --import tsx', ['--import', 'tsx']],
] as const;

/** Milliseconds after the first checkpoint in which the signal comes: what is left of the start, and training. */
const LATEST = 2000;

const RUNS: readonly (readonly [name: string, flags: readonly string[]])[] = [
  ...Object.keys(PRESETS).map((name) => [name, ['--preset', name, '--no-early-stop']] as const),
  ['100 000 updates a step', ['--train-updates', '100000', '--learning-start-steps', '0']],
  [
    'updates of 100 ms and more',
    [
      ...['--kernels', 'readable', '--hidden-sizes', '256,256', '--batch-size', '256'],
      ...['--learning-start-steps', '0'],
    ],
  ],
];

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

const FILES = 8;

const COLUMNS = [
  { title: 'run', width: 30 },
  { title: 'started with', width: 20 },
  { title: 'signals', width: 9 },
  { title: 'heard', width: 7 },
  { title: 'slowest, ms', width: 13 },
];

/** Starts training and sends a signal. Gives what went wrong, or null, and how long it took to end. */
async function trySignal(
  starter: readonly string[],
  flags: readonly string[],
  path: string,
  [signal, expected]: (typeof SIGNALS)[number],
  delay: number,
): Promise<{ fault: string | null; milliseconds: number }> {
  const child = spawn(process.execPath, [...starter, 'src/train.ts', ...flags, '--out', path], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const closed = once(child, 'close');
  const isBegun = () => statSync(join(path, 'checkpoint.bin'), { throwIfNoEntry: false }) !== undefined;
  while (child.exitCode === null && !isBegun()) await sleep(5);
  await sleep(delay);
  const sent = performance.now();
  child.kill(signal);
  const [code] = await closed;
  const milliseconds = performance.now() - sent;
  const files = readdirSync(path).length;
  const step = checkpointStep(path);
  const isWell = code === expected && files === FILES && err === '' && step !== null;
  const fault = `${signal} after ${delay.toFixed(0)} ms: exit code ${code}, ${files} files, checkpoint of step ${step}, ${err}`;
  return { fault: isWell ? null : fault, milliseconds };
}

await start(async (stop) => {
  const { tries, seed, parallel } = createCommand('signal-test')
    .description('Sends signals to training while the machine is busy with other training.')
    .option('--tries <n>', 'Signals to each run.', numberBetween('--tries', 1, 1e6, 'an integer'), 20)
    .option('--seed <n>', 'Other moments.', numberBetween('--seed', 0, 1e9, 'an integer'), 1)
    .option(
      '--parallel <n>',
      'Runs at a time. (default: two for each core)',
      numberBetween('--parallel', 1, 1024, 'an integer'),
      2 * availableParallelism(),
    )
    .parse()
    .opts<Options>();
  const random = new Generator(seed);
  let faults = 0;
  process.stdout.write(`${formatTitles(COLUMNS)}\n`);
  for (const [name, flags] of RUNS) {
    for (const [how, starter] of STARTS) {
      const left = Array.from({ length: tries }, (_, k) => ({
        signal: SIGNALS[k % SIGNALS.length],
        delay: random.uniform(0, LATEST),
      }));
      let heard = 0;
      let slowest = 0;
      const work = async () => {
        for (let next = left.pop(); next !== undefined && !stop.aborted; next = left.pop()) {
          const { signal, delay } = next;
          const { fault, milliseconds } = await withTemporaryFolder((folder) =>
            trySignal(starter, flags, join(folder, 'run'), signal, delay),
          );
          slowest = Math.max(slowest, milliseconds);
          if (fault === null) heard++;
          else process.stdout.write(`FAULT: ${name} under ${how}: ${fault}\n`);
        }
      };
      await Promise.all(Array.from({ length: parallel }, work));
      if (stop.aborted) return 0;
      faults += tries - heard;
      const row = [name, how, `${tries}`, `${heard}`, slowest.toFixed(0)];
      process.stdout.write(`${formatLine(COLUMNS, row)}\n`);
    }
  }
  process.stdout.write(faults === 0 ? 'no fault was found\n' : `${faults} faults\n`);
  return faults === 0 ? 0 : 1;
});
