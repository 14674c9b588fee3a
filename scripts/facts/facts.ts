/**
 * The figures of README and of the pages of results and benchmarks: how each reads, the command that made it, and the file it is
 * read from. A page marks a figure by its name, as in `3000<!-- solved-step -->`; `npm run facts` writes it there.
 */
import { median } from '../../src/experiment/statistics.ts';
import { resultsOf } from '../introduction/reports.ts';
import { peersTable, updateTime } from './peers.ts';
import { cellOf, reportTable } from './report-table.ts';

export interface Fact {
  readonly name: string;
  /** A number, or a table. */
  readonly text: string;
  readonly command: string;
  /** null for a time that was measured once and is not kept. */
  readonly file: string | null;
}

export const PAGES_WITH_FACTS = ['README.md', 'docs/results.md', 'docs/benchmarks.md'] as const;

const sweep = (flags: string) => `npx tsx src/sweep.ts ${flags}`;
const COMMANDS = {
  'early-stop': sweep('--preset default --seeds 0-99'),
  stability: sweep('--preset default,steady,robust --seeds 0-99 --no-early-stop'),
  'steady-1000': sweep('--preset steady --seeds 0-999 --no-early-stop'),
  'evaluation-interval': sweep(
    '--preset default --seeds 2000-2099 --variant evaluation-every-steps=250 --variant evaluation-every-steps=500',
  ),
  successors: sweep('--preset c51,qr-dqn,munchausen,noisy,rainbow --seeds 30000-30019'),
  originals: sweep('--preset tutorial,cleanrl,sb3-zoo --seeds 0-4 --no-early-stop'),
};
type Report = keyof typeof COMMANDS;

const ENDS = 'ends at 475 or more';
const FIRST = 'steps to first perfect';

const fromReport = (name: string, report: Report, text: string): Fact => ({
  name,
  text,
  command: COMMANDS[report],
  file: `docs/reports/${report}/report.md`,
});

const fromPeers = (name: string, text: string): Fact => ({
  name,
  text,
  command: 'npx tsx bench/peers/run.ts --rounds 4',
  file: 'bench/results/peers.json',
});

const timed = (name: string, text: string): Fact => ({
  name,
  text,
  command: 'npm run bench:start -- --runs 100, on 2026-11-29',
  file: null,
});

/** "92" of "92 of 100 (85.0 % to 95.9 %)". */
const firstNumber = (cell: string) => cell.split(' ')[0];

const count = (value: number) => `${value}`.replace(/^(\d{2,3})(\d{3})$/, '$1\u00a0$2');

export function findFacts(): Fact[] {
  const steps = resultsOf('early-stop').map(({ solvedAtStep }) => Number(solvedAtStep));
  steps.sort((a, b) => a - b);
  return [
    fromReport('solved-runs', 'early-stop', firstNumber(cellOf('early-stop', 'default', ENDS))),
    fromReport('solved-step', 'early-stop', count(median(steps))),
    fromReport('solved-step-latest', 'early-stop', count(steps[steps.length - 1])),
    timed('solved-seconds', '1.54'),
    timed('solved-seconds-lower', '1.44'),
    timed('solved-seconds-upper', '1.83'),
    timed('solved-seconds-longest', '2.57'),
    fromReport('default-ends', 'stability', firstNumber(cellOf('stability', 'default', ENDS))),
    fromReport('steady-ends', 'stability', firstNumber(cellOf('stability', 'steady', ENDS))),
    fromReport('stability', 'stability', reportTable('stability', [ENDS, 'ends at 500', FIRST, 'stability'])),
    fromReport('steady-1000-ends', 'steady-1000', firstNumber(cellOf('steady-1000', 'steady', ENDS))),
    fromReport(
      'steady-1000-perfect',
      'steady-1000',
      firstNumber(cellOf('steady-1000', 'steady', 'ends at 500')),
    ),
    fromReport(
      'steady-1000-stability',
      'steady-1000',
      firstNumber(cellOf('steady-1000', 'steady', 'stability')),
    ),
    fromReport(
      'evaluation-interval',
      'evaluation-interval',
      reportTable('evaluation-interval', [ENDS, 'ends at 500', FIRST]),
    ),
    fromReport('successors', 'successors', reportTable('successors', [ENDS, 'ends at 500', FIRST])),
    fromReport('originals', 'originals', reportTable('originals', [ENDS, FIRST, 'stability'])),
    fromPeers('update', updateTime('ours')),
    fromPeers('update-pytorch', updateTime('pytorch-eager')),
    fromPeers('peers', peersTable()),
  ];
}

export const isTable = ({ text }: Fact) => text.startsWith('|');

/** As the pages are filled in. */
export const asPageFacts = (facts: readonly Fact[]) => ({
  numbers: textsByName(facts.filter((fact) => !isTable(fact))),
  blocks: textsByName(facts.filter(isTable)),
});

const textsByName = (facts: readonly Fact[]) =>
  Object.fromEntries(facts.map(({ name, text }) => [name, text]));
