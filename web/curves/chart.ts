/** One chart: its curves against the environment steps, and beside its title and names the values at the cursor. */
import { boxOf } from '../canvas.ts';
import { element, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import { themeColours } from '../theme.ts';
import { type Area, axesOf, type DrawnLine } from './axes.ts';
import type { Chart } from './charts.ts';
import { Legend } from './legend.ts';
import { curveLook, ghostLooks, LEVEL_LOOK } from './looks.ts';
import { drawPlot } from './plot.ts';
import { CursorStops, cursorAfterKey, describeAt, lastStep, type Shown } from './reading.ts';
import type { RunTraces } from './run-traces.ts';

/** What a chart draws: the curves of two runs, and their tables for values at the cursor. */
export interface ChartData extends Shown {
  readonly traces: RunTraces;
  /** Of the ghosts. */
  readonly ghostTraces: readonly RunTraces[];
}

export class CurveChart {
  readonly element: HTMLElement;
  readonly #chart: Chart;
  readonly #moveCursor: (step: number | null) => void;
  readonly #legend: Legend;
  readonly #step = element('span', { class: 'curves-step' });
  readonly #canvas = element('canvas', { role: 'img' });
  readonly #cursorLine = element('div', { class: 'curves-cursor', hidden: true });
  /** Over the part of the canvas between the axes. */
  readonly #area: HTMLElement;
  #data: ChartData;
  #cursor: number | null = null;

  /** @param moveCursor is told where the person puts the cursor of all charts; null takes it away. */
  constructor(chart: Chart, data: ChartData, moveCursor: (step: number | null) => void) {
    this.#chart = chart;
    this.#data = data;
    this.#moveCursor = moveCursor;
    this.#legend = new Legend(chart);
    this.#area = element(
      'div',
      {
        class: 'curves-area',
        tabindex: 0,
        role: 'slider',
        'aria-label': `${chart.title}: step of the cursor`,
        'aria-valuemin': 0,
      },
      this.#cursorLine,
    );
    const host = element('div', { class: 'curves-host' }, this.#canvas, this.#area);
    this.element = element(
      'figure',
      { class: 'curves-chart', id: `curves-${chart.id}` },
      element(
        'figcaption',
        {},
        element('h3', {}, chart.title, this.#step),
        element('p', { class: 'note' }, chart.meaning),
      ),
      host,
      this.#legend.element,
    );
    this.#listen();
    this.describe();
    // The first report comes as soon as there is a layout.
    new ResizeObserver(() => this.update(this.#data)).observe(host);
  }

  /** Draws anew; `data` may be of another run than before. */
  update(data: ChartData): void {
    this.#data = data;
    this.redraw();
    this.showCursor(this.#cursor);
  }

  /** Draws again what has not changed, such as in other colours. */
  redraw(): void {
    const area: Area = { left: this.#area.offsetLeft, top: this.#area.offsetTop, ...boxOf(this.#area) };
    if (area.width === 0 || area.height === 0) return;
    const { reach } = this.#chart;
    const lines = this.#lines();
    const ends = reach === 'powers of ten' ? reach : reach(this.#data.run.config);
    drawPlot(this.#canvas, area, axesOf(area, lines, this.#end(), ends), lines, themeColours());
  }

  /** Puts the cursor at a step; null shows the values of the last step. */
  showCursor(step: number | null): void {
    this.#cursor = step;
    const at = this.#stepRead();
    setText(this.#step, step === null ? '' : `at step ${formatCount(at)}`);
    this.#legend.update(this.#data, at);
    this.#cursorLine.hidden = step === null;
    this.#cursorLine.style.left = `${(100 * at) / this.#end()}%`;
    if (this.#area === document.activeElement) this.describe();
  }

  /** Brings up to date what is said to those who do not see the chart. */
  describe(): void {
    const at = this.#stepRead();
    const text = describeAt(this.#chart, this.#data, at);
    this.#canvas.setAttribute('aria-label', `${this.#chart.title}, ${text}`);
    this.#area.setAttribute('aria-valuemax', String(this.#end()));
    this.#area.setAttribute('aria-valuenow', String(at));
    this.#area.setAttribute('aria-valuetext', text);
  }

  #stepRead(): number {
    return this.#cursor ?? lastStep(this.#data.run);
  }

  /** Where the axis of steps ends. */
  #end(): number {
    const { run, ghosts } = this.#data;
    return Math.max(1, ...[run, ...ghosts].map(lastStep));
  }

  /** Those before come first, so that the curves of this run lie above them. */
  #lines(): DrawnLine[] {
    const { traces, ghostTraces, run } = this.#data;
    const { curves, compared, level } = this.#chart;
    const looks = ghostLooks(compared);
    const lines: DrawnLine[] = ghostTraces.map((ghost, k) => ({
      table: ghost.table(compared),
      look: looks[k],
    }));
    const value = level?.value(run) ?? null;
    if (value !== null)
      lines.push({
        table: [
          [0, this.#end()],
          [value, value],
        ],
        look: LEVEL_LOOK,
      });
    lines.push(...curves.map((curve) => ({ table: traces.table(curve), look: curveLook(curve) })));
    return lines;
  }

  #listen(): void {
    const area = this.#area;
    const point = ({ offsetX }: PointerEvent) => this.#moveCursor((offsetX / area.clientWidth) * this.#end());
    area.addEventListener('pointermove', point);
    area.addEventListener('pointerdown', point);
    area.addEventListener('pointerleave', () => this.#moveCursor(null));
    area.addEventListener('keydown', (event) => this.#key(event));
    area.addEventListener('focus', () => this.describe());
    area.addEventListener('blur', () => {
      this.#moveCursor(null);
      this.describe();
    });
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
