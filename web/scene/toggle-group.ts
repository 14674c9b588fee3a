/** Buttons of which one is pressed. Not radio buttons: those would take the arrow keys, with which a person drives. */
import { button, element } from '../dom.ts';

export interface ToggleGroup<T> {
  readonly element: HTMLElement;
  /** Shows which one holds. */
  mark(value: T): void;
}

/**
 * @param id of the label, one in the page.
 * @param name of a value, as its button shows it.
 */
export function createToggleGroup<T>(
  id: string,
  label: string,
  values: readonly T[],
  name: (value: T) => string,
  choose: (value: T) => void,
): ToggleGroup<T> {
  const buttons = values.map((value) =>
    button(name(value), () => choose(value), { 'aria-pressed': 'false' }),
  );
  const group = element('div', { class: 'scene-choice', role: 'group', 'aria-labelledby': id }, ...buttons);
  return {
    element: element('div', { class: 'field' }, element('span', { id }, label), group),
    mark(chosen) {
      for (const [k, value] of values.entries()) {
        buttons[k].setAttribute('aria-pressed', String(value === chosen));
      }
    },
  };
}
