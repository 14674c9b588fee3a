/** What an agent that plays from a screen sees of it: a map of cells for each channel. */
import { prepare } from '../canvas.ts';
import { element } from '../dom.ts';
import type { ScreenView, TaskView } from '../tasks/task-view.ts';
import { onThemeChange, themeColours } from '../theme.ts';

/** Pixels along a cell at most. */
const CELL = 8;

interface ChannelMap {
  readonly element: HTMLElement;
  /** @param seen the whole observation, not scaled. */
  show(seen: Float32Array): void;
}

export class ChannelMaps {
  readonly element: HTMLElement;
  readonly #maps = element('div', { class: 'scene-channels' });
  #view: TaskView | null = null;
  #channels: readonly ChannelMap[] = [];
  #seen: Float32Array = new Float32Array();

  constructor() {
    this.element = element('div', {}, element('h3', {}, 'What the agent sees'), this.#maps);
    onThemeChange(() => this.#draw());
  }

  show(view: TaskView, observation: Float32Array): void {
    if (view !== this.#view) this.#build(view);
    this.#seen = observation;
    this.#draw();
  }

  #build(view: TaskView): void {
    this.#view = view;
    const { screen } = view;
    this.element.hidden = screen === undefined;
    this.#channels = screen?.channels.map((name, channel) => createChannelMap(name, channel, screen)) ?? [];
    this.#maps.replaceChildren(...this.#channels.map((map) => map.element));
  }

  #draw(): void {
    for (const map of this.#channels) map.show(this.#seen);
  }
}

function createChannelMap(
  name: string,
  channel: number,
  { rows, columns, channels }: ScreenView,
): ChannelMap {
  const canvas = element('canvas', { role: 'img' });
  return {
    element: element('figure', {}, canvas, element('figcaption', {}, name)),
    show(seen) {
      const { ink, grid } = themeColours();
      const context = prepare(canvas, { width: columns * CELL, height: rows * CELL });
      let count = 0;
      for (let cell = 0; cell < rows * columns; cell++) {
        const isOn = seen[cell * channels.length + channel] === 1;
        if (isOn) count++;
        context.fillStyle = isOn ? ink : grid;
        const [row, column] = [Math.floor(cell / columns), cell % columns];
        context.fillRect(column * CELL, row * CELL, CELL - 1, CELL - 1);
      }
      canvas.setAttribute('aria-label', `${name}: ${count} of ${rows * columns} cells`);
    },
  };
}
