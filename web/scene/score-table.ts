/** The scores of each driver, as a table. */
import { element, setText } from '../dom.ts';
import { formatCount, formatOrDash } from '../format.ts';
import { DRIVER_NAMES, describeEpisode, returnText } from './captions.ts';
import { DRIVERS } from './player.ts';
import { MEAN_EPISODES, type Scoreboard } from './scoreboard.ts';

const COLUMNS = ['Driver', 'Last', 'Best', 'Mean', 'Episodes'];

export class ScoreTable {
  readonly element: HTMLElement;
  readonly #rows: readonly (readonly HTMLElement[])[];
  readonly #list = element('ol', { class: 'scene-episodes' });
  #shown: Scoreboard['recent'] = [];

  constructor() {
    this.#rows = DRIVERS.map(() => COLUMNS.slice(1).map(() => element('td', {}, '–')));
    const head = element('tr', {}, ...COLUMNS.map((name) => element('th', { scope: 'col' }, name)));
    const body = DRIVERS.map((driver, k) =>
      element('tr', {}, element('th', { scope: 'row' }, DRIVER_NAMES[driver]), ...this.#rows[k]),
    );
    const table = element(
      'table',
      { class: 'scene-scores', 'aria-labelledby': 'scene-scores-title' },
      element('thead', {}, head),
      element('tbody', {}, ...body),
    );
    this.element = element(
      'div',
      {},
      element('h3', { id: 'scene-scores-title' }, 'Returns'),
      element('div', { class: 'scroll' }, table),
      element(
        'p',
        { class: 'note' },
        `Sums of the rewards; means of the last ${MEAN_EPISODES} episodes. An episode with several drivers counts for none of them.`,
      ),
      element('h3', { id: 'scene-episodes-title' }, 'Last episodes'),
      this.#list,
    );
    this.#list.setAttribute('aria-labelledby', 'scene-episodes-title');
  }

  /** @param thing what is struck. */
  show(scores: Scoreboard, thing?: string): void {
    for (const [k, driver] of DRIVERS.entries()) {
      const score = scores.of(driver);
      const texts =
        score === null
          ? ['–', '–', '–', '0']
          : [
              returnText(score.last),
              returnText(score.best),
              formatOrDash(score.mean),
              formatCount(score.episodes),
            ];
      for (const [column, text] of texts.entries()) setText(this.#rows[k][column], text);
    }
    if (scores.recent === this.#shown) return;
    this.#shown = scores.recent;
    const items = this.#shown.map((episode) => element('li', {}, describeEpisode(episode, thing)));
    this.#list.replaceChildren(...(items.length > 0 ? items : [element('li', {}, 'none yet')]));
  }
}
