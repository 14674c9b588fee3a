/** Both Q-values as bars, which one is the larger, and which push comes next. */
import { argmax } from '../../src/agent/q-function.ts';
import { element, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { Axis } from './bar-axis.ts';
import { actionWord, axisEnd, describeGap } from './captions.ts';
import type { EpisodePlayer } from './player.ts';
import { type Action, LEFT, RIGHT } from './steering.ts';

interface Row {
  readonly element: HTMLElement;
  /** @param value null if there is no network to compute it. */
  show(value: number | null, axis: Axis, isNext: boolean, mark: string): void;
}

export class QBars {
  readonly element: HTMLElement;
  readonly #rows = [createRow(LEFT), createRow(RIGHT)];
  readonly #gap = element('p');
  readonly #scale = element('p', { class: 'note' });
  readonly #push = element('strong');
  readonly #axis = new Axis();
  #seed = -1;

  constructor() {
    this.element = element(
      'div',
      {},
      element('h3', {}, 'Q-values of this state'),
      ...this.#rows.map((row) => row.element),
      this.#gap,
      element('p', {}, 'Next push: ', this.#push),
      this.#scale,
    );
  }

  /** After `player.look()`. */
  show(player: EpisodePlayer): void {
    const { q, action, policy, pushing } = player;
    // A value that is far off in one episode must not flatten the bars of all later ones.
    if (player.seed !== this.#seed) this.#axis.reset();
    this.#seed = player.seed;
    const isKnown = policy !== null;
    if (isKnown) for (const value of q) this.#axis.include(value);
    const best = isKnown && player.ended === null ? argmax(q, 0, q.length) : null;
    for (const [k, row] of this.#rows.entries()) {
      const mark = markOf(k === best, k === action, pushing === 'agent');
      row.show(isKnown ? q[k] : null, this.#axis, k === action, mark);
    }
    const { low, high } = this.#axis;
    setText(this.#gap, isKnown ? describeGap(q) : '');
    setText(this.#scale, isKnown ? `The bars go from ${axisEnd(low)} to ${axisEnd(high)}.` : '');
    setText(this.#push, action === null ? 'none' : actionWord(action));
  }
}

/** An agent that drives does what is best by its own values, so one word is enough. */
function markOf(isBest: boolean, isNext: boolean, agentDrives: boolean): string {
  if (agentDrives) return isNext ? 'chosen' : '';
  return [isBest ? 'best' : '', isNext ? 'pushed' : ''].filter(Boolean).join(', ');
}

function createRow(action: Action): Row {
  const fill = element('span', { class: 'cart-bar-fill' });
  const number = element('span', { class: 'cart-bar-number' });
  const marked = element('span', { class: 'cart-mark' });
  const bar = element('span', { class: 'cart-bar', 'aria-hidden': 'true' }, fill);
  const name = element('span', {}, `Q(s, ${actionWord(action)})`);
  const row = element('div', { class: `cart-bar-row cart-bar-${action}` }, name, marked, number, bar);
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
