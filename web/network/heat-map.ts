/** One heat map of the weights, or the gradients, of a layer, with its scale. */
import { element, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { type Cells, drawCells, drawScale } from './cell-canvas.ts';
import { type CellLayout, cellAt } from './cell-layout.ts';
import type { Cell } from './heat-map-grid.ts';
import { SlowLabel } from './slow-label.ts';

export interface HeatMapListener {
  /** A cell was clicked or tapped. */
  pick(cell: Cell): void;
  /** An arrow key was pressed: so many cells right and down. */
  move(right: number, down: number): void;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class HeatMap {
  readonly element: HTMLElement;
  readonly #canvas = element('canvas', { role: 'img', 'aria-label': 'Not drawn yet' });
  readonly #label = new SlowLabel(this.#canvas);
  readonly #area: HTMLElement;
  readonly #scale = element('canvas', {
    class: 'scale',
    role: 'img',
    'aria-label': 'Colours from negative to positive',
  });
  readonly #ends = [element('span', {}), element('span', {})] as const;
  readonly #legend: HTMLElement;
  readonly #message = element('p', { class: 'note' });
  #layout: CellLayout | null = null;

  /** @param describedBy the id of what says which parameter is chosen. */
  constructor(title: string, describedBy: string, listener: HeatMapListener) {
    this.#area = element(
      'div',
      {
        class: 'heat-map-area scroll',
        tabindex: 0,
        role: 'application',
        'aria-label': `${title}: choose one with the arrow keys`,
        'aria-describedby': describedBy,
      },
      this.#canvas,
    );
    const [negative, positive] = this.#ends;
    this.#legend = element('div', { class: 'legend mono' }, negative, this.#scale, positive);
    this.element = element(
      'div',
      { class: 'heat-map' },
      element('h4', {}, title),
      this.#message,
      this.#area,
      this.#legend,
    );
    this.#canvas.addEventListener('click', ({ offsetX, offsetY }) => {
      if (this.#layout !== null) listener.pick(cellAt(this.#layout, offsetX, offsetY));
    });
    this.#area.addEventListener('keydown', (event) => {
      const arrow = ARROWS[event.key];
      if (arrow === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      listener.move(...arrow);
    });
  }

  draw(cells: Cells, label: string): void {
    this.#layout = cells.layout;
    drawCells(this.#canvas, cells);
    drawScale(this.#scale);
    const [negative, positive] = this.#ends;
    setText(negative, formatNumber(-cells.limit, 3));
    setText(positive, formatNumber(cells.limit, 3));
    this.#label.set(label);
    this.#show(true, '');
  }

  /** Says in place of the map why there is none. */
  explain(message: string): void {
    this.#show(false, message);
  }

  #show(isDrawn: boolean, message: string): void {
    this.#area.hidden = !isDrawn;
    this.#legend.hidden = !isDrawn;
    this.#message.hidden = message === '';
    setText(this.#message, message);
  }
}
