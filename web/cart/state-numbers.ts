/** The four variables of the state, and the return so far. */
import { element, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import { degrees, fixed } from './captions.ts';
import type { EpisodePlayer } from './player.ts';

const ROWS: readonly (readonly [name: string, text: (player: EpisodePlayer) => string])[] = [
  ['x, cart position', ({ state }) => `${fixed(state[0], 3)} m`],
  ['ẋ, cart velocity', ({ state }) => `${fixed(state[1], 3)} m/s`],
  ['θ, pole angle', ({ state }) => `${fixed(state[2], 3)} rad (${fixed(degrees(state[2]), 1)}°)`],
  ['θ̇, pole velocity', ({ state }) => `${fixed(state[3], 3)} rad/s`],
  ['Return so far', ({ episodeReturn, limit }) => `${formatCount(episodeReturn)} of ${limit}`],
  ['Episode’s seed', ({ seed }) => String(seed)],
];

export class StateNumbers {
  readonly element: HTMLElement;
  readonly #values = ROWS.map(() => element('dd'));

  constructor() {
    const rows = ROWS.map(([name], k) => element('div', {}, element('dt', {}, name), this.#values[k]));
    this.element = element('dl', { class: 'numbers cart-state' }, ...rows);
  }

  show(player: EpisodePlayer): void {
    for (const [k, [, text]] of ROWS.entries()) setText(this.#values[k], text(player));
  }
}
