/**
 * What is where on the page. Three panes make the stage, which stays; of the other parts one at most is open beside it; the
 * chapters come and go on their own. Any pane can be shown alone and large, for a room to see.
 *
 * `stage.css` gives each its place and its height, on every size of screen: what is in a pane never moves another.
 */
import './stage.css';
import { button, element } from '../dom.ts';
import { onReveal } from './reveal.ts';

/** A pane, and its name on a tab. */
export interface Part {
  readonly name: string;
  readonly pane: HTMLElement;
}

/** What of the page can be chosen. */
export interface View {
  /** The id of the part that is open; null if it is none, so that the stage has the room. */
  readonly part: string | null;
  readonly chapters: boolean;
  /** The id of the pane that is shown alone; null if none is. */
  readonly large: string | null;
}

export const FIRST_VIEW: View = { part: null, chapters: true, large: null };

export interface Panes {
  /** In the order of importance: a phone shows the first until another is chosen. */
  readonly stage: readonly Part[];
  readonly parts: readonly Part[];
  readonly chapters: Part;
}

export class Stage {
  /** In the order in which they are read on a narrow screen. */
  readonly elements: readonly HTMLElement[];
  readonly #panes: Panes;
  /** On a phone, which has room for one pane of the stage. */
  readonly #fronts: readonly HTMLButtonElement[];
  readonly #tabs: readonly HTMLButtonElement[];
  readonly #chapters: HTMLButtonElement;
  readonly #enlargers = new Map<string, HTMLButtonElement>();
  readonly #listeners = new Set<() => void>();
  #view = FIRST_VIEW;
  #front: string;

  constructor(panes: Panes) {
    this.#panes = panes;
    this.#front = panes.stage[0].pane.id;
    this.#fronts = panes.stage.map(({ name, pane }) => button(name, () => this.#reveal(pane.id)));
    this.#tabs = [
      button('Overview', () => this.change({ part: null, large: null })),
      ...panes.parts.map(({ name, pane }) => button(name, () => this.#reveal(pane.id))),
    ];
    this.#chapters = button(panes.chapters.name, () =>
      this.change({ chapters: !this.#view.chapters, large: null }),
    );
    for (const { pane } of this.#all) pane.append(this.#enlarger(pane));
    this.elements = [
      element(
        'div',
        { class: 'stage' },
        element('nav', { class: 'fronts', 'aria-label': 'On the stage' }, ...this.#fronts),
        ...panes.stage.map(({ pane }) => pane),
      ),
      element('nav', { class: 'tabs', 'aria-label': 'Parts of the page' }, ...this.#tabs, this.#chapters),
      ...panes.parts.map(({ pane }) => pane),
      panes.chapters.pane,
    ];
    document.addEventListener('keydown', ({ key, defaultPrevented }) => {
      if (key === 'Escape' && !defaultPrevented && this.#view.large !== null) this.change({ large: null });
    });
    onReveal((id) => this.#reveal(id));
    this.#apply();
  }

  get view(): View {
    return this.#view;
  }

  /** The id if it is that of a pane, else null. */
  knows(id: string | null): string | null {
    return this.#all.some(({ pane }) => pane.id === id) ? id : null;
  }

  /** Calls after each change of the view. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  change(changes: Partial<View>): void {
    this.#view = { ...this.#view, ...changes };
    this.#apply();
    for (const listener of this.#listeners) listener();
  }

  /** Brings a pane into view, in its place. */
  #reveal(id: string): void {
    const { stage, parts, chapters } = this.#panes;
    if (stage.some(({ pane }) => pane.id === id)) {
      this.#front = id;
      this.change({ part: null, large: null });
    } else if (parts.some(({ pane }) => pane.id === id)) this.change({ part: id, large: null });
    else if (id === chapters.pane.id) this.change({ chapters: true, large: null });
  }

  get #all(): readonly Part[] {
    return [...this.#panes.stage, ...this.#panes.parts, this.#panes.chapters];
  }

  #enlarger(pane: HTMLElement): HTMLButtonElement {
    const title = pane.querySelector('h2')?.textContent ?? pane.id;
    const made = button('', () => this.change({ large: this.#view.large === pane.id ? null : pane.id }), {
      class: 'enlarge',
      'aria-label': `${title}, alone and large`,
      title: 'Alone and large; Escape ends it',
    });
    this.#enlargers.set(pane.id, made);
    return made;
  }

  #apply(): void {
    const { part, chapters, large } = this.#view;
    const { dataset } = document.body;
    dataset.part = part === null ? 'none' : 'open';
    dataset.chapters = chapters ? 'open' : 'none';
    dataset.large = large === null ? 'none' : 'open';
    for (const { pane } of this.#all) {
      pane.classList.toggle('is-large', pane.id === large);
      this.#enlargers.get(pane.id)?.setAttribute('aria-pressed', String(pane.id === large));
    }
    for (const [k, { pane }] of this.#panes.stage.entries()) {
      pane.classList.toggle('is-front', pane.id === this.#front);
      this.#fronts[k].setAttribute('aria-pressed', String(pane.id === this.#front));
    }
    const open = [part === null, ...this.#panes.parts.map(({ pane }) => pane.id === part)];
    for (const [k, tab] of this.#tabs.entries()) tab.setAttribute('aria-pressed', String(open[k]));
    for (const [k, { pane }] of this.#panes.parts.entries()) pane.hidden = !open[k + 1] && pane.id !== large;
    this.#chapters.setAttribute('aria-pressed', String(chapters));
    this.#panes.chapters.pane.hidden = !chapters && large !== this.#panes.chapters.pane.id;
  }
}
