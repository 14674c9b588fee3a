/** The names of a chart's lines, each with a sample of it and its value at the cursor. */
import { element, setText } from '../dom.ts';
import { type Chart, type Curve, nameOf } from './charts.ts';
import { curveLook, ghostLooks, LEVEL_LOOK, type Look, propertyOf } from './looks.ts';
import { formatValue, type Shown, valueAt } from './reading.ts';

interface Entry {
  readonly element: HTMLElement;
  readonly name: HTMLElement;
  readonly value: HTMLElement;
}

const SAMPLE_WIDTH = 28;
const SAMPLE_HEIGHT = 10;
/** From the left; the one in the middle is that of a line. */
const DOTS = [5, 14, 23];

export class Legend {
  readonly element: HTMLElement;
  readonly #chart: Chart;
  readonly #curves: readonly (readonly [Curve, Entry])[];
  readonly #level: Entry;
  readonly #ghosts: readonly Entry[];

  constructor(chart: Chart) {
    this.#chart = chart;
    this.#curves = chart.curves.map((curve) => [curve, entry('', curveLook(curve))] as const);
    this.#level = entry(chart.level?.name ?? '', LEVEL_LOOK);
    this.#ghosts = ghostLooks(chart.compared).map((look) => entry('', look));
    const entries = [...this.#curves.map(([, made]) => made), this.#level, ...this.#ghosts];
    this.element = element('ul', { class: 'curves-legend' }, ...entries.map((made) => made.element));
  }

  /** Shows the values at a step. */
  update(shown: Shown, step: number): void {
    const { run, ghosts } = shown;
    for (const [curve, shownAs] of this.#curves) {
      const name = nameOf(curve, run.config);
      shownAs.element.hidden = name === null;
      setText(shownAs.name, name ?? '');
      setText(shownAs.value, formatValue(valueAt(curve, run, step)));
    }
    const level = this.#chart.level?.value(run) ?? null;
    this.#level.element.hidden = level === null;
    setText(this.#level.value, formatValue(level));
    for (const [k, shownAs] of this.#ghosts.entries()) {
      const ghost = ghosts[k];
      shownAs.element.hidden = ghost === undefined;
      if (ghost === undefined) continue;
      setText(shownAs.name, ghost.title);
      setText(shownAs.value, formatValue(valueAt(this.#chart.compared, ghost, step)));
    }
  }
}

function entry(text: string, look: Look): Entry {
  const name = element('span', {}, text);
  const value = element('span', { class: 'curves-value' });
  return { element: element('li', {}, drawSample(look), name, ' ', value), name, value };
}

/** The colours of the theme work in presentation attributes as they do in style sheets. */
function drawSample(look: Look): SVGElement {
  const { line, dots, opacity } = look;
  const y = SAMPLE_HEIGHT / 2;
  const paint = `var(${propertyOf(look)})`;
  const places = dots === 0 ? [] : line === null ? DOTS : [DOTS[1]];
  return svg(
    'svg',
    { width: SAMPLE_WIDTH, height: SAMPLE_HEIGHT, opacity, 'aria-hidden': 'true' },
    ...(line === null
      ? []
      : [
          svg('line', {
            x1: 0,
            x2: SAMPLE_WIDTH,
            y1: y,
            y2: y,
            stroke: paint,
            'stroke-width': line.width,
            'stroke-dasharray': line.dash.join(' ') || 'none',
          }),
        ]),
    ...places.map((x) => svg('circle', { cx: x, cy: y, r: dots / 2, fill: paint })),
  );
}

function svg(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: SVGElement[]
): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}
