/** The score of each candidate of a search by its value of one hyper-parameter: a panel for each of these, side by side. */
import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';
import { escapeXml, round } from '../drawing/svg.ts';
import { ticks } from './curve-points.ts';
import { FIGURE_WIDTH, figure, fitText, MARGIN } from './figure.ts';

export interface Marginal {
  readonly name: string;
  /** How values lie along the axis; choices are the texts of values, in the order in which they stand. */
  readonly axis:
    | { readonly kind: 'choice'; readonly choices: readonly string[] }
    | { readonly kind: 'number'; readonly low: number; readonly high: number; readonly isLog: boolean };
  /** One for each candidate: a number, or the place among the choices. */
  readonly values: readonly number[];
  /** The number of the bin that each value is in; bins are ordered by their values. */
  readonly bins: readonly number[];
}

export interface Marginals {
  readonly title: string;
  readonly label: string;
  readonly panels: readonly Marginal[];
  /** One for each candidate. */
  readonly scores: readonly number[];
  /** Whether each candidate went further than to the first rung. */
  readonly promoted: readonly boolean[];
  readonly winner: number;
}

const TOP = 76;
const PANELS = 3;
const HEIGHT = 150;
const ROW = HEIGHT + 62;
const GAP = 26;
/** Shares of a panel that its axis leaves free on either side. */
const INSET = 0.06;
const X_TICKS = 3;
const Y_TICKS = 4;

export function marginalsFigure(marginals: Marginals): string {
  const { panels, scores, title, label } = marginals;
  const columns = Math.min(PANELS, panels.length);
  const width = (FIGURE_WIDTH - MARGIN.left - MARGIN.right - GAP * (columns - 1)) / columns;
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const space = (high - low || 1) * INSET;
  const body = panels.map((panel, k) => {
    const left = MARGIN.left + (k % columns) * (width + GAP);
    const top = TOP + Math.floor(k / columns) * ROW;
    const y = scaleLinear([low - space, high + space], [top + HEIGHT, top]);
    return drawPanel(panel, marginals, { left, width, top, y, hasLabels: k % columns === 0 });
  });
  const key = `<text class="fill-faint" x="${MARGIN.left}" y="48">${escapeXml(label)}</text>`;
  return figure(TOP + Math.ceil(panels.length / columns) * ROW, title, [key, ...body].join('\n'));
}

interface Place {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly y: ScaleContinuousNumeric<number, number>;
  readonly hasLabels: boolean;
}

function drawPanel(panel: Marginal, { scores, promoted, winner }: Marginals, place: Place): string {
  const { left, width, top, y, hasLabels } = place;
  const bottom = top + HEIGHT;
  const inner: [number, number] = [left + width * INSET, left + width * (1 - INSET)];
  const { axis, values } = panel;
  const x =
    axis.kind === 'choice'
      ? scaleLinear([-0.5, axis.choices.length - 0.5], inner)
      : (axis.isLog ? scaleLog : scaleLinear)([axis.low, axis.high], inner);
  const lines = ticks(y as Parameters<typeof ticks>[0], Y_TICKS).map(({ position, text }) => {
    const at = round(position);
    const label = hasLabels
      ? `<text class="fill-faint" x="${left - 8}" y="${at}" dy=".35em" text-anchor="end">${text}</text>`
      : '';
    return `<path class="axis line-grid" d="M${round(left)},${at}h${round(width)}"/>${label}`;
  });
  const dot = (k: number) => `M${round(x(values[k]))},${round(y(scores[k]))}h0`;
  const dots = (isPromoted: boolean) =>
    scores.map((_, k) => (promoted[k] === isPromoted ? dot(k) : '')).join('');
  const at = [round(x(values[winner])), round(y(scores[winner]))];
  return [
    `<text class="fill-ink" font-weight="600" x="${round(left)}" y="${top - 6}">${escapeXml(fitText(panel.name, width, 'bold'))}</text>`,
    ...lines,
    ...xLabels(panel, x, place, bottom),
    `<path class="axis line-faint" d="M${round(left)},${bottom}h${round(width)}"/>`,
    ...binMeans(panel, scores, x, y),
    `<path class="dots line-faint" d="${dots(false)}"/>`,
    `<path class="dots line-series-0" d="${dots(true)}"/>`,
    `<circle class="axis line-series-1" stroke-width="2" cx="${at[0]}" cy="${at[1]}" r="6"/>`,
  ].join('\n');
}

type Scale = (value: number) => number;

/** The mean score of each bin, as far as its values reach. */
function binMeans({ bins, values }: Marginal, scores: readonly number[], x: Scale, y: Scale): string[] {
  return [...new Set(bins)].map((bin) => {
    const inside = values.flatMap((value, k) => (bins[k] === bin ? [{ value, score: scores[k] }] : []));
    const all = inside.map(({ value }) => x(value));
    const [first, last] = [Math.min(...all) - 6, Math.max(...all) + 6];
    const mean = inside.reduce((sum, { score }) => sum + score, 0) / inside.length;
    return `<path class="middle line-ink" stroke-opacity=".5" d="M${round(first)},${round(y(mean))}H${round(last)}"/>`;
  });
}

function xLabels({ axis }: Marginal, x: Scale, { width }: Place, bottom: number): string[] {
  const label = (at: number, text: string, room: number) =>
    `<path class="axis line-faint" d="M${round(at)},${bottom}v5"/><text class="fill-faint" x="${round(at)}" y="${bottom + 18}" text-anchor="middle">${escapeXml(fitText(text, room))}</text>`;
  if (axis.kind === 'choice') {
    return axis.choices.map((choice, k) => label(x(k), choice, width / axis.choices.length));
  }
  const { low, high, isLog } = axis;
  const scale = isLog
    ? scaleLog([low, high], [x(low), x(high)])
    : scaleLinear([low, high], [x(low), x(high)]);
  const shown = isLog ? powers(low, high) : scale.ticks(X_TICKS);
  return shown.map((value) => label(x(value), String(value), width / shown.length));
}

/** The ends of a logarithmic range, and one value in its middle. */
function powers(low: number, high: number): number[] {
  return [low, Number(Math.sqrt(low * high).toPrecision(1)), high];
}
