/** A slider for a quantity that is held still, with its number beside it. */
import { element, field, setText } from '../dom.ts';
import type { MapQuantity } from '../tasks/task-view.ts';
import { valueText } from './plane.ts';

export class Slider {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  /** The slider itself says its value to those who do not see this. */
  readonly #number = element('span', { class: 'policy-map-number', 'aria-hidden': 'true' });
  readonly #quantity: MapQuantity;

  constructor(id: string, quantity: MapQuantity, changed: () => void) {
    this.#quantity = quantity;
    const { name, low, high, step, home } = quantity;
    const oninput = () => {
      this.#show();
      changed();
    };
    this.#input = element('input', { id, type: 'range', min: low, max: high, step, value: home, oninput });
    this.element = field(name, this.#input, this.#number);
    this.#show();
  }

  get value(): number {
    return Number(this.#input.value);
  }

  get text(): string {
    return valueText(this.#quantity, this.value);
  }

  #show(): void {
    setText(this.#number, this.text);
    this.#input.setAttribute('aria-valuetext', this.text);
  }
}
