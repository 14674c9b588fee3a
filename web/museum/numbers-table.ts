/** The numbers of a run beside those that the correct agent has with the same settings. */
import { type Range, STATISTIC_IDS, STATISTICS, type StatisticId } from '../../museum/statistics.ts';
import type { MetricsRow } from '../../src/experiment/metrics.ts';
import { setText } from '../dom.ts';
import { formatNumber, formatOrDash } from '../format.ts';
import { museumRow, museumTable } from './table.ts';

const DIGITS = 3;

export function formatRange(range: Range | null): string {
  if (range === null) return '–';
  const [low, high] = [range.low, range.high].map((value) => formatNumber(value, DIGITS));
  return low === high ? low : `${low} to ${high}`;
}

export class NumbersTable {
  readonly element: HTMLElement;
  readonly #rows = new Map<StatisticId, { row: HTMLElement; right: Text; own: Text }>();

  constructor() {
    const rows = STATISTIC_IDS.map((id) => {
      const { name, meaning } = STATISTICS[id];
      const [right, own] = [new Text(), new Text()];
      const row = museumRow(name, [right, own], meaning);
      this.#rows.set(id, { row, right, own });
      return row;
    });
    this.element = museumTable(['number', 'correct agent, 16 seeds', 'this run'], rows);
  }

  /** @param rows of the run; null before there is one. */
  show(right: Readonly<Record<StatisticId, Range | null>> | null, rows: readonly MetricsRow[] | null): void {
    for (const [id, cells] of this.#rows) {
      setText(cells.right, formatRange(right?.[id] ?? null));
      setText(cells.own, rows === null ? '–' : formatOrDash(STATISTICS[id].of(rows), DIGITS));
    }
  }

  /** Marks the number that gives a bug away; none with null. */
  mark(statistic: StatisticId | null): void {
    for (const [id, { row }] of this.#rows) row.classList.toggle('is-marked', id === statistic);
  }
}
