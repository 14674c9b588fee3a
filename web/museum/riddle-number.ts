/** The number of a riddle, which names it for everybody, and the button that begins it. */
import { button, element, field } from '../dom.ts';

const LARGEST = 9999;

export class RiddleNumber {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;

  /** @param begin is told the number of the riddle that is wanted. */
  constructor(id: string, verb: string, begin: (number: number) => void) {
    const input = element('input', { id, type: 'number', min: 1, max: LARGEST, step: 1, value: 1 });
    this.#input = input;
    const start = button(verb, () => {
      if (input.reportValidity() && input.value !== '') begin(input.valueAsNumber);
    });
    input.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') start.click();
    });
    this.element = element('div', { class: 'row' }, field('Riddle', input), start);
  }

  /** Puts the number of the riddle after this one in its place. */
  next(): void {
    this.#input.valueAsNumber = Math.min(LARGEST, (this.#input.valueAsNumber || 0) + 1);
  }
}
