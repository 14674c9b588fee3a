/** `npm run fuzz`: damages files in a hundred thousand ways and sees what their readers make of them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { numberBetween } from '../../src/cli/number-between.ts';
import { createCommand } from '../../src/cli/program.ts';
import { start } from '../../src/cli/start.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { createReaders } from './fuzz-readers.ts';
import { Watchdog } from './fuzz-watchdog.ts';
import { type Finding, fileName, fuzzReader, type Outcome } from './fuzzing.ts';

interface Options {
  readonly count: number;
  readonly seed: number;
  readonly filter: string;
  readonly out: string;
}

const COLUMNS = ['reader', 'files', 'refused', 'accepted', 'findings', 'slowest ms', 'peak heap MB'];
const WIDTHS = [32, 9, 9, 9, 9, 11, 13];

const formatLine = (cells: readonly string[]) =>
  cells.map((cell, k) => (k === 0 ? cell.padEnd(WIDTHS[k]) : cell.padStart(WIDTHS[k]))).join('');

const formatOutcome = ({ reader, files, refused, accepted, findings, slowestMs, heapGrowth }: Outcome) =>
  formatLine([
    reader,
    ...[files, refused, accepted, findings.length].map(String),
    slowestMs.toFixed(1),
    (heapGrowth / 1e6).toFixed(1),
  ]);

function save(folder: string, { reader, index, problem, bytes }: Finding): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, fileName(reader, index));
  writeFileSync(path, bytes);
  process.stdout.write(`FINDING ${path}: ${problem}\n`);
}

await start(async (stop) => {
  const command = createCommand('fuzz')
    .description(
      'Gives damaged files to everything that reads files, which must refuse or understand each of them.',
    )
    .option('--count <n>', 'Files.', numberBetween('--count', 1, 1e9, 'an integer'), 100_000)
    .option(
      '--seed <n>',
      'Another seed damages them otherwise.',
      numberBetween('--seed', 0, 2 ** 53 - 1, 'an integer'),
      0,
    )
    .option('--filter <text>', 'Only readers with this text in their names.', '')
    .option(
      '--out <dir>',
      'Where files are put that a reader could not cope with.',
      join(tmpdir(), 'fuzz-findings'),
    )
    .parse();
  const { count, seed, filter, out } = command.opts<Options>();
  return await withTemporaryFolder(async (folder) => {
    const watchdog = new Watchdog(out);
    try {
      const readers = createReaders(folder).filter(({ name }) => name.includes(filter));
      process.stdout.write(`${formatLine(COLUMNS)}\n`);
      let found = 0;
      for (const [k, reader] of readers.entries()) {
        const share =
          Math.floor((count * (k + 1)) / readers.length) - Math.floor((count * k) / readers.length);
        const outcome = await fuzzReader(reader, share, seed, {
          async goOn() {
            await setImmediate();
            return !stop.aborted;
          },
          reading: (name, bytes) => watchdog.reading(name, bytes),
        });
        for (const finding of outcome.findings) save(out, finding);
        process.stdout.write(`${formatOutcome(outcome)}\n`);
        found += outcome.findings.length;
        if (stop.aborted) break;
      }
      return found === 0 ? 0 : 1;
    } finally {
      await watchdog.close();
    }
  });
});
