/** One chart: its curves against the environment steps, and beside its title and names the values at the cursor. */
import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { axisRange, logTickText, tickText } from '../axis.ts';
import { element, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import { themeColours } from '../theme.ts';
import { type Chart, type Curve, GHOST_DASHES } from './charts.ts';
import { Legend } from './legend.ts';
import { CursorStops, cursorAfterKey, describeAt, lastStep, type Shown } from './reading.ts';
import type { RunTraces } from './run-traces.ts';
import type { Table } from './trace.ts';

/** What a chart draws: the curves of two runs, and their tables for values at the cursor. */
export interface ChartData extends Shown {
  readonly traces: RunTraces;
  /** Of the ghosts. */
  readonly ghostTraces: readonly RunTraces[];
}

/** CSS pixels; the height is that of its place, which `curves.css` gives it. */
const PADDING: uPlot.Padding = [8, 24, 0, 0];
const Y_AXIS_WIDTH = 54;
const X_AXIS_HEIGHT = 26;
const X_LABEL_HEIGHT = 20;
const X_LABEL_GAP = 3;
const X_TICK_DISTANCE = 64;
const Y_TICK_DISTANCE = 24;
const FONT = '12px system-ui, sans-serif';

const GHOST_ALPHA = 0.6;
const LEVEL_DASH = [3, 3];

/** Steps are whole numbers, and so are their ticks. */
const STEP_DISTANCES = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((k) => k * 10 ** power)).flat();

const NO_POINTS = { show: false };
/** Pointers and keys are ours: all charts have one cursor. */
const UNBOUND = Object.fromEntries(
  ['mousedown', 'mouseup', 'click', 'dblclick', 'mousemove', 'mouseleave', 'mouseenter'].map((event) => [
    event,
    () => null,
  ]),
);

interface Size {
  readonly width: number;
  readonly height: number;
}

export class CurveChart {
  readonly element: HTMLElement;
  readonly #chart: Chart;
  readonly #moveCursor: (step: number | null) => void;
  readonly #legend: Legend;
  readonly #step = element('span', { class: 'curves-step' });
  readonly #host = element('div', { class: 'curves-host' });
  #plot: uPlot | null = null;
  #data: ChartData;
  #cursor: number | null = null;

