/** Picks one transition of the minibatch: by buttons, by its number, or by keys wherever the pane has the keyboard. */
import { button, element, field } from '../dom.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ',': -1, ArrowRight: 1, '.': 1 };

export interface PickerActions {
  /** Goes on by `step` transitions, round the ends. */
  move(step: number): void;
  /** Goes to a transition, from 0. */
  pick(b: number): void;
  mostWrong(): void;
  nextTerminated(): void;
}

export class SamplePicker {
  readonly element: HTMLElement;
  readonly #number = element('input', {
    type: 'number',
    id: 'step-through-sample',
    min: 1,
    step: 1,
    value: 1,
  });
  readonly #label: HTMLElement;
  readonly #mostWrong: HTMLButtonElement;

  constructor(actions: PickerActions) {
    this.#number.addEventListener('change', () => actions.pick(this.#number.valueAsNumber - 1));
    const numbered = field('Transition', this.#number);
    this.#label = numbered.querySelector('label') as HTMLElement;
    this.#mostWrong = button('Largest |δ|', actions.mostWrong);
    this.element = element(
      'div',
      { class: 'row picker', role: 'group', 'aria-label': 'Transition of the minibatch' },
      button('← Previous', () => actions.move(-1), { 'aria-keyshortcuts': 'ArrowLeft ,' }),
      numbered,
      button('Next →', () => actions.move(1), { 'aria-keyshortcuts': 'ArrowRight .' }),
      this.#mostWrong,
      button('Next that ended', actions.nextTerminated),
    );
  }

  /** @param isJudged whether the errors δ of this batch are known. */
  show(b: number, size: number, isJudged: boolean): void {
    this.element.hidden = size === 1;
    this.#mostWrong.disabled = !isJudged;
    this.#label.textContent = `Transition (1 to ${size})`;
    this.#number.max = String(size);
    // Also while it has the focus: what was typed may have been out of bounds.
    this.#number.value = String(b + 1);
  }
}

/** How far a key goes through the batch; 0 for keys that mean something else, or nothing. */
export function stepOfKey({ key, ctrlKey, altKey, metaKey, target }: KeyboardEvent): number {
  if (ctrlKey || altKey || metaKey) return 0;
  // Where the arrows and characters belong to what is being filled in, or moved.
  const isField =
    target instanceof Element &&
    target.closest('input, select, textarea, [role="application"], [role="listbox"]');
  return isField ? 0 : (STEPS[key] ?? 0);
}
