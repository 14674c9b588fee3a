/** Cells of the first table of a report in `docs/reports`, whose rows are variants. A test holds the reports to their results. */
import { readFileSync } from 'node:fs';

function rowsOf(report: string): string[][] {
  const text = readFileSync(new URL(`../../docs/reports/${report}/report.md`, import.meta.url), 'utf8');
  return text
    .slice(text.indexOf('## Results'), text.indexOf('\n- '))
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
}

/** @throws Error if the report has no such variant or column. */
export function cellOf(report: string, variant: string, column: string): string {
  const [titles, ...rows] = rowsOf(report);
  const cell = rows.find(([name]) => name === variant)?.[titles.indexOf(column)];
  if (cell === undefined) throw new Error(`the report ${report} has no ${column} of ${variant}`);
  return cell;
}

/** The variants in the order of the report; the first is the one that the others change. */
export const variantsOf = (report: string): string[] =>
  rowsOf(report)
    .slice(1)
    .map(([name]) => name);

/** Some columns of all variants. */
export function reportTable(report: string, columns: readonly string[]): string {
  return [
    ['preset', ...columns],
    ['---', ...columns.map(() => '---')],
    ...variantsOf(report).map((name) => [
      `\`${name}\``,
      ...columns.map((column) => cellOf(report, name, column)),
    ]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
