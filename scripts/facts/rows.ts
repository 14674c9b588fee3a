/**
 * Rows of tables that are written by hand around the figures of reports: `| 3-step returns<!-- row default-ablation n-step=3 --> | … |`
 * names a report and one of its variants, or what that changes. A cell whose title is known here for the report is the report's;
 * the others are the author's. Where a row names two reports, the first that knows a title fills its cell.
 */
import { formatNumber } from '../../src/drawing/format-number.ts';
import { mean } from '../../src/experiment/evaluation.ts';
import { ascending, median } from '../../src/experiment/statistics.ts';
import { resultsOf } from '../introduction/reports.ts';
import { cellNumber, count, ENDS, FIRST, PERFECT, STABILITY } from './fact.ts';
import { gapByError } from './instability.ts';
import { cellOf, hasVariant, numbersOf, variantsOf } from './report-table.ts';

const ROWS = /<!-- row (\S+)(?: ([^>]*?))? -->/g;

/** Pages with such rows. */
export const PAGES_WITH_ROWS = [
  'docs/ablations.md',
  'docs/instability.md',
  'docs/presets.md',
  'docs/reports/search/README.md',
] as const;

type Reader = (report: string, variant: string) => string;
type Columns = Readonly<Record<string, Reader>>;

/** "3 500" of "3 500 (3 000 to 10 000)", "27 of 30" of "27 of 30 (74.4 % to 96.5 %)". */
const withoutInterval = (cell: string) => cell.split(' (')[0];

/** A stability says how many runs it is the mean of only if these are fewer than half of all. */
const withFewRuns = (cell: string, all: number) =>
  cell.replace(/, (\d+) runs$/, (runs, count) => (Number(count) < all / 2 ? runs : ''));

const shortOf =
  (column: string): Reader =>
  (report, variant) =>
    withoutInterval(cellOf(report, variant, column));

/** A statistic of the steps at which the runs of a report were solved. */
const ofSolvedSteps =
  (statistic: (steps: readonly number[]) => number): Reader =>
  (report) =>
    count(statistic(ascending(resultsOf(report).flatMap(({ solvedAtStep }) => solvedAtStep ?? []))));

/** Infinity for runs that were not solved. */
const stepsUntilSolved = (report: string, variant: string) =>
  ascending(
    resultsOf(report).flatMap((run) => (run.variant === variant ? [run.solvedAtStep ?? Infinity] : [])),
  );

const SWEEP: Columns = {
  'ends well': shortOf(ENDS),
  [ENDS]: shortOf(ENDS),
  'ends at exactly 500': (report, variant) => cellOf(report, variant, PERFECT).split(' of ')[0],
  'steps to first perfect, median': shortOf(FIRST),
  stability: (report, variant) =>
    withFewRuns(cellOf(report, variant, STABILITY), numbersOf(report, variant, 'ever solved')[1]),
  'mean stability': shortOf(STABILITY),
  'seeds solved': shortOf('ever solved'),
  'budget of steps': (report, variant) => cellOf(report, variant, 'budget of steps'),
  'median step at which solved': ofSolvedSteps(median),
  latest: ofSolvedSteps((steps) => steps[steps.length - 1]),
  'mean final return': (report) =>
    formatNumber(mean(resultsOf(report).map(({ finalGreedyMean }) => finalGreedyMean)), 1),
};

/** A cell of the study as it is, with real minus signs; of three quantiles the one in the middle. */
const studied =
  (column: string): Reader =>
  (report, variant) => {
    const parts = cellOf(report, variant, column).split(' · ');
    return parts[parts.length >> 1].replace('-', '−');
  };

const STUDY: Columns = {
  [ENDS]: shortOf(ENDS),
  'mean stability': (report, variant) => cellNumber(report, variant, 'stability, mean', 3),
  'mean error on falls': studied('\\|δ\\| of falls'),
  'mean error on all others': studied('\\|δ\\| of the others'),
  'share of falls in the pull, squared loss': studied('pull of falls, squared loss'),
  'share of falls in the pull, Huber loss': studied('pull of falls, Huber'),
  'largest Q': studied('largest Q'),
  'Q before a fall': studied('Q before a fall'),
  'large errors corrected': studied('large errors corrected'),
  'greedy action gap': studied('greedy action gap'),
  'mean TD error': studied('mean \\|TD error\\|'),
  'gap / error': (_, variant) => gapByError(variant).toFixed(2),
  'largest Q of initial states': studied('largest Q of initial states'),
  'discounted return, greedy': studied('discounted return, greedy'),
  'discounted return, ε-soft': studied('discounted return, ε-soft'),
};

const HOLDING: Columns = {
  'solved: 475 or more of 500': (report, variant) =>
    `${cellOf(report, variant, 'solved (475 or more of 500)')} of ${cellOf(report, variant, 'agents')}`,
  'of these, hold in all ten episodes': shortOf('of these hold 20 000 steps in every episode'),
  'of these, hold in none': shortOf('in no episode'),
  'episodes held': shortOf('episodes held, of all'),
  'steps until a fall, median': shortOf('steps until a fall, median'),
};

/** Of one variant on one task: how many runs were solved, and after how many steps in the median. */
const solvedIn =
  (report: string): Reader =>
  (_, variant) => {
    const step = median(stepsUntilSolved(report, variant));
    return `${shortOf('ever solved')(report, variant)}, ${step < Infinity ? count(step) : 'never'}`;
  };

const RAINBOW: Columns = {
  CartPole: solvedIn('rainbow-cart-pole'),
  Acrobot: solvedIn('rainbow-acrobot'),
  MountainCar: solvedIn('rainbow-mountain-car'),
};

const SEARCH: Columns = { 'on fresh seeds': (report, variant) => cellOf(report, variant, 'score') };

const COLUMNS: Readonly<Record<string, Columns>> = {
  instability: STUDY,
  holding: HOLDING,
  'rainbow-cart-pole': RAINBOW,
  'search/cart-pole': SEARCH,
};
const columnsOf = (report: string): Columns => COLUMNS[report] ?? SWEEP;

/** A variant of a report by its name, or by what it changes: `n-step=3` of `default n-step=3`. The first if there is no name. */
function variantNamed(report: string, name: string): string {
  const [base] = variantsOf(report);
  if (name === '') return base;
  return hasVariant(report, name) ? name : `${base} ${name}`;
}

/** The page with the cells of all marked rows as their reports have them. */
export function fillRows(page: string): string {
  let titles: string[] = [];
  return page
    .split('\n')
    .map((line, k, lines) => {
      if (!line.startsWith('| ')) return line;
      const cells = line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim());
      if (!lines[k - 1]?.startsWith('|')) titles = cells;
      const marks = [...line.matchAll(ROWS)];
      const fill = (cell: string, title: string) => {
        for (const [, report, name = ''] of marks) {
          const read = columnsOf(report)[title];
          if (read !== undefined) return read(report, variantNamed(report, name));
        }
        return cell;
      };
      return `| ${cells.map((cell, c) => fill(cell, titles[c])).join(' | ')} |`;
    })
    .join('\n');
}
