/**
 * Cells of the tables of a report in `docs/reports`. Tests hold reports to their results.
 *
 * A row is found by its first cell, or, where that does not tell rows apart, by its first two: `default best`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { markdownTable } from './markdown-table.ts';

type Row = readonly string[];
interface Table {
  readonly titles: Row;
  readonly rows: readonly Row[];
}

/** The page of a report, from the root of the project. */
export function pageOf(report: string): string {
  const [page, findings] = ['report.md', 'findings.md'].map((name) => `docs/reports/${report}/${name}`);
  return existsSync(new URL(`../../${page}`, import.meta.url)) ? page : findings;
}

const textOf = (report: string) => readFileSync(new URL(`../../${pageOf(report)}`, import.meta.url), 'utf8');

function tablesOf(report: string): Table[] {
  const blocks = textOf(report).match(/(?:^\|.*\|$\n?)+/gm) ?? [];
  return blocks.map((block) => {
    const [titles, , ...rows] = block
      .trim()
      .split('\n')
      .map((line) => line.slice(2, -2).split(' | '));
    return { titles, rows };
  });
}

const isRowOf = (variant: string) => (cells: Row) =>
  cells[0] === variant || `${cells[0]} ${cells[1]}` === variant;

/** Whether the first table of a report has such a row. */
export const hasVariant = (report: string, variant: string) =>
  tablesOf(report)[0].rows.some(isRowOf(variant));

/** @throws Error if the report has no such variant or column. */
export function cellOf(report: string, variant: string, column: string): string {
  for (const { titles, rows } of tablesOf(report)) {
    const row = rows.find(isRowOf(variant));
    const cell = row?.[titles.indexOf(column)];
    if (cell !== undefined) return cell;
  }
  throw new Error(`the report ${report} has no ${column} of ${variant}`);
}

/** The numbers in a cell in their order: 6000, 4000 and 11000 of "6 000 (4 000 to 11 000)". */
export const numbersOf = (report: string, variant: string, column: string): number[] =>
  (cellOf(report, variant, column).match(/-?\d+(?:[ \u00a0]\d{3})*(?:\.\d+)?/g) ?? []).map((text) =>
    Number(text.replace(/[ \u00a0]/g, '')),
  );

/** The variants in the order of the report; the first is the one that the others change. */
export const variantsOf = (report: string): string[] => tablesOf(report)[0].rows.map(([name]) => name);

/** What makes the report again: its command, of a sweep that grew the last, without the folder and the number of workers. */
export function commandOf(report: string): string {
  const [, command] = /```sh\n(?:.*\n)*?(.*)\n```/.exec(textOf(report)) as RegExpExecArray;
  return command.replace(/ --(?:out|workers) \S+/g, '');
}

/** Some columns of all variants. */
export const reportTable = (report: string, columns: readonly string[]) =>
  markdownTable(
    ['preset', ...columns],
    variantsOf(report).map((name) => [
      `\`${name}\``,
      ...columns.map((column) => cellOf(report, name, column)),
    ]),
  );
