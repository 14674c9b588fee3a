/** Why one run learned or failed: what its metrics say, one strip under the other over the same steps. */
import { line } from 'd3-shape';
import { escapeXml, round } from '../drawing/svg.ts';
import type { Environment } from '../env/environment.ts';
import { pluralOf } from '../env/plural.ts';
import type { MetricsRow } from '../experiment/metrics.ts';
import { perfectReturn } from '../experiment/return-range.ts';
import {
  type Box,
  FIGURE_WIDTH,
  type Frame,
  figure,
  frame,
  MARGIN,
  textWidth,
  xAxis,
  yAxis,
} from './figure.ts';

interface Strip {
  readonly title: string;
  /** One of them has its name in the title. */
  readonly series: readonly Series[];
  /** A dashed line to compare with. */
  readonly mark?: { readonly value: (row: MetricsRow) => number | null; readonly text: string };
  /** The axis reaches at least as far as this. */
  readonly reach?: number;
  readonly axis?: 'per cent' | 'powers of ten';
}

interface Series {
  readonly name: string;
  readonly value: (row: MetricsRow) => number | null;
}

const TOP = 92;
const HEIGHT = 70;
const GAP = 42;
const SAMPLE = 30;

function describeStrips({ spec, diagnosis: task, options }: Environment): readonly Strip[] {
  const { rewardThreshold, maxReturn } = spec;
  const { endWord, endings } = task;
  const lastReward = task.lastReward?.(options) ?? null;
  return [
    {
      title: 'Greedy return',
      series: [{ name: '', value: (row) => row.greedyReturn }],
      ...(rewardThreshold === null
        ? {}
        : { mark: { value: () => rewardThreshold, text: `solved from ${signed(rewardThreshold)}` } }),
      ...(maxReturn === null ? {} : { reach: maxReturn }),
    },
    {
      title: 'Q(s, a)',
      series: [
        { name: 'largest of recent states', value: ({ diagnosis }) => diagnosis.maxQ },
        { name: 'mean of minibatches', value: (row) => row.meanQ },
      ],
      mark: { value: ({ diagnosis }) => diagnosis.qCeiling, text: 'no policy is worth more' },
    },
    {
      title: `Largest Q one step before recent ${pluralOf(endWord)}`,
      series: [{ name: '', value: ({ diagnosis }) => diagnosis.qBeforeEnd }],
      ...(lastReward === null
        ? {}
        : { mark: { value: () => lastReward, text: `what it is worth: ${signed(lastReward)}` } }),
    },
    {
      title: '|TD error|',
      series: [
        { name: `recent ${pluralOf(endWord)}`, value: ({ diagnosis }) => diagnosis.endAbsTdError },
        { name: 'mean of minibatches', value: (row) => row.meanAbsTdError },
      ],
      axis: 'powers of ten',
    },
    {
      title: 'Action gap: Q of the best action over the second best, mean of recent states',
      series: [{ name: '', value: ({ diagnosis }) => diagnosis.actionGap }],
    },
    {
      title: `${endWord[0].toUpperCase()}${endWord.slice(1)}s in the memory`,
      series: endings.map(({ name }, k) => ({
        name,
        value: ({ diagnosis }) => diagnosis.endingsInMemory[k],
      })),
    },
    {
      title: 'Greedy actions that changed from one row to the next',
      series: [{ name: '', value: ({ diagnosis }) => diagnosis.greedyChurn }],
      axis: 'per cent',
    },
  ];
}

/**
 * Shaded is where the run had lost what it could do: evaluations below the threshold after the first perfect one.
 *
 * @param rows in the order of their steps; they are gone through once, and there may be any number of them.
 * @param title for example "CartPole-v1 · default · seed 1".
 */