  /** @param moveCursor is told where the person puts the cursor of all charts; null takes it away. */
  constructor(chart: Chart, data: ChartData, moveCursor: (step: number | null) => void) {
    this.#chart = chart;
    this.#data = data;
    this.#moveCursor = moveCursor;
    this.#legend = new Legend(chart);
    this.element = element(
      'figure',
      { class: 'curves-chart', id: `curves-${chart.id}` },
      element(
        'figcaption',
        {},
        element('h3', {}, chart.title, this.#step),
        element('p', { class: 'note' }, chart.meaning),
      ),
      this.#host,
      this.#legend.element,
    );
    // The first report comes as soon as there is a layout.
    new ResizeObserver(() => this.#resize()).observe(this.#host);
  }

  /** Draws anew; `data` may be of another run than before. */
  update(data: ChartData): void {
    this.#data = data;
    this.#plot?.setData(this.#tables());
    this.showCursor(this.#cursor);
  }

  /** Draws again what has not changed, such as in other colours. */
  redraw(): void {
    this.#plot?.redraw();
  }

  /** Puts the cursor at a step; null shows the values of the last step. */
  showCursor(step: number | null): void {
    this.#cursor = step;
    const at = this.#stepRead();
    setText(this.#step, step === null ? '' : `at step ${formatCount(at)}`);
    this.#legend.update(this.#data, at);
    const plot = this.#plot;
    if (plot === null) return;
    const left = step === null ? -1 : plot.valToPos(step, 'x');
    plot.setCursor({ left, top: step === null ? -1 : 0 }, false);
    if (plot.over === document.activeElement) this.describe();
  }

  /** Brings up to date what is said to those who do not see the chart. */
  describe(): void {
    const plot = this.#plot;
    if (plot === null) return;
    const at = this.#stepRead();
    const text = describeAt(this.#chart, this.#data, at);
    plot.ctx.canvas.setAttribute('aria-label', `${this.#chart.title}, ${text}`);
    plot.over.setAttribute('aria-valuemax', String(this.#lastStep()));
    plot.over.setAttribute('aria-valuenow', String(at));
    plot.over.setAttribute('aria-valuetext', text);
  }

  #stepRead(): number {
    return this.#cursor ?? lastStep(this.#data.run);
  }

  #lastStep(): number {
    const { run, ghosts } = this.#data;
    return Math.max(...[run, ...ghosts].map(lastStep));
  }

  /** In the order of the series of `#options`. */
  #tables(): uPlot.AlignedData {
    const { traces, ghostTraces, run } = this.#data;
    const { curves, compared, level } = this.#chart;
    const tables: Table[] = [
      ...GHOST_DASHES.map((_, k): Table => ghostTraces[k]?.table(compared) ?? [[], []]),
      levelTable(level?.value(run) ?? null, this.#lastStep()),
      ...curves.map((curve) => traces.table(curve)),
    ];
    return uPlot.join(tables);
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (width === 0 || height === 0) return;
    if (this.#plot === null) this.#begin({ width, height });
    else this.#plot.setSize({ width, height });
    this.showCursor(this.#cursor);
  }

  #begin(size: Size): void {
    this.#plot = new uPlot(this.#options(size), this.#tables(), this.#host);
    const { over, ctx } = this.#plot;
    ctx.canvas.setAttribute('role', 'img');
    over.tabIndex = 0;
    over.setAttribute('role', 'slider');
    over.setAttribute('aria-label', `${this.#chart.title}: step of the cursor`);
    over.setAttribute('aria-valuemin', '0');
    over.addEventListener('pointermove', (event) => this.#point(event));
    over.addEventListener('pointerdown', (event) => this.#point(event));
    over.addEventListener('pointerleave', () => this.#moveCursor(null));
    over.addEventListener('keydown', (event) => this.#key(event));
    over.addEventListener('focus', () => this.describe());
    over.addEventListener('blur', () => {
      this.#moveCursor(null);
      this.describe();
    });
    this.describe();
  }

  #options(size: Size): uPlot.Options {
    const { curves, compared, level, reach } = this.#chart;
    const isLog = reach === 'powers of ten';
    const grid = { stroke: () => themeColours().grid, width: 1 };
    // Of an axis in powers of ten, only these: with all of their multiples it would be hatched.
    const powers = { ...grid, filter: (_: uPlot, splits: number[]) => splits.map(powerOfTenOrNull) };
    const axis = { stroke: () => themeColours().faint, font: FONT, labelFont: FONT, grid, ticks: grid };
    return {
      ...size,
      padding: PADDING,
      legend: { show: false },
      cursor: {
        x: true,
        y: false,
        points: { show: false },
        drag: { x: false, y: false, setScale: false },
        bind: UNBOUND,
      },
      scales: {
        x: { time: false, range: () => [0, Math.max(1, this.#lastStep())] },
        y: isLog
          ? { distr: 3, range: (_, low, high) => uPlot.rangeLog(low ?? 0.1, high ?? 1, 10, true) }
          : { range: (_, low, high) => axisRange(low, high, reach(this.#data.run.config)) },
      },
      axes: [
        {
          ...axis,
          label: 'environment steps',
          labelSize: X_LABEL_HEIGHT,
          labelGap: X_LABEL_GAP,
          size: X_AXIS_HEIGHT,
          space: X_TICK_DISTANCE,
          incrs: STEP_DISTANCES,
          values: (_, splits) => splits.map(formatCount),
        },
        {
          ...axis,
          ...(isLog ? { grid: powers, ticks: powers } : {}),
          size: Y_AXIS_WIDTH,
          space: Y_TICK_DISTANCE,
          values: (_, splits, _axis, _space, distance) =>
            splits.map((split) => {
              if (split === null) return '';
              return isLog ? logTickText(split) : tickText(split, distance);
            }),
        },
      ],
      series: [
        {},
        ...GHOST_DASHES.map((dash) => ({
          ...series(compared),
          points: NO_POINTS,
          dash: [...dash],
          alpha: GHOST_ALPHA,
          width: 1.5,
        })),
        {
          show: level !== null,
          stroke: () => themeColours().ink,
          width: 1,
          dash: LEVEL_DASH,
          points: NO_POINTS,
        },
        ...curves.map(series),
      ],
    };
  }

  #point({ offsetX }: PointerEvent): void {
    if (this.#plot !== null) this.#moveCursor(this.#plot.posToVal(offsetX, 'x'));
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const stops = new CursorStops(this.#data);
    const index = this.#cursor === null ? null : stops.nearest(this.#cursor);
    const next = cursorAfterKey(event.key, index, stops.count);
    if (next === undefined) return;
    event.preventDefault();
    this.#moveCursor(next === null ? null : stops.step(next));
  }
}

const powerOfTenOrNull = (value: number) =>
  Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9 ? value : null;

function levelTable(level: number | null, last: number): Table {
  return level === null || last === 0
    ? [[], []]
    : [
        [0, last],
        [level, level],
      ];
}

function series({ look, colour, dash }: Curve): uPlot.Series {
  const stroke = () => (colour === null ? themeColours().faint : themeColours().series[colour]);
  const points = { show: look !== 'line', size: look === 'dots' ? 3 : 5, width: 0, fill: stroke };
  return {
    stroke,
    dash: [...dash],
    width: 2,
    points,
    ...(look === 'dots' ? { paths: () => null, alpha: GHOST_ALPHA } : {}),
  };
}
