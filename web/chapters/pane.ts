/** The guided path: eight chapters, each a state of the page with something to try and something to see. */
import './chapters.css';
import { button, element, pane } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { reveal } from '../stage/reveal.ts';
import { reducedMotion } from '../theme.ts';
import { ChapterProgress } from './chapter-progress.ts';
import { type ChapterView, createChapterView } from './chapter-view.ts';
import { GUIDE } from './guide.ts';
import { chooseChapter, onChapterChange, openChapter } from './open-chapter.ts';

export function createChaptersPane(lab: Lab): HTMLElement {
  return new ChaptersPane(lab).element;
}

class ChaptersPane {
  readonly element: HTMLElement;
  readonly #lab: Lab;
  readonly #progress = new ChapterProgress();
  readonly #tabs = GUIDE.map((_, k) => button(String(k + 1), () => this.#open(k + 1)));
  readonly #place = element('div');
  readonly #previous = button('Previous chapter', () => this.#open(openChapter() - 1));
  readonly #next = button('Next chapter', () => this.#open(openChapter() + 1));
  #view: ChapterView;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.element = pane(
      'chapters',
      'Chapters',
      element(
        'nav',
        { 'aria-label': 'Chapters' },
        element('ol', { class: 'chapter-tabs' }, ...this.#tabs.map((tab) => element('li', {}, tab))),
      ),
      this.#place,
      element('div', { class: 'row' }, this.#previous, this.#next),
    );
    this.#view = this.#draw();
    this.#update();
    for (const event of ['started', 'phase', 'progress', 'inspection'] as const) {
      lab.on(event, () => this.#update());
    }
    onChapterChange(() => {
      markPane(null);
      this.#view = this.#draw();
      this.#update();
    });
  }

  #open(number: number): void {
    chooseChapter(number);
    // The new text begins above the button that was pressed, which may have become disabled.
    this.#view.heading.focus();
  }

  /** Of the chapter that is open, from 0. */
  get #number(): number {
    return Math.min(openChapter(), GUIDE.length) - 1;
  }

  #draw(): ChapterView {
    const chapter = GUIDE[this.#number];
    const view = createChapterView(this.#lab, chapter, this.#progress, () => {
      // Another chapter may have been opened while the run came to its place.
      if (GUIDE[this.#number] === chapter) this.#showPane(chapter.look.pane);
    });
    this.#place.replaceChildren(view.element);
    this.#previous.disabled = openChapter() === 1;
    this.#next.disabled = openChapter() === GUIDE.length;
    return view;
  }

  #update(): void {
    this.#progress.look(this.#lab, GUIDE[this.#number]);
    this.#view.update();
    for (const [k, tab] of this.#tabs.entries()) this.#updateTab(tab, k);
  }

  #updateTab(tab: HTMLButtonElement, k: number): void {
    const isDone = this.#progress.hasAll(GUIDE[k]);
    tab.title = `Chapter ${k + 1}: ${GUIDE[k].title}${isDone ? ', seen' : ''}`;
    tab.setAttribute('aria-label', tab.title);
    tab.classList.toggle('is-seen', isDone);
    if (k === this.#number) tab.setAttribute('aria-current', 'step');
    else tab.removeAttribute('aria-current');
  }

  /** Opens and marks what the chapter is about, and goes on to what is to be tried. */
  #showPane(id: string): void {
    reveal(id);
    markPane(id);
    const behavior = reducedMotion() ? 'auto' : 'smooth';
    this.element.scrollTo({ top: this.#view.setButton.offsetTop - 8, behavior });
  }
}

/** Sets the pane with this id apart from the others, or none. */
function markPane(id: string | null): void {
  for (const marked of document.querySelectorAll('.pane.is-shown')) marked.classList.remove('is-shown');
  if (id !== null) document.getElementById(id)?.classList.add('is-shown');
}
