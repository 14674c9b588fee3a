/** Who has held the pole for how long. */
import { element, setText } from '../dom.ts';
import { formatCount, formatOrDash } from '../format.ts';
import { DRIVER_NAMES, describeEpisode } from './captions.ts';
import { DRIVERS } from './player.ts';
import { MEAN_EPISODES, type Scoreboard } from './scoreboard.ts';

const COLUMNS = ['Driver', 'Last', 'Best', 'Mean', 'Episodes'];

export class ScoreTable {
  readonly element: HTMLElement;
  readonly #rows: readonly (readonly HTMLElement[])[];
  readonly #list = element('ol', { class: 'cart-episodes' });
  #shown: Scoreboard['recent'] = [];

  constructor() {
    this.#rows = DRIVERS.map(() => COLUMNS.slice(1).map(() => element('td', {}, '–')));
    const head = element('tr', {}, ...COLUMNS.map((name) => element('th', { scope: 'col' }, name)));
    const body = DRIVERS.map((driver, k) =>
      element('tr', {}, element('th', { scope: 'row' }, DRIVER_NAMES[driver]), ...this.#rows[k]),
    );
    const table = element(
      'table',
      { class: 'cart-scores', 'aria-labelledby': 'cart-scores-title' },
      element('thead', {}, head),
      element('tbody', {}, ...body),
    );
    this.element = element(
      'div',
      {},
      element('h3', { id: 'cart-scores-title' }, 'Returns'),
      element('div', { class: 'scroll' }, table),
      element(
        'p',
        { class: 'note' },
        `Steps until the end; means of the last ${MEAN_EPISODES} episodes. An episode with several drivers counts for none of them.`,
      ),
      element('h3', { id: 'cart-episodes-title' }, 'Last episodes'),
      this.#list,
    );
    this.#list.setAttribute('aria-labelledby', 'cart-episodes-title');
  }

  show(scores: Scoreboard): void {
    for (const [k, driver] of DRIVERS.entries()) {
      const score = scores.of(driver);
      const texts =
        score === null
          ? ['–', '–', '–', '0']
          : [
              formatCount(score.last),
              formatCount(score.best),
              formatOrDash(score.mean),
              formatCount(score.episodes),
            ];
      for (const [column, text] of texts.entries()) setText(this.#rows[k][column], text);
    }
    if (scores.recent === this.#shown) return;
    this.#shown = scores.recent;
    const items = this.#shown.map((episode) => element('li', {}, describeEpisode(episode)));
    this.#list.replaceChildren(...(items.length > 0 ? items : [element('li', {}, 'none yet')]));
  }
}
