/** The Q-values as bars, which one is the largest, and which action comes next. */
import { argmax } from '../../src/agent/q-function.ts';
import { element, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import type { ActionView, TaskView } from '../tasks/task-view.ts';
import { Axis } from './bar-axis.ts';
import { axisEnd, describeGap } from './captions.ts';
import type { EpisodePlayer } from './player.ts';

interface Row {
  readonly element: HTMLElement;
  /** @param value null if there is no network to compute it. */
  show(value: number | null, axis: Axis, isNext: boolean, mark: string): void;
}

export class QBars {
  readonly element: HTMLElement;
  readonly #bars = element('div', { class: 'scene-bars' });
  readonly #gap = element('p');
  readonly #scale = element('p', { class: 'note' });
  readonly #next = element('strong');
  readonly #axis = new Axis();
  #view: TaskView | null = null;
  #rows: readonly Row[] = [];
  #seed = -1;

  constructor() {
    this.element = element(
      'div',
      { class: 'scene-q' },
      element('h3', {}, 'Q-values of this state'),
      this.#bars,
      this.#gap,
      element('p', {}, 'Next action: ', this.#next),
      this.#scale,
    );
  }

  /** After `player.look()`. */
  show(player: EpisodePlayer): void {
    const { q, action, policy, acting, view } = player;
    if (view !== this.#view) this.#build(view);
    // A value that is far off in one episode must not flatten the bars of all later ones.
    if (player.seed !== this.#seed) this.#axis.reset();
    this.#seed = player.seed;
    const isKnown = policy !== null;
    if (isKnown) for (const value of q) this.#axis.include(value);
    const best = isKnown && player.ended === null ? argmax(q, 0, q.length) : null;
    for (const [k, row] of this.#rows.entries()) {
      const mark = markOf(k === best, k === action, acting === 'agent');
      row.show(isKnown ? q[k] : null, this.#axis, k === action, mark);
    }
    const { low, high } = this.#axis;
    setText(this.#gap, isKnown ? describeGap(q, view.actions) : '');
    setText(this.#scale, isKnown ? `The bars go from ${axisEnd(low)} to ${axisEnd(high)}.` : '');
    setText(this.#next, action === null ? 'none' : view.actions[action].label);
  }

  #build(view: TaskView): void {
    this.#view = view;
    this.#rows = view.actions.map(createRow);
    this.#bars.replaceChildren(...this.#rows.map((row) => row.element));
  }
}

/** An agent that drives does what is best by its own values, so one word is enough. */
function markOf(isBest: boolean, isNext: boolean, agentDrives: boolean): string {
  if (agentDrives) return isNext ? 'chosen' : '';
  return [isBest ? 'best' : '', isNext ? 'taken' : ''].filter(Boolean).join(', ');
}

function createRow({ label, look }: ActionView): Row {
  const fill = element('span', { class: 'scene-bar-fill' });
  const number = element('span', { class: 'scene-bar-number' });
  const marked = element('span', { class: 'scene-mark' });
  const bar = element('span', { class: 'scene-bar', 'aria-hidden': 'true' }, fill);
  const name = element('span', {}, `Q(s, ${label})`);
  const row = element('div', { class: `scene-bar-row is-${look}` }, name, marked, number, bar);
  return {
    element: row,
    show(value, axis, isNext, mark) {
      const { start, length } = axis.bar(value ?? 0);
      fill.style.left = `${100 * start}%`;
      fill.style.width = `${100 * length}%`;
      row.classList.toggle('is-next', isNext);
      setText(number, value === null ? '–' : formatNumber(value));
      setText(marked, mark);
    },
  };
}
