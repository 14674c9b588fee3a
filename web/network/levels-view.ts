/**
 * The units of a network, level by level from what it reads to what it gives: what each says and, on a way back, its slope.
 *
 * Few units are lines with names and numbers, many are small coloured cells. To choose one is to choose a weight into it.
 */
import { element, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { diverging } from '../theme.ts';
import { rangeAround, type UnitRange } from './heat-map-grid.ts';
import { type LayerShape, type Parameter, type TaskNames, unitNames, weightInto } from './parameters.ts';
import { describeUnits } from './units.ts';

const COLUMNS = 8;
/** So many have names and numbers beside them. */
const MOST_NAMED = 12;

export interface LevelsShown {
  readonly layers: readonly LayerShape[];
  readonly task: TaskNames;
  /** What the first layer reads, and what each layer gives; at least so many numbers as it has units. */
  readonly levels: readonly Float32Array[];
  /** ∂L/∂ of what each layer gives, before its ReLU; null where there is no way back. */
  readonly slopes: readonly Float32Array[] | null;
  /** The parameter that is watched. */
  readonly chosen: Parameter;
}

/** How the unit of a level is called on the whole page, as `data-about` has it. Level 0 is the observation, shown elsewhere, too. */
export const aboutUnit = (level: number, unit: number): string =>
  level === 0 ? `observation[${unit}]` : `unit-${level}-${unit}`;

/** What is shown of the parameter that is watched, and so belongs to both of its units. */
export const OF_THE_WEIGHT = 'share gradient m v mHat vHat change before after';

export function nameOfUnit(
  layers: readonly LayerShape[],
  task: TaskNames,
  level: number,
  unit: number,
): string {
  return level === 0
    ? unitNames(layers, 0, task).inputs(unit)
    : unitNames(layers, level - 1, task).outputs(unit);
}

function paint(swatch: HTMLElement, value: number, limit: number): void {
  swatch.style.background = `rgb(${diverging(value / limit).join(' ')})`;
}

const largest = (values: Float32Array) =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;

/** Where a key leads from the unit in place k; null for other keys. */
function neighbour(key: string, k: number, columns: number): number | null {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  return key in steps ? k + steps[key as keyof typeof steps] : null;
}

class Level {
  readonly element: HTMLElement;
  readonly #level: number;
  readonly #title = element('h4', {});
  readonly #list: HTMLElement;
  readonly #words = element('p', { class: 'note' });
  readonly #choose: (unit: number) => void;
  /** Those that are drawn, and the one that is chosen. */
  #range: UnitRange = { first: 0, count: 0 };
  #chosen: number | null = null;

  constructor(id: string, level: number, choose: (unit: number) => void) {
    this.#level = level;
    this.#choose = choose;
    this.#list = element('div', { class: 'units', id: `${id}-${level}`, role: 'listbox', tabindex: 0 });
    this.#list.addEventListener('keydown', (event) => this.#move(event));
    this.element = element('li', { class: 'level' }, this.#title, this.#list, this.#words);
  }

  show({ layers, task, levels, slopes, chosen }: LevelsShown): void {
    const level = this.#level;
    const units = level === 0 ? layers[0].inputs : layers[level - 1].outputs;
    const all = levels[level].subarray(0, units);
    this.#chosen = level === chosen.layer ? chosen.from : level === chosen.layer + 1 ? chosen.to : null;
    const range = rangeAround(this.#chosen ?? 0, units);
    const isNamed = range.count <= MOST_NAMED;
    if (range.first !== this.#range.first || range.count !== this.#range.count) this.#build(range, isNamed);
    const values = all.subarray(range.first, range.first + range.count);
    const back =
      level === 0 ? undefined : slopes?.[level - 1].subarray(range.first, range.first + range.count);
    const [limit, slopeLimit] = [largest(values), largest(back ?? values)];
    for (const [k, option] of [...this.#list.children].entries()) {
      const unit = range.first + k;
      const name = nameOfUnit(layers, task, level, unit);
      const [swatch, slope, ...texts] = option.children as unknown as HTMLElement[];
      paint(swatch, values[k], limit);
      slope.hidden = back === undefined;
      if (back !== undefined) paint(slope, back[k], slopeLimit);
      const number = formatNumber(values[k], 3);
      for (const [j, text] of texts.entries()) setText(text, j === 0 ? name : number);
      const words = `${name} ${number}${back === undefined ? '' : `, slope ${formatNumber(back[k], 3)}`}`;
      option.setAttribute('aria-label', words);
      option.setAttribute('title', words);
      option.setAttribute('aria-selected', String(unit === this.#chosen));
      const ofWeight = unit === this.#chosen ? OF_THE_WEIGHT : '';
      const ofValues = level === layers.length ? 'q qTaken' : '';
      option.setAttribute('data-about', `${aboutUnit(level, unit)} ${ofWeight} ${ofValues}`);
    }
    const title = level === 0 ? 'Observation' : `Layer ${level}`;
    setText(this.#title, title);
    this.#list.setAttribute('aria-label', title);
    this.#list.setAttribute('aria-activedescendant', this.#chosen === null ? '' : this.#idOf(this.#chosen));
    const isHidden = level > 0 && level < layers.length;
    setText(this.#words, isHidden ? describeUnits(all, range) : '');
  }

  #idOf(unit: number): string {
    return `${this.#list.id}-${unit}`;
  }

  #build(range: UnitRange, isNamed: boolean): void {
    this.#range = range;
    this.#list.classList.toggle('is-named', isNamed);
    const options = Array.from({ length: range.count }, (_, k) => {
      const unit = range.first + k;
      const swatches = [element('span', { class: 'swatch' }), element('span', { class: 'swatch' })];
      const texts = isNamed ? [element('span', {}), element('span', { class: 'mono' })] : [];
      const attributes = { class: 'unit', role: 'option', id: this.#idOf(unit) };
      return element('div', { ...attributes, onclick: () => this.#choose(unit) }, ...swatches, ...texts);
    });
    this.#list.replaceChildren(...options);
  }

  #move(event: KeyboardEvent): void {
    const { first, count } = this.#range;
    const columns = count <= MOST_NAMED ? 1 : COLUMNS;
    // The first arrow in a level that was only looked at chooses its first unit.
    const at = this.#chosen === null ? null : this.#chosen - first;
    const k = neighbour(event.key, at ?? 0, columns);
    if (k === null) return;
    event.preventDefault();
    if (at === null) this.#choose(first);
    else if (k >= 0 && k < count) this.#choose(first + k);
  }
}

export class LevelsView {
  readonly element = element('ol', { class: 'levels' });
  readonly #id: string;
  readonly #choose: (parameter: Parameter) => void;
  #levels: readonly Level[] = [];
  #shown: LevelsShown | null = null;

  /** @param id begins the ids of the levels. */
  constructor(id: string, choose: (parameter: Parameter) => void) {
    this.#id = id;
    this.#choose = choose;
  }

  show(shown: LevelsShown): void {
    this.#shown = shown;
    if (this.#levels.length !== shown.levels.length) {
      this.#levels = shown.levels.map(
        (_, level) => new Level(this.#id, level, (unit) => this.#pick(level, unit)),
      );
      this.element.replaceChildren(...this.#levels.map((level) => level.element));
    }
    for (const level of this.#levels) level.show(shown);
  }

  #pick(level: number, unit: number): void {
    if (this.#shown !== null) this.#choose(weightInto(this.#shown.chosen, level, unit));
  }
}
