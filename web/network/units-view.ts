/** The units of all layers with what they say about a state, from the observation to the values of the actions. */

import type { NetworkPolicy } from '../../src/experiment/policy.ts';
import { element, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { viewOf } from '../tasks/views.ts';
import { diverging } from '../theme.ts';
import { drawCells } from './cell-canvas.ts';
import { layOutCells } from './cell-layout.ts';
import { outputNames, type Parameter } from './parameters.ts';
import { SlowLabel } from './slow-label.ts';
import { describeUnits, unitValues } from './units.ts';

const COLUMNS = 8;
/** CSS pixels across. */
const WIDTH = 108;
/** Entries of an observation that are shown with their names; of more, each is a cell. */
const MOST_NAMES = 12;

/** Something on the page that shows one level of units. */
interface LevelView {
  readonly element: HTMLElement;
  /** @param marked the unit with a frame. */
  show(values: Float32Array, marked: number | null): void;
}

/** Few units, each with its name and number: the inputs and the outputs. */
function namedLevel(title: string, names: readonly string[]): LevelView {
  const rows = names.map((name) => {
    const swatch = element('span', { class: 'swatch' });
    const value = element('span', { class: 'mono' });
    return { swatch, value, element: element('li', {}, swatch, element('span', {}, name), value) };
  });
  return {
    element: levelElement(title, element('ul', { class: 'named-units' }, ...rows.map((row) => row.element))),
    show(values, marked) {
      const limit = rows.reduce((largest, _, k) => Math.max(largest, Math.abs(values[k])), 0) || 1;
      for (const [k, { swatch, value, element: row }] of rows.entries()) {
        swatch.style.background = `rgb(${diverging(values[k] / limit).join(' ')})`;
        setText(value, formatNumber(values[k], 3));
        row.classList.toggle('is-marked', k === marked);
      }
    },
  };
}

/** Many units as cells. */
function hiddenLevel(title: string, units: number): LevelView {
  const canvas = element('canvas', { role: 'img' });
  const words = element('p', { class: 'note' });
  const label = new SlowLabel(canvas);
  return {
    element: levelElement(title, canvas, words),
    show(activations, marked) {
      const shown = unitValues(activations, units);
      const count = shown.values.length;
      const columns = Math.min(COLUMNS, count);
      const rows = Math.ceil(count / columns);
      const values = new Float32Array(rows * columns);
      values.set(shown.values);
      const isDrawn = marked !== null && marked < count;
      drawCells(canvas, {
        layout: layOutCells({ columns, rows }, WIDTH, devicePixelRatio),
        values,
        limit: shown.largest,
        marked: isDrawn ? { column: marked % columns, row: Math.floor(marked / columns) } : null,
      });
      const description = describeUnits(shown);
      setText(words, description);
      label.set(`${title}: ${description}`);
    },
  };
}

function levelElement(title: string, ...content: HTMLElement[]): HTMLElement {
  return element('li', { class: 'level' }, element('h4', {}, title), ...content);
}

export class UnitsView {
  readonly element = element('ol', { class: 'levels' });
  #policy: NetworkPolicy | null = null;
  #levels: readonly LevelView[] = [];

  /** What the network says about a state, unscaled; the ends of the parameter that is watched are marked. */
  show(policy: NetworkPolicy, state: ArrayLike<number>, { layer, from, to }: Parameter): void {
    if (policy !== this.#policy) this.#build(policy);
    policy.values(state);
    const observation = Float32Array.from(policy.settings.observationScale, (scale, d) => state[d] / scale);
    const values = [observation, ...policy.q.network.activations];
    for (const [level, view] of this.#levels.entries()) {
      view.show(values[level], level === layer ? from : level === layer + 1 ? to : null);
    }
  }

  #build(policy: NetworkPolicy): void {
    this.#policy = policy;
    const { layers } = policy.q.network;
    const last = layers.length - 1;
    const { observation, actions } = viewOf(policy.settings.env);
    this.#levels = [
      observation.length > MOST_NAMES
        ? hiddenLevel('Observation', observation.length)
        : namedLevel(
            'Observation',
            observation.map(({ name }) => name),
          ),
      ...layers.slice(0, last).map((layer, k) => hiddenLevel(`Layer ${k + 1}`, layer.outputs)),
      namedLevel(`Layer ${last + 1}`, outputNames(actions, layers[last].outputs)),
    ];
    this.element.replaceChildren(...this.#levels.map((level) => level.element));
  }
}
