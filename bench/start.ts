/**
 * How long programs take to start, and whole runs to end: `npm run bench:start`, after `npm run build`.
 *
 * Commands are run in turn, so that a slow moment falls on all of them; each time is that of a whole process, on one core where
 * processes can be held there.
 */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { withTemporaryFolder } from '../scripts/temporary-folder.ts';
import { numberBetween } from '../src/cli/number-between.ts';
import { UsageError } from '../src/cli/program.ts';
import { start } from '../src/cli/start.ts';
import { quantile } from '../src/experiment/statistics.ts';
import { canPin, runAlone } from './peers/rounds.ts';
import { describeMachine } from './results.ts';
import { type Column, formatLine, formatTitles } from './table.ts';

interface Program {
  readonly title: string;
  readonly command: readonly string[];
  /** An empty program of the same runtime. */
  readonly empty?: Program;
}

const PACKAGE = 'dist/bin/dqn.js';
const TSX = ['npx', 'tsx'];
const program = (command: readonly string[], empty?: Program): Program => ({
  title: command.join(' '),
  command: command.map((word) => (word === 'node' ? process.execPath : word)),
  ...(empty === undefined ? {} : { empty }),
});

const NODE = program(['node', '-e', '0']);
const NPX_TSX = program([...TSX, '-e', '0']);
const STARTS = [
  NODE,
  program(['node', PACKAGE, 'train', '--help'], NODE),
  program(['node', PACKAGE, '--version'], NODE),
  NPX_TSX,
  program([...TSX, 'src/train.ts', '--help'], NPX_TSX),
];

const COLUMNS: readonly Column[] = [
  { title: 'milliseconds', width: 40 },
  { title: 'quartile', width: 10 },
  { title: 'median', width: 10 },
  { title: 'quartile', width: 10 },
  { title: 'most', width: 10 },
  { title: '× empty', width: 10 },
];

const integer = (flag: string, most: number) => numberBetween(flag, 1, most, 'an integer');

interface Flags {
  readonly rounds: number;
  readonly runs?: number;
}

function parseArguments(): Flags {
  return new Command('start')
    .option('--rounds <n>', 'Times that each program is started.', integer('--rounds', 1000), 15)
    .option('--runs <n>', 'Train with this many seeds from 0 on, too.', integer('--runs', 10_000))
    .parse()
    .opts<Flags>();
}

/** Milliseconds of each of the commands in each of the rounds. */
async function timeInTurn(
  commands: readonly ((round: number) => readonly string[])[],
  rounds: number,
  pinned: boolean,
  stop: AbortSignal,
): Promise<number[][]> {
  const times = commands.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [k, command] of commands.entries()) {
      const begin = performance.now();
      await runAlone(command(round), pinned, stop);
      times[k].push(performance.now() - begin);
    }
  }
  return times;
}

function row(title: string, times: readonly number[], ratio = ''): string {
  const sorted = times.toSorted((a, b) => a - b);
  const numbers = [0.25, 0.5, 0.75, 1].map((p) => quantile(sorted, p).toFixed(0));
  return formatLine(COLUMNS, [title, ...numbers, ratio]);
}

async function main(stop: AbortSignal): Promise<number> {
  const { rounds, runs } = parseArguments();
  if (!existsSync(PACKAGE)) throw new UsageError(`${PACKAGE} is not there; npm run build makes it`);
  const pinned = canPin();
  const out = process.stdout;
  const { cpu, node } = describeMachine();
  out.write(`${cpu}, Node ${node}${pinned ? ', one core' : ''}\n\n${formatTitles(COLUMNS)}\n`);

  const starts = await timeInTurn(
    STARTS.map(
      ({ command }) =>
        () =>
          command,
    ),
    rounds,
    pinned,
    stop,
  );
  const median = (times: readonly number[]) =>
    quantile(
      times.toSorted((a, b) => a - b),
      0.5,
    );
  for (const [k, { title, empty }] of STARTS.entries()) {
    const base = empty === undefined ? null : median(starts[STARTS.indexOf(empty)]);
    out.write(`${row(title, starts[k], base === null ? '' : (median(starts[k]) / base).toFixed(2))}\n`);
  }
  if (runs === undefined) return 0;

  await withTemporaryFolder(async (folder) => {
    const train = (words: readonly string[]) => (seed: number) => [
      ...words,
      '--seed',
      String(seed),
      '--out',
      folder,
      '--overwrite',
    ];
    const commands = [train([process.execPath, PACKAGE, 'train']), train([...TSX, 'src/train.ts'])];
    const [packaged, source] = await timeInTurn(commands, runs, pinned, stop);
    out.write(`\nwhole runs, seeds 0 to ${runs - 1}\n`);
    out.write(`${row(`node ${PACKAGE} train`, packaged)}\n${row('npx tsx src/train.ts', source)}\n`);
  });
  return 0;
}

await start(main);
