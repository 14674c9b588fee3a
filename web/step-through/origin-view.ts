/**
 * Says where the number comes from that is pointed at or has the keyboard, and marks all that belongs to it: its symbol in the
 * formula, the line that makes it, its unit and its weight; and the other way round.
 */
import { element } from '../dom.ts';
import type { Origin } from './origins.ts';
import type { SourceView } from './source-view.ts';

const HINT =
  'Point at a number, or go through them with Tab, ↑ and ↓: here are all its digits and the line that makes it.';
const ID = 'step-through-origin';

/** What `data-about` has: the names of one quantity or more. */
const wordsOf = (about: string | undefined): readonly string[] => about?.match(/\S+/g) ?? [];

type OriginOf = (number: HTMLElement) => Origin | null;

export class OriginView {
  readonly element = element('p', { class: 'note origin', id: ID });
  readonly #pane: HTMLElement;
  readonly #source: SourceView;
  readonly #originOf: OriginOf;
  #shown: EventTarget | null = null;

  constructor(pane: HTMLElement, source: SourceView, originOf: OriginOf) {
    this.#pane = pane;
    this.#source = source;
    this.#originOf = originOf;
    this.#show(null);
    pane.addEventListener('pointermove', ({ target, movementX, movementY }) => {
      // Not where the page moves below a pointer at rest.
      if ((movementX !== 0 || movementY !== 0) && target !== this.#shown) this.#show(target);
    });
    pane.addEventListener('pointerleave', () => this.#show(document.activeElement));
    pane.addEventListener('focusin', ({ target }) => this.#show(target));
  }

  #show(target: EventTarget | null): void {
    this.#shown = target;
    for (const node of this.#pane.querySelectorAll('.is-related')) node.classList.remove('is-related');
    this.#source.lookBack();
    if (target instanceof Element && this.#pane.contains(target)) this.#relate(target);
    else this.#say(null);
  }

  #relate(target: Element): void {
    const line = target.closest<HTMLElement>('.listing-file .line');
    const numbers = line === null ? [] : this.#numbersOf(line);
    const about = line === null ? target.closest<HTMLElement>('[data-about]') : null;
    const number = target.closest('data') ?? about?.querySelector('data') ?? null;
    const related = this.#related(new Set(wordsOf(about?.dataset.about ?? number?.dataset.quantity)));
    for (const node of [...numbers, ...related]) node.classList.add('is-related');
    const origin = number && this.#lineOf(number);
    if (origin !== null) this.#source.lookAt(origin);
    this.#say(number);
  }

  /** All that has to do with one of these quantities, and the lines that make them. */
  #related(quantities: ReadonlySet<string>): Element[] {
    const nodes = [...this.#pane.querySelectorAll<HTMLElement>('[data-about]')];
    const related = nodes.filter(({ dataset }) => wordsOf(dataset.about).some((of) => quantities.has(of)));
    const lines = this.#numbers
      .filter(({ dataset }) => quantities.has(dataset.quantity ?? ''))
      .map((number) => this.#lineOf(number));
    return [...related, ...lines.filter((line) => line !== null)];
  }

  get #numbers(): HTMLElement[] {
    return [...this.#pane.querySelectorAll<HTMLElement>('.numbers-box data')];
  }

  #lineOf(number: HTMLElement): HTMLElement | null {
    const origin = this.#originOf(number);
    return origin && this.#source.lineAt(origin.file, origin.line);
  }

  #numbersOf(line: HTMLElement): Element[] {
    return this.#numbers
      .filter((number) => this.#lineOf(number) === line)
      .map((number) => number.closest('[data-about]') ?? number);
  }

  #say(number: HTMLDataElement | null): void {
    if (number === null) {
      this.element.textContent = HINT;
      return;
    }
    const origin = this.#originOf(number);
    number.setAttribute('aria-describedby', ID);
    this.element.replaceChildren(
      element('code', {}, `${number.dataset.quantity} = ${number.value}`),
      ...(origin === null
        ? []
        : [` ${origin.file}, line ${origin.line}: `, element('code', {}, origin.text)]),
    );
  }
}
