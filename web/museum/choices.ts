/** Radio buttons of which one is the answer to a riddle. */
import { type Child, element } from '../dom.ts';

export interface Choice<T> {
  readonly value: T;
  readonly label: readonly Child[];
}

export class Choices<T> {
  readonly element: HTMLElement;
  readonly #inputs: readonly HTMLInputElement[];
  readonly #values: readonly T[];

  /** @param name one in the page. */
  constructor(name: string, question: string, choices: readonly Choice<T>[], onchange: () => void) {
    this.#values = choices.map(({ value }) => value);
    this.#inputs = choices.map((_, k) => element('input', { type: 'radio', name, value: k, onchange }));
    this.element = element(
      'fieldset',
      { class: 'museum-choices' },
      element('legend', {}, question),
      ...choices.map(({ label }, k) => element('label', {}, this.#inputs[k], element('span', {}, ...label))),
    );
  }

  /** What is chosen, in an object because it may be null; null if nothing is. */
  get chosen(): { readonly value: T } | null {
    const k = this.#inputs.findIndex((input) => input.checked);
    return k < 0 ? null : { value: this.#values[k] };
  }

  clear(): void {
    for (const input of this.#inputs) input.checked = false;
  }
}
