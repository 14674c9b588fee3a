/** What the figures of a report have in common: series, axes, legends. */
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { colourStyle, escapeXml, round, svgDocument } from '../drawing/svg.ts';
import type { Interval } from '../experiment/statistics.ts';
import { ticks } from './curve-points.ts';

/** Pixels, as all lengths here. */
export const FIGURE_WIDTH = 760;
/** The plotting areas of all figures end here on the right. */
export const MARGIN = { left: 58, right: 24 };

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export type Scale = ScaleLinear<number, number>;

export interface Frame {
  readonly box: Box;
  readonly x: Scale;
  readonly y: Scale;
}

/**
 * A series has a colour (Okabe & Ito 2008, without their yellow, which vanishes on white; lighter on a dark ground) and a
 * dash, so that it is told from the others without colours, too.
 */
const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#1f2328'];
const DARK = ['#56b4e9', '#ff8a3d', '#2cc295', '#e29cc4', '#f0d242', '#8fa8ff', '#e6edf3'];
const DASHES = ['', '9 3', '2 3', '10 3 2 3', '5 3', '14 4', '1 4'];
export const MAX_SERIES = LIGHT.length;

const byName = (colours: readonly string[]) =>
  Object.fromEntries(colours.map((colour, k) => [`series-${k}`, colour]));

/** The same in every figure, because all of them stand in one HTML page. */
const STYLE = `${colourStyle(byName(LIGHT), byName(DARK))}
.curve{fill:none;stroke-width:2.2;stroke-linejoin:round}
.seed{fill:none;stroke-width:.8;stroke-opacity:.28;stroke-linejoin:round}
.band{fill-opacity:.2}
.axis{fill:none}
.threshold{fill:none;stroke-width:1.2;stroke-dasharray:6 4}
.dots{fill:none;stroke-width:5;stroke-linecap:round;stroke-opacity:.55}
.box{fill-opacity:.07;stroke-width:1.2}
.middle{fill:none;stroke-width:3}
${DASHES.map((dash, k) => `.dash-${k}{stroke-dasharray:${dash === '' ? 'none' : dash}}`).join('')}`;

export function figure(height: number, title: string, body: string): string {
  return svgDocument(
    FIGURE_WIDTH,
    height,
    title,
    STYLE,
    `<text x="${MARGIN.left}" y="28" font-size="16" font-weight="600" class="fill-ink">${escapeXml(title)}</text>
<g font-size="12">
${body}
</g>`,
  );
}

export function frame(
  box: Box,
  xDomain: readonly [number, number],
  yDomain: readonly [number, number],
): Frame {
  return {
    box,
    x: scaleLinear(xDomain, [box.left, box.right]),
    y: scaleLinear(yDomain, [box.bottom, box.top]),
  };
}

/** Ticks and a label below the box. */
export function xAxis(
  { box, x }: Frame,
  count: number,
  label: string,
  format = (text: string) => text,
): string {
  const marks = ticks(x, count).map(({ position, text }) => {
    const at = round(position);
    return `<path class="axis line-faint" d="M${at},${box.bottom}v5"/><text class="fill-faint" x="${at}" y="${box.bottom + 18}" text-anchor="middle">${format(text)}</text>`;
  });
  return [
    ...marks,
    `<path class="axis line-faint" d="M${box.left},${box.bottom}H${box.right}"/>`,
    `<text class="fill-faint" x="${round((box.left + box.right) / 2)}" y="${box.bottom + 38}" text-anchor="middle">${escapeXml(label)}</text>`,
  ].join('\n');
}

/** Ticks left of the box, with lines across it; the label stands upright beside them. */
export function yAxis(
  { box, y }: Frame,
  count: number,
  label: string,
  format = (text: string) => text,
): string {
  const marks = ticks(y, count).map(({ position, text }) => {
    const at = round(position);
    return `<path class="axis line-grid" d="M${box.left},${at}H${box.right}"/><text class="fill-faint" x="${box.left - 8}" y="${at}" dy=".35em" text-anchor="end">${format(text)}</text>`;
  });
  const middle = round((box.top + box.bottom) / 2);
  const upright = `<text class="fill-faint" transform="translate(${box.left - 42},${middle}) rotate(-90)" text-anchor="middle">${escapeXml(label)}</text>`;
  return [...marks, ...(label === '' ? [] : [upright])].join('\n');
}

export interface EstimatedPoint {
  readonly at: number;
  readonly value: number;
  readonly interval: Interval;
}

/** A curve and its interval, as series number k. */
export function curveWithBand({ x, y }: Frame, points: readonly EstimatedPoint[], k: number): string {
  const band = area<EstimatedPoint>(
    (point) => x(point.at),
    (point) => y(point.interval.low),
    (point) => y(point.interval.high),
  ).digits(1);
  const curve = line<EstimatedPoint>(
    (point) => x(point.at),
    (point) => y(point.value),
  ).digits(1);
  return `<path class="band fill-series-${k}" d="${band(points) ?? ''}"/><path class="curve line-series-${k} dash-${k}" d="${curve(points) ?? ''}"/>`;
}

/** Widths of characters at 12 pixels are about this; the fonts of readers differ. */
const CHARACTER = { normal: 6.7, bold: 7.6 };
const SAMPLE = 34;

export const textWidth = (text: string) => text.length * CHARACTER.normal;

/** As much of a text as fits, roughly. */
export function fitText(text: string, width: number, weight: keyof typeof CHARACTER = 'normal'): string {
  const characters = Math.floor(width / CHARACTER[weight]);
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;
}

export interface Legend {
  readonly svg: string;
  readonly height: number;
}

/** Names of series, each behind a sample of its line, in as many rows as they need. */
export function legend(names: readonly string[], top: number): Legend {
  const width = FIGURE_WIDTH - MARGIN.left - MARGIN.right;
  let [left, row] = [0, 0];
  const entries = names.map((name, k) => {
    const needed = Math.min(width, SAMPLE + textWidth(name) + 18);
    if (left > 0 && left + needed > width) [left, row] = [0, row + 1];
    const entry = `<g transform="translate(${round(MARGIN.left + left)},${top + 20 * row})"><path class="curve line-series-${k} dash-${k}" d="M0,-4h26"/><text class="fill-ink" x="${SAMPLE}">${escapeXml(fitText(name, width - SAMPLE))}</text></g>`;
    left += needed;
    return entry;
  });
  return { svg: entries.join('\n'), height: 20 * (row + 1) };
}
