/** What a person needs who drives: buttons to hold, for those without arrow keys, and a way out. */
import { button, element, setText } from '../dom.ts';
import type { TaskView } from '../tasks/task-view.ts';
import { createHeldButton, type SteeringListener } from './steering-input.ts';

export class HumanControls {
  readonly element: HTMLElement;
  readonly #listener: SteeringListener;
  readonly #buttons = element('div', { class: 'scene-held-buttons' });
  readonly #note = element('p', { class: 'note' });
  #view: TaskView | null = null;

  constructor(listener: SteeringListener, handOver: () => void) {
    this.#listener = listener;
    this.element = element(
      'div',
      { class: 'scene-human' },
      this.#buttons,
      this.#note,
      button('Hand over to the agent', handOver, { class: 'primary' }),
    );
  }

  show(view: TaskView): void {
    if (view === this.#view) return;
    this.#view = view;
    const held = [...view.actions.entries()].filter(([, { look }]) => look !== 'rest');
    this.#buttons.replaceChildren(
      ...held.map(([action, { command }]) => createHeldButton(command, action, this.#listener)),
    );
    setText(this.#note, view.driving);
  }
}
