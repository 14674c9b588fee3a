/** A number for every pair of two settings: the darker a cell, the larger it is. */
import { formatNumber } from '../drawing/format-number.ts';
import { escapeXml, round } from '../drawing/svg.ts';
import { FIGURE_WIDTH, figure, fitText, MARGIN, textWidth } from './figure.ts';

export interface HeatMapAxis {
  readonly name: string;
  /** One for each column, or each row. */
  readonly labels: readonly string[];
}

export interface HeatMap {
  readonly title: string;
  readonly x: HeatMapAxis;
  /** From the bottom upwards. */
  readonly y: HeatMapAxis;
  /** A row of numbers for each label of y. */
  readonly values: readonly (readonly number[])[];
  /** What has no colour and what has all of it. */
  readonly range: readonly [low: number, high: number];
  readonly decimals: number;
}

const ROW = 30;
const TOP = 52;
/** The widest cell; few of them need not fill the figure. */
const MAX_CELL = 90;
/** Letters on a cell darker than this are those of the ground. */
const DARK = 0.55;

export function heatMapFigure({ title, x, y, values, range: [low, high], decimals }: HeatMap): string {
  const left = Math.max(MARGIN.left, 40 + Math.max(...y.labels.map(textWidth)));
  const width = Math.min(MAX_CELL, (FIGURE_WIDTH - MARGIN.right - left) / x.labels.length);
  const bottom = TOP + ROW * y.labels.length;
  const cells = values.flatMap((row, r) => {
    const top = bottom - ROW * (r + 1);
    return row.map((value, c) => {
      const share = Math.min(Math.max((value - low) / (high - low || 1), 0), 1);
      const [at, middle] = [left + c * width, left + (c + 0.5) * width];
      const text = formatNumber(value, decimals);
      const label =
        textWidth(text) > width
          ? ''
          : `<text x="${round(middle)}" y="${top + ROW / 2}" dy=".35em" text-anchor="middle" class="fill-${share > DARK ? 'ground' : 'ink'}">${text}</text>`;
      return `<rect x="${round(at)}" y="${top}" width="${round(width)}" height="${ROW}" class="fill-series-0 line-grid" fill-opacity="${round(share)}"><title>${escapeXml(`${x.name} ${x.labels[c]}, ${y.name} ${y.labels[r]}: ${text}`)}</title></rect>${label}`;
    });
  });
  const columns = x.labels.map(
    (label, c) =>
      `<text class="fill-faint" x="${round(left + (c + 0.5) * width)}" y="${bottom + 18}" text-anchor="middle">${escapeXml(fitText(label, width))}</text>`,
  );
  const rows = y.labels.map(
    (label, r) =>
      `<text class="fill-faint" x="${left - 8}" y="${bottom - ROW * (r + 0.5)}" dy=".35em" text-anchor="end">${escapeXml(label)}</text>`,
  );
  const names = [
    `<text class="fill-faint" x="${round(left + (width * x.labels.length) / 2)}" y="${bottom + 40}" text-anchor="middle">${escapeXml(x.name)}</text>`,
    `<text class="fill-faint" transform="translate(18,${(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(y.name)}</text>`,
  ];
  return figure(bottom + 56, title, [...cells, ...columns, ...rows, ...names].join('\n'));
}
