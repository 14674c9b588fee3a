/** Figures as text, in columns that fit a terminal of 100 characters. */
import { NOISE_FLOOR_BYTES } from './allocation.ts';
import type { Figures } from './results.ts';

export interface Column {
  readonly title: string;
  readonly width: number;
}

/** The first column is flush left, the others flush right; a cell that is too long pushes the rest aside. */
export function formatLine(columns: readonly Column[], cells: readonly string[]): string {
  return cells
    .map((cell, k) => (k === 0 ? cell.padEnd(columns[k].width) : cell.padStart(columns[k].width)))
    .join('')
    .trimEnd();
}

export const formatTitles = (columns: readonly Column[]) =>
  formatLine(
    columns,
    columns.map(({ title }) => title),
  );

/** Three digits that count, or all those before the point: 1.23e-9, 0.00612, 1.23, 45.6, 789, 1 234 567. */
export function formatFigure(value: number): string {
  if (value === 0) return '0';
  if (value < 1e-6) return value.toExponential(2);
  if (value < 999.5) {
    const rounded = Number(value.toPrecision(3));
    return rounded.toFixed(2 - Math.floor(Math.log10(rounded)));
  }
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

export const FIGURE_COLUMNS: readonly Column[] = [
  { title: '', width: 47 },
  { title: 'median µs', width: 11 },
  { title: '± MAD', width: 11 },
  { title: 'p99 µs', width: 11 },
  { title: 'GFLOP/s', width: 9 },
  { title: 'bytes', width: 11 },
];

export const formatFigures = (figures: Figures) =>
  formatLine(FIGURE_COLUMNS, [
    `  ${figures.name}`,
    formatFigure(figures.medianMicroseconds),
    formatFigure(figures.madMicroseconds),
    formatFigure(figures.p99Microseconds),
    figures.gigaflops === null ? '' : formatFigure(figures.gigaflops),
    formatFigure(figures.allocatedBytes),
  ]);

/** How to read the columns, in short. */
export const LEGEND = [
  'Figures of one operation. ± MAD: half of the samples are within this of the median; a sample is',
  'the mean of a batch of 0.2 ms or more. GFLOP/s: the matrix products only.',
  `bytes: heap taken per operation; 0 is less than ${NOISE_FLOOR_BYTES} bytes in the operations of 50 ms.`,
].join('\n');
