/** The numbers of the state, and how far the episode has come. */
import { element, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import type { TaskView } from '../tasks/task-view.ts';
import { returnText } from './captions.ts';
import type { EpisodePlayer } from './player.ts';

interface Row {
  readonly name: string;
  readonly text: (player: EpisodePlayer) => string;
}

const EPISODE: readonly Row[] = [
  { name: 'Steps', text: ({ steps, limit }) => `${formatCount(steps)} of ${formatCount(limit)}` },
  { name: 'Return so far', text: ({ episodeReturn }) => returnText(episodeReturn) },
  { name: 'Episode’s seed', text: ({ seed }) => String(seed) },
];

export class StateNumbers {
  readonly element = element('dl', { class: 'numbers scene-state' });
  #view: TaskView | null = null;
  #shown: readonly (readonly [Row, HTMLElement])[] = [];

  show(player: EpisodePlayer): void {
    if (player.view !== this.#view) this.#build(player.view);
    for (const [row, value] of this.#shown) {
      // They are of an episode of the player's own.
      const isKnown = player.watched === null || !EPISODE.includes(row);
      setText(value, isKnown ? row.text(player) : '–');
    }
  }

  #build(view: TaskView): void {
    this.#view = view;
    const state = view.numbers.map(({ name, text }) => ({
      name,
      text: ({ observation }: EpisodePlayer) => text(observation),
    }));
    this.#shown = [...state, ...EPISODE].map((row) => [row, element('dd')] as const);
    this.element.replaceChildren(
      ...this.#shown.map(([{ name }, value]) => element('div', {}, element('dt', {}, name), value)),
    );
  }
}