export function renderDiagnosisSvg(
  rows: Iterable<MetricsRow>,
  title: string,
  environment: Environment,
): string {
  const strips = describeStrips(environment);
  const { stretches, last } = summarize(
    rows,
    strips.flatMap(({ series }) => series),
  );
  const bottom = TOP + strips.length * (HEIGHT + GAP) - GAP;
  const box = { left: MARGIN.left, right: FIGURE_WIDTH - MARGIN.right, top: TOP, bottom };
  const whole = frame(box, [0, last?.step ?? 1], [0, 1]);
  let seriesBefore = 0;
  const drawn = strips.map((strip, k) => {
    const curves = strip.series.map((_, n) => curveOf(stretches, seriesBefore + n));
    seriesBefore += strip.series.length;
    const top = TOP + k * (HEIGHT + GAP);
    return drawStrip(strip, curves, last, { ...box, top, bottom: top + HEIGHT });
  });
  const { rewardThreshold } = environment.spec;
  const perfect = perfectReturn(environment.spec);
  const floor = rewardThreshold ?? perfect;
  const key =
    floor === null
      ? ''
      : `<g transform="translate(${MARGIN.left},52)"><path class="band fill-series-1" d="M0,-10h24v12h-24z"/><text class="fill-ink" x="${SAMPLE}">evaluations below ${signed(floor)} after the first perfect one</text></g>`;
  const spans = floor === null || perfect === null ? [] : lostSpans(curveOf(stretches, 0), floor, perfect);
  const lost = spans.map(
    ([from, to]) =>
      `M${round(whole.x(from))},${TOP}H${round(whole.x(to))}V${bottom}H${round(whole.x(from))}z`,
  );
  const body = [
    key,
    `<path class="band fill-series-1" d="${lost.join('')}"/>`,
    ...drawn,
    xAxis(whole, 8, 'environment steps'),
  ];
  return figure(bottom + 52, title, body.join('\n'));
}

interface Point {
  readonly step: number;
  readonly value: number;
}

/** Consecutive rows, seen as one. */
interface Stretch {
  rows: number;
  readonly series: readonly Sum[];
}

/** The values of one series in a stretch; `step` is that of the last of them. */
interface Sum {
  step: number;
  sum: number;
  count: number;
}

/** More points than this only make the file larger. */
const MAX_STRETCHES = 200;

/** When there are too many stretches, each two neighbours become one, and all that follow are as long as they. */
function summarize(rows: Iterable<MetricsRow>, series: readonly Series[]) {
  let stretches: Stretch[] = [];
  let rowsEach = 1;
  let last: MetricsRow | null = null;
  for (const row of rows) {
    last = row;
    let stretch = stretches.at(-1);
    if (stretch === undefined || stretch.rows === rowsEach) {
      if (stretches.length === MAX_STRETCHES) {
        stretches = joinNeighbours(stretches);
        rowsEach *= 2;
      }
      stretch = { rows: 0, series: series.map(() => ({ step: 0, sum: 0, count: 0 })) };
      stretches.push(stretch);
    }
    stretch.rows++;
    for (const [k, { value }] of series.entries()) {
      const seen = value(row);
      if (seen === null || !Number.isFinite(seen)) continue;
      const values = stretch.series[k];
      values.step = row.step;
      values.sum += seen;
      values.count++;
    }
  }
  return { stretches, last };
}

function joinNeighbours(stretches: readonly Stretch[]): Stretch[] {
  return Array.from({ length: stretches.length / 2 }, (_, k) => {
    const [a, b] = [stretches[2 * k], stretches[2 * k + 1]];
    return {
      rows: a.rows + b.rows,
      series: a.series.map((before, n) => {
        const { step, sum, count } = b.series[n];
        return {
          step: count > 0 ? step : before.step,
          sum: before.sum + sum,
          count: before.count + count,
        };
      }),
    };
  });
}

/** The means of series number k, where it has values. */
function curveOf(stretches: readonly Stretch[], k: number): Point[] {
  return stretches.flatMap(({ series }) => {
    const { step, sum, count } = series[k];
    return count === 0 ? [] : [{ step, value: sum / count }];
  });
}

/** From the evaluation before one that is below the threshold to that one; neighbouring spans are one. */
function lostSpans(evaluations: readonly Point[], floor: number, perfect: number) {
  const spans: [from: number, to: number][] = [];
  const first = evaluations.findIndex(({ value }) => value >= perfect);
  if (first < 0) return spans;
  for (let k = first + 1; k < evaluations.length; k++) {
    if (evaluations[k].value >= floor) continue;
    const [from, to] = [evaluations[k - 1].step, evaluations[k].step];
    const span = spans.at(-1);
    if (span !== undefined && span[1] === from) span[1] = to;
    else spans.push([from, to]);
  }
  return spans;
}

