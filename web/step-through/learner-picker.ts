/** Picks one of several learners to look into; hidden where there is only one. */
import { element, field } from '../dom.ts';

export class LearnerPicker {
  readonly element: HTMLElement;
  readonly #select = element('select', { id: 'step-through-learner' });

  /** @param pick is told the number of the learner, from 0. */
  constructor(pick: (learner: number) => void) {
    this.element = field('Learner', this.#select);
    this.#select.addEventListener('change', () => pick(this.#select.selectedIndex));
  }

  show(learner: number, count: number): void {
    this.element.hidden = count === 1;
    if (this.#select.options.length !== count) {
      const options = Array.from({ length: count }, (_, k) => element('option', { value: k }, `${k + 1}`));
      this.#select.replaceChildren(...options);
    }
    this.#select.selectedIndex = learner;
  }
}
