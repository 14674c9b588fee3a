/** Two files of results side by side. */
import type { Figures, Results } from './results.ts';
import { fullName } from './row.ts';
import { type Column, formatFigure, formatLine, formatTitles } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: '', width: 52 },
  { title: 'before µs', width: 14 },
  { title: 'after µs', width: 14 },
  { title: 'ratio', width: 12 },
];

/** What makes times of two files incomparable, one line each; the commit may differ, that is what it is for. */
export function findDifferences(before: Results, after: Results): string[] {
  const differences: string[] = [];
  const compare = (what: string, a: string, b: string) => {
    if (a !== b)
      differences.push(`the ${what} differs (${a}; ${b}): the ratios mix its effect with the code's`);
  };
  compare('CPU', before.machine.cpu, after.machine.cpu);
  compare('Node version', before.machine.node, after.machine.node);
  return differences;
}

function formatRatio(before: Figures, after: Figures): string {
  const difference = Math.abs(after.medianMicroseconds - before.medianMicroseconds);
  const withinSpread = difference <= before.madMicroseconds + after.madMicroseconds;
  return `${withinSpread ? '≈ ' : ''}${(after.medianMicroseconds / before.medianMicroseconds).toFixed(3)}`;
}

/**
 * Medians of the rows of both, in the order of the second file; rows that only the first has come last.
 *
 * The ratio is after / before, so that below 1 is faster. It has a ≈ where the medians are no farther apart than the two
 * median absolute deviations together: such a difference may be chance.
 */
export function formatComparison(before: Results, after: Results): string {
  const old = new Map(before.rows.map((row) => [fullName(row), row]));
  const kept = new Set(after.rows.map(fullName));
  const pairs = [
    ...after.rows.map((row) => ({ row, a: old.get(fullName(row)), b: row })),
    ...before.rows.filter((row) => !kept.has(fullName(row))).map((row) => ({ row, a: row, b: undefined })),
  ];
  const median = (figures: Figures | undefined) =>
    figures === undefined ? '–' : formatFigure(figures.medianMicroseconds);

  const lines = [formatTitles(COLUMNS)];
  let group = '';
  for (const { row, a, b } of pairs) {
    if (row.group !== group) lines.push(row.group);
    group = row.group;
    lines.push(
      formatLine(COLUMNS, [`  ${row.name}`, median(a), median(b), a && b ? formatRatio(a, b) : '–']),
    );
  }
  return lines.join('\n');
}
