/** A slider with its number beside it. */
import { tickText } from '../axis.ts';
import { element, field, setText } from '../dom.ts';

const STEP = 0.1;

export class Slider {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  /** The slider itself says its value to those who do not see this. */
  readonly #number = element('span', { class: 'policy-map-number', 'aria-hidden': 'true' });
  readonly #unit: string;

  /** From −reach to reach, at first 0. */
  constructor(id: string, name: string, reach: number, unit: string, changed: () => void) {
    this.#unit = unit;
    const oninput = () => {
      this.#show();
      changed();
    };
    this.#input = element('input', {
      id,
      type: 'range',
      min: -reach,
      max: reach,
      step: STEP,
      value: 0,
      oninput,
    });
    this.element = field(name, this.#input, this.#number);
    this.#show();
  }

  get value(): number {
    return Number(this.#input.value);
  }

  get text(): string {
    return `${tickText(this.value, STEP)} ${this.#unit}`;
  }

  #show(): void {
    setText(this.#number, this.text);
    this.#input.setAttribute('aria-valuetext', this.text);
  }
}
