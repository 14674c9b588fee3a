/** Keys and held buttons, for a person who drives. */
import { element } from '../dom.ts';
import type { ActionLook } from '../tasks/task-view.ts';

export interface SteeringListener {
  /** Whether arrow keys drive now; otherwise they do what they always do. */
  isDriving(): boolean;
  /** The action that goes there. */
  actionOf(look: ActionLook): number;
  press(action: number): void;
  release(action: number): void;
  releaseAll(): void;
}

const KEYS: Readonly<Record<string, ActionLook>> = { ArrowLeft: 'left', ArrowRight: 'right' };

/** Arrow keys, as long as `pane` has the keyboard or nothing has: in some browsers a clicked button does not take it. */
export function listenToKeys(pane: HTMLElement, listener: SteeringListener): void {
  const actionOf = ({ key, altKey, ctrlKey, metaKey, target }: KeyboardEvent): number | undefined => {
    const isHere = target === document.body || (target instanceof Node && pane.contains(target));
    if (!isHere || !listener.isDriving() || altKey || ctrlKey || metaKey) return undefined;
    return Object.hasOwn(KEYS, key) ? listener.actionOf(KEYS[key]) : undefined;
  };
  document.addEventListener('keydown', (event) => {
    const action = actionOf(event);
    if (action === undefined) return;
    event.preventDefault();
    if (!event.repeat) listener.press(action);
  });
  document.addEventListener('keyup', (event) => {
    const action = actionOf(event);
    if (action !== undefined) listener.release(action);
  });
  pane.addEventListener('focusout', () => listener.releaseAll());
}

/** A button that acts for as long as it is held; the Enter key presses it for a moment. */
export function createHeldButton(
  text: string,
  action: number,
  listener: SteeringListener,
): HTMLButtonElement {
  const held = element('button', { type: 'button', class: 'scene-held' }, text);
  held.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    held.setPointerCapture(event.pointerId);
    listener.press(action);
  });
  held.addEventListener('lostpointercapture', () => listener.release(action));
  // A click that no pointer made; one that a pointer made has been heard already.
  held.addEventListener('click', (event) => {
    if (event.detail !== 0) return;
    listener.press(action);
    listener.release(action);
  });
  // A long press must not open a menu.
  held.addEventListener('contextmenu', (event) => event.preventDefault());
  return held;
}
