/** A row for each variant with a dot for each run, and a box under them from the lower to the upper quartile. */

import { escapeXml, round } from '../drawing/svg.ts';
import { quantile } from '../experiment/statistics.ts';
import { FIGURE_WIDTH, type Frame, figure, fitText, frame, MARGIN, textWidth, xAxis } from './figure.ts';

export interface StripRow {
  readonly name: string;
  /** Ascending; Infinity stands for "never", which has a place of its own. */
  readonly values: readonly number[];
  /** What stands at the right end of the row. */
  readonly note: string;
}

export interface StripOptions {
  readonly title: string;
  readonly label: string;
  readonly domain: readonly [low: number, high: number];
  /** Where a dashed line stands, such as the threshold. */
  readonly mark?: number;
}

const TOP = 44;
const ROW = 62;
/** From the top of a row: the text, the middle of the dots, and how far they spread. */
const TEXT = 18;
const MIDDLE = 40;
const SPREAD = 13;
/** Pixels right of the axis for what never happened. */
const NEVER = 96;
/** Successive multiples of it fill an interval evenly. */
const GOLDEN = 0.6180339887498949;

export function stripFigure(rows: readonly StripRow[], options: StripOptions): string {
  const { title, label, domain, mark } = options;
  const hasNever = rows.some(({ values }) => values.includes(Number.POSITIVE_INFINITY));
  const right = FIGURE_WIDTH - MARGIN.right;
  const bottom = TOP + rows.length * ROW + 4;
  const box = { left: MARGIN.left, right: hasNever ? right - NEVER : right, top: TOP, bottom };
  const plot = frame(box, domain, [0, 1]);
  const neverAt = right - NEVER / 4;
  const never = hasNever
    ? `<path class="axis line-faint" d="M${neverAt - 22},${bottom}H${right}"/><text class="fill-faint" x="${neverAt}" y="${bottom + 18}" text-anchor="middle">never</text>`
    : '';
  const body = [
    xAxis(plot, 8, label),
    never,
    ...rows.map((row, k) => stripRow(row, mark, plot, TOP + k * ROW, neverAt)),
  ];
  return figure(bottom + 52, title, body.join('\n'));
}

function stripRow(
  { name, values, note }: StripRow,
  mark: number | undefined,
  { box, x }: Frame,
  top: number,
  neverAt: number,
): string {
  const at = (value: number) => (Number.isFinite(value) ? x(value) : neverAt);
  const middle = top + MIDDLE;
  const upright = `${middle - SPREAD - 4}v${2 * SPREAD + 8}`;
  // A dot is a line of no length with round ends. Equal values spread upwards and downwards.
  const dots = values.map((value, k) => {
    const offset = values.length === 1 ? 0 : (2 * ((k * GOLDEN) % 1) - 1) * SPREAD;
    return `M${round(at(value))},${round(middle + offset)}h0`;
  });
  const right = FIGURE_WIDTH - MARGIN.right;
  const nameWidth = right - box.left - textWidth(note) - 12;
  return [
    `<text class="fill-ink" font-weight="600" x="${box.left}" y="${top + TEXT}">${escapeXml(fitText(name, nameWidth, 'bold'))}</text>`,
    `<text class="fill-faint" x="${right}" y="${top + TEXT}" text-anchor="end">${escapeXml(note)}</text>`,
    ...(mark === undefined ? [] : [`<path class="threshold line-ink" d="M${round(x(mark))},${upright}"/>`]),
    ...(values.length === 0 ? [] : [quartileBox(values, at, upright)]),
    `<path class="dots line-series-0" d="${dots.join('')}"/>`,
  ].join('\n');
}

function quartileBox(values: readonly number[], at: (value: number) => number, upright: string): string {
  const [lower, middle, upper] = [0.25, 0.5, 0.75].map((p) => round(at(quantile(values, p))));
  return `<path class="box fill-ink line-faint" d="M${lower},${upright}H${upper}v${-2 * SPREAD - 8}z"/><path class="middle line-ink" d="M${middle},${upright}"/>`;
}
