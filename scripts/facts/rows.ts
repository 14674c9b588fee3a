/**
 * Rows of tables that are written by hand around the figures of a report: `| 3-step returns<!-- row default-ablation n-step=3 --> | … |`
 * names the report and what its variant changes. Cells below a title that is known here are the report's; the others are the author's.
 */
import { cellOf, variantsOf } from './report-table.ts';

const ROW = /<!-- row (\S+)(?: ([^>]*?))? -->/;

/** Pages with such rows. */
export const PAGES_WITH_ROWS = ['docs/ablations.md'] as const;

/** "3 500" of "3 500 (3 000 to 10 000)", "27 of 30" of "27 of 30 (74.4 % to 96.5 %)". */
const withoutInterval = (cell: string) => cell.split(' (')[0];

/** A stability says how many runs it is the mean of only if these are fewer than half of all. */
const withFewRuns = (cell: string, all: number) =>
  cell.replace(/, (\d+) runs$/, (runs, count) => (Number(count) < all / 2 ? runs : ''));

const COLUMNS: Readonly<Record<string, (report: string, variant: string) => string>> = {
  'ends well': (report, variant) => withoutInterval(cellOf(report, variant, 'ends at 475 or more')),
  'at exactly 500': (report, variant) => cellOf(report, variant, 'ends at 500').split(' of ')[0],
  'first perfect (median)': (report, variant) =>
    withoutInterval(cellOf(report, variant, 'steps to first perfect')),
  stability: (report, variant) => {
    const all = Number(cellOf(report, variant, 'ever solved').split(' ')[2]);
    return withFewRuns(cellOf(report, variant, 'stability'), all);
  },
};

/** The variant of a report that makes these changes, in full: `default n-step=3`. */
function variantWith(report: string, changes: string): string {
  const [base] = variantsOf(report);
  return changes === '' ? base : `${base} ${changes}`;
}

/** The page with the cells of all marked rows as their reports have them. */
export function fillRows(page: string): string {
  let titles: string[] = [];
  return page
    .split('\n')
    .map((line, k, lines) => {
      if (!line.startsWith('| ')) return line;
      const cells = line.slice(2, -2).split(' | ');
      if (!lines[k - 1]?.startsWith('|')) titles = cells;
      const mark = ROW.exec(line);
      if (mark === null) return line;
      const [, report, changes = ''] = mark;
      const variant = variantWith(report, changes);
      return `| ${cells.map((cell, c) => COLUMNS[titles[c]]?.(report, variant) ?? cell).join(' | ')} |`;
    })
    .join('\n');
}
