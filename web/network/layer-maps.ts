/** The weights of one layer and their gradients as two heat maps, in which one weight can be chosen. */

import type { Network } from '../../src/nn/network.ts';
import { element, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { layOutCells } from './cell-layout.ts';
import { HeatMap } from './heat-map.ts';
import {
  type Cell,
  cellOf,
  describeRange,
  endsAt,
  type Grid,
  gridAround,
  neighbour,
} from './heat-map-grid.ts';
import { layerStart, type Parameter, type TaskNames, unitNames } from './parameters.ts';

/** Rows that can be named beside the map. */
const FEW_ROWS = 6;
/** CSS pixels for their names. */
const NAMES_WIDTH = 96;

export interface LayerNumbers {
  readonly network: Network;
  readonly task: TaskNames;
  readonly params: Float32Array;
  /** null while they are not known. */
  readonly grads: Float32Array | null;
}

export class LayerMaps {
  readonly element: HTMLElement;
  readonly #axes = element('p', { class: 'note network-axes' });
  readonly #weights: HeatMap;
  readonly #gradients: HeatMap;
  readonly #choose: (parameter: Parameter) => void;
  /** What was drawn last. */
  #drawn: {
    readonly network: Network;
    readonly layer: number;
    readonly grid: Grid;
    readonly chosen: Parameter;
  } | null = null;

  /** @param describedBy the id of what says which parameter is chosen. */
  constructor(describedBy: string, choose: (parameter: Parameter) => void) {
    this.#choose = choose;
    const listener = {
      pick: (cell: Cell) => this.#pick(cell),
      move: (right: number, down: number) => this.#move(right, down),
    };
    this.#weights = new HeatMap('Weights', describedBy, listener);
    this.#gradients = new HeatMap('Latest gradients', describedBy, listener);
    this.element = element(
      'div',
      {},
      this.#axes,
      element('div', { class: 'heat-maps' }, this.#weights.element, this.#gradients.element),
    );
  }

  /** @param chosen the parameter that is watched, of this layer or of another. */
  draw({ network, task, params, grads }: LayerNumbers, layer: number, chosen: Parameter): void {
    const { layers } = network;
    const isHere = chosen.layer === layer;
    const drawn = this.#drawn;
    const previous = drawn !== null && drawn.network === network && drawn.layer === layer ? drawn.grid : null;
    const grid = gridAround(layers[layer], isHere ? chosen : { from: 0, to: 0 }, previous);
    this.#drawn = { network, layer, grid, chosen };
    setText(this.#axes, describeAxes(grid, network, layer));
    const rowNames = namesOfRows(grid, network, layer, task);
    const layout = layOutCells(
      {
        columns: grid.columns,
        rows: grid.rows,
        margin: rowNames ? NAMES_WIDTH : 0,
        ...(grid.fromAcross ? { gapBeforeColumn: grid.from.count } : { gapBeforeRow: grid.from.count }),
      },
      this.#weights.element.clientWidth,
      devicePixelRatio,
    );
    const marked = isHere ? cellOf(grid, chosen) : null;
    const draw = (map: HeatMap, what: string, all: Float32Array) => {
      const values = valuesIn(grid, all.subarray(layerStart(layers, layer)), layers[layer]);
      const limit = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      if (limit === 0) {
        map.explain('All zero.');
        return;
      }
      const label = `${what} of layer ${layer + 1}, largest ${formatNumber(limit, 3)}`;
      map.draw({ layout, values, limit, marked, ...(rowNames && { rowNames }) }, label);
    };
    draw(this.#weights, 'Weights', params);
    if (grads === null)
      this.#gradients.explain(
        'Gradients are shown while the run is paused, once it has made an update here.',
      );
    else draw(this.#gradients, 'Gradients', grads);
  }

  #pick(cell: Cell): void {
    if (this.#drawn === null) return;
    const { layer, grid } = this.#drawn;
    this.#choose({ layer, ...endsAt(grid, cell) });
  }

  #move(right: number, down: number): void {
    if (this.#drawn === null) return;
    const { network, layer, grid, chosen } = this.#drawn;
    // In a layer that was only looked at, the first arrow chooses the first weight.
    const ends =
      chosen.layer === layer
        ? neighbour(network.layers[layer], chosen, grid, right, down)
        : endsAt(grid, { column: 0, row: 0 });
    const next = { layer, ...ends };
    this.#drawn = { ...this.#drawn, chosen: next };
    this.#choose(next);
  }
}

/** The numbers in the cells of a grid, row after row, from those of its layer. */
function valuesIn(
  grid: Grid,
  ofLayer: Float32Array,
  { inputs, outputs }: { readonly inputs: number; readonly outputs: number },
): Float32Array {
  const { rows, columns } = grid;
  return Float32Array.from({ length: rows * columns }, (_, k) => {
    const { from, to } = endsAt(grid, { column: k % columns, row: Math.floor(k / columns) });
    return ofLayer[(from ?? inputs) * outputs + to];
  });
}

function namesOfRows(
  grid: Grid,
  { layers }: Network,
  layer: number,
  task: TaskNames,
): readonly string[] | null {
  if (grid.rows > FEW_ROWS) return null;
  const names = unitNames(layers, layer, task);
  return Array.from({ length: grid.rows }, (_, row) => {
    const { from, to } = endsAt(grid, { column: 0, row });
    if (grid.fromAcross) return names.outputs(to);
    return from === null ? 'bias' : names.inputs(from);
  });
}

/** Which way is which. */
function describeAxes(grid: Grid, { layers }: Network, layer: number): string {
  const { inputs, outputs } = layers[layer];
  const part = (text: string) => (text === '' ? '' : ` (${text})`);
  const from = `the unit a weight comes from${part(describeRange(grid.from, inputs))}, biases last`;
  const to = `the unit it goes to${part(describeRange(grid.to, outputs))}`;
  return `Across: ${grid.fromAcross ? from : to}. Down: ${grid.fromAcross ? to : from}.`;
}
