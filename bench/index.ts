/** `npm run bench`: where the time and the memory of the hot loop go. `README.md` tells how to read the table. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Option } from 'commander';
import { fileName } from '../src/cli/file-name.ts';
import { writeFileAtomically } from '../src/cli/files.ts';
import { numberBetween } from '../src/cli/number-between.ts';
import { createCommand, UsageError } from '../src/cli/program.ts';
import { start } from '../src/cli/start.ts';
import { type KernelsChoice, resolveKernels } from '../src/nn/device.ts';
import { measureRow } from './harness.ts';
import { describeCommit, describeMachine, type Figures, type Results } from './results.ts';
import { fullName, type Row } from './row.ts';
import { actRows } from './suites/act.ts';
import { environmentRows } from './suites/environment.ts';
import { kernelRows } from './suites/kernels.ts';
import { learnRows } from './suites/learn.ts';
import { networkRows } from './suites/network.ts';
import { randomRows } from './suites/random.ts';
import { replayRows } from './suites/replay.ts';
import { trainingRows } from './suites/training.ts';
import { FIGURE_COLUMNS, formatFigures, formatTitles, LEGEND } from './table.ts';

const ROWS: readonly Row[] = [
  ...randomRows,
  ...environmentRows,
  ...replayRows,
  ...kernelRows,
  ...networkRows,
  ...actRows,
  ...learnRows,
  ...trainingRows,
];

const LONGEST_TIME = 600_000;

interface BenchOptions {
  readonly json?: string;
  readonly filter?: string;
  readonly time: number;
  readonly kernels: KernelsChoice;
}

function parseArguments() {
  const command = createCommand('bench')
    .description('Measures the time and the memory of each part of the hot loop.')
    .usage('[flags]')
    .option('--filter <text>', 'Only rows with this text in their group or name, in either case.')
    .option(
      '--time <ms>',
      'Time for each row, after half as much to warm up.',
      numberBetween('--time', 1, LONGEST_TIME, 'a number'),
      500,
    )
    .option(
      '--json <file>',
      'Also write the figures to this file, which bench:compare reads; replaces it.',
      fileName('--json', '.json'),
    )
    .addOption(
      new Option('--kernels <name>', 'How the network is computed.')
        .choices(['auto', 'simd', 'readable'])
        .default('auto'),
    )
    .parse();
  const { json, filter = '', time, kernels } = command.opts<BenchOptions>();

  const wanted = filter.toLowerCase();
  const rows = ROWS.filter((row) => fullName(row).toLowerCase().includes(wanted));
  if (rows.length === 0) {
    const groups = [...new Set(ROWS.map(({ group }) => group))].join('; ');
    throw new UsageError(`--filter: got "${filter}", which is in no name; the groups are: ${groups}`);
  }
  if (json !== undefined) checkWritable(json);
  return { json, rows, time, kernels: resolveKernels(kernels) };
}

/** A path that cannot be written should be known before a minute of measurements, not after it. */
function checkWritable(path: string): void {
  accessSync(dirname(path), constants.W_OK);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--json: ${path} is a folder; name a file`);
  }
}

const print = (text: string) => process.stdout.write(`${text}\n`);

async function main(stop: AbortSignal): Promise<number> {
  const { json, rows, time, kernels } = parseArguments();
  const machine = describeMachine();
  const commit = describeCommit();
  const date = new Date().toISOString();

  print(`${machine.cpu} · Node ${machine.node} · V8 ${machine.v8} · ${kernels} kernels\n`);
  print(formatTitles(FIGURE_COLUMNS));
  const measured: Figures[] = [];
  let group = '';
  for (const row of rows) {
    // A measurement blocks; this is where a Ctrl-C gets through.
    await setImmediate();
    if (stop.aborted) return 0;
    if (row.group !== group) print(row.group);
    group = row.group;
    const figures = measureRow(row, time, kernels);
    print(formatFigures(figures));
    measured.push(figures);
  }
  print(`\n${LEGEND}`);

  if (json !== undefined) {
    const results: Results = { machine, commit, kernels, date, rows: measured };
    writeFileAtomically(json, `${JSON.stringify(results, null, 2)}\n`);
    print(`figures in ${json}`);
  }
  return 0;
}

await start(main);
