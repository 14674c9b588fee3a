/** Panels of lines, and of dots, that stand beside each other in the figures of the introduction. */
import { line } from 'd3-shape';
import { escapeXml, round } from '../../src/drawing/svg.ts';
import {
  type Box,
  FIGURE_WIDTH,
  figure,
  frame,
  legend,
  MARGIN,
  xAxis,
  yAxis,
} from '../../src/figures/figure.ts';

export type Point = readonly [x: number, y: number];

export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  readonly mark?: 'line' | 'dots';
}

export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xDomain: Point;
  readonly yDomain: Point;
  /** In the order of the legend, which all panels of a figure share. */
  readonly series: readonly Series[];
  /** Values of y at which a dashed line stands. */
  readonly limits?: readonly number[];
  /** Where a large dot stands. */
  readonly spot?: Point;
}

const TOP = { withLegend: 104, withoutLegend: 76 };
const PANEL_HEIGHT = 230;
const GAP = 76;

/** One to three panels from left to right, with one legend for all. */
export function panelsFigure(title: string, panels: readonly Panel[]): string {
  const width = (FIGURE_WIDTH - MARGIN.left - MARGIN.right - (panels.length - 1) * GAP) / panels.length;
  const names = panels[0].series.map(({ name }) => name);
  const hasLegend = names.length > 1;
  const top = hasLegend ? TOP.withLegend : TOP.withoutLegend;
  const bottom = top + PANEL_HEIGHT;
  const bodies = panels.map((panel, k) => {
    const left = MARGIN.left + k * (width + GAP);
    return drawPanel(panel, { left, right: left + width, top, bottom });
  });
  const key = hasLegend ? [legend(names, 56).svg] : [];
  return figure(bottom + 52, title, [...key, ...bodies].join('\n'));
}

function drawPanel(panel: Panel, box: Box): string {
  const { title, xLabel, yLabel, xDomain, yDomain, series, limits = [], spot } = panel;
  const plot = frame(box, xDomain, yDomain);
  const path = line<Point>(
    ([x]) => plot.x(x),
    ([, y]) => plot.y(y),
  ).digits(1);
  return [
    `<text class="fill-ink" font-weight="600" x="${box.left}" y="${box.top - 12}">${escapeXml(title)}</text>`,
    yAxis(plot, 5, yLabel),
    xAxis(plot, box.right - box.left > 400 ? 8 : 5, xLabel),
    ...limits.map(
      (limit) => `<path class="threshold line-ink" d="M${box.left},${round(plot.y(limit))}H${box.right}"/>`,
    ),
    ...series.map(({ points, mark = 'line' }, k) => {
      if (mark === 'line')
        return `<path class="curve line-series-${k} dash-${k}" d="${path(points) ?? ''}"/>`;
      // A dot is a line of no length with round ends.
      const dots = points.map(([x, y]) => `M${round(plot.x(x))},${round(plot.y(y))}h0`).join('');
      return `<path class="dots line-series-${k}" d="${dots}"/>`;
    }),
    spot === undefined
      ? ''
      : `<circle class="fill-ink" cx="${round(plot.x(spot[0]))}" cy="${round(plot.y(spot[1]))}" r="4.5"/>`,
  ].join('\n');
}