/** Labels of an axis, from the text of its ticks. */
const percent = (text: string) => `${Math.round(100 * Number(text))}\u00a0%`;
const powerOfTen = (text: string) => short(Number(`1e${numberIn(text)}`));
const plain = (text: string) => short(numberIn(text), text);

/** With a real minus sign. */
const signed = (value: number) => String(value).replace('-', '−');

const numberIn = (text: string) => Number(text.replaceAll('\u00a0', '').replace('−', '-'));

/** Values of a run that diverges would not fit beside the axis: "2 000 000" becomes "2e6". */
function short(value: number, text = String(value)): string {
  if (Math.abs(value) < 1e5) return text;
  return Number(value.toPrecision(3)).toExponential().replace('e+', 'e').replace('-', '−');
}

function drawStrip(
  strip: Strip,
  curves: readonly (readonly Point[])[],
  last: MetricsRow | null,
  box: Box,
): string {
  const { mark, reach = 0, axis } = strip;
  const isLog = axis === 'powers of ten';
  const shown = isLog ? curves.map(exponents) : curves;
  const marked = (last && mark?.value(last)) ?? null;
  const values = shown.flatMap((curve) => curve.map(({ value }) => value));
  const [low, high] = domain([...values, marked ?? 0, reach, 0], isLog);
  const plot = frame(box, [0, last?.step ?? 1], [low, high]);
  const format = isLog ? powerOfTen : axis === 'per cent' ? percent : plain;
  const across = (style: string, value: number) =>
    `<path class="${style}" d="M${box.left},${round(plot.y(value))}H${box.right}"/>`;
  return [
    heading(strip, marked !== null, box),
    yAxis(plot, isLog ? Math.min(4, high - low) : 3, '', format),
    across('axis line-faint', low),
    ...(marked === null ? [] : [across('threshold line-ink', marked)]),
    ...shown.map((curve, k) => drawCurve(plot, curve, k)),
  ].join('\n');
}

const exponents = (curve: readonly Point[]) =>
  curve.filter(({ value }) => value > 0).map(({ step, value }) => ({ step, value: Math.log10(value) }));

function domain(values: readonly number[], isLog: boolean): [low: number, high: number] {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  if (isLog) return [Math.floor(low), Math.max(Math.ceil(high), Math.floor(low) + 1)];
  return low === high ? [low, low + 1] : [low, high];
}

/** The title of a strip, and at the right what its lines are. */
function heading({ title, series, mark }: Strip, isMarked: boolean, { left, right, top }: Box): string {
  const lines = [
    ...(series.length === 1
      ? []
      : series.map(({ name }, k) => ({ style: `curve line-series-${k} dash-${k}`, text: name }))),
    ...(mark === undefined || !isMarked ? [] : [{ style: 'threshold line-ink', text: mark.text }]),
  ];
  const widths = lines.map(({ text }) => SAMPLE + textWidth(text) + 14);
  let at = right + 14 - widths.reduce((sum, width) => sum + width, 0);
  const legend = lines.map(({ style, text }, k) => {
    const entry = `<g transform="translate(${round(at)},${top - 10})"><path class="${style}" d="M0,-4h24"/><text class="fill-ink" x="${SAMPLE}">${escapeXml(text)}</text></g>`;
    at += widths[k];
    return entry;
  });
  return [
    `<text class="fill-ink" font-weight="600" x="${left}" y="${top - 10}">${escapeXml(title)}</text>`,
    ...legend,
  ].join('\n');
}

function drawCurve({ x, y }: Frame, curve: readonly Point[], k: number): string {
  const path = line<Point>(
    (point) => x(point.step),
    (point) => y(point.value),
  ).digits(1);
  // With round ends a single point is a dot.
  return `<path class="curve line-series-${k} dash-${k}" stroke-linecap="round" d="${path(curve) ?? ''}"/>`;
}
