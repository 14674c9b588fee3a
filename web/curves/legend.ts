/** The names of a chart's lines, each with a sample of it and its value at the cursor. */
import { element, setText } from '../dom.ts';
import { type Chart, type Curve, GHOST_DASHES, nameOf } from './charts.ts';
import { formatValue, type Shown, valueAt } from './reading.ts';

interface Entry {
  readonly element: HTMLElement;
  readonly name: HTMLElement;
  readonly value: HTMLElement;
}

interface Sample {
  readonly colour: string;
  readonly line?: { readonly dash: readonly number[]; readonly width: number };
  readonly dots?: readonly number[];
  readonly opacity?: number;
}

const SAMPLE_WIDTH = 28;
const SAMPLE_HEIGHT = 10;

export class Legend {
  readonly element: HTMLElement;
  readonly #chart: Chart;
  readonly #curves: readonly (readonly [Curve, Entry])[];
  readonly #level: Entry;
  readonly #ghosts: readonly Entry[];

  constructor(chart: Chart) {
    this.#chart = chart;
    this.#curves = chart.curves.map((curve) => [curve, entry('', curveSample(curve))] as const);
    this.#level = entry(chart.level?.name ?? '', { colour: '--ink', line: { dash: [3, 3], width: 1 } });
    const colour = colourOf(chart.compared);
    this.#ghosts = GHOST_DASHES.map((dash) =>
      entry('', { colour, line: { dash, width: 1.5 }, opacity: 0.6 }),
    );
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

function entry(text: string, sample: Sample): Entry {
  const name = element('span', {}, text);
  const value = element('span', { class: 'curves-value' });
  return { element: element('li', {}, drawSample(sample), name, ' ', value), name, value };
}

const colourOf = ({ colour }: Curve) => (colour === null ? '--faint' : `--series-${colour}`);

function curveSample(curve: Curve): Sample {
  const colour = colourOf(curve);
  const line = { dash: curve.dash, width: 2 };
  switch (curve.look) {
    case 'line':
      return { colour, line };
    case 'line and dots':
      return { colour, line, dots: [14] };
    case 'dots':
      return { colour, dots: [5, 14, 23], opacity: 0.6 };
  }
}

/** The colours of the theme work in presentation attributes as they do in style sheets. */
function drawSample({ colour, line, dots = [], opacity = 1 }: Sample): SVGElement {
  const y = SAMPLE_HEIGHT / 2;
  const paint = `var(${colour})`;
  return svg(
    'svg',
    { width: SAMPLE_WIDTH, height: SAMPLE_HEIGHT, opacity, 'aria-hidden': 'true' },
    ...(line === undefined
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
    ...dots.map((x) => svg('circle', { cx: x, cy: y, r: line === undefined ? 1.7 : 3, fill: paint })),
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
