/** What a box holds by keyboard: one item of it is a stop for Tab, and from there ↑ and ↓ lead to the others. */

const NUMBERS = 'data';

const itemsIn = (box: HTMLElement, items: string) => [...box.querySelectorAll<HTMLElement>(items)];

/** The item that Tab leads to: this one, or the first of all. */
export function chooseStop(box: HTMLElement, items: string, wanted: HTMLElement | null): void {
  const all = itemsIn(box, items);
  const stop = wanted ?? all[0];
  for (const item of all) item.tabIndex = item === stop ? 0 : -1;
}

/** @param items a selector of all that is gone through. */
export function useArrows(box: HTMLElement, items = NUMBERS): void {
  box.addEventListener('keydown', (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const all = itemsIn(box, items);
    const at = all.indexOf(event.target as HTMLElement);
    const next = step === undefined ? undefined : all[at + step];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    chooseStop(box, items, next);
    next.focus();
  });
}

/** Fills the box anew; what had the keyboard has it again, if there is a number of that name. */
export function keepingFocus(box: HTMLElement, fill: () => void): void {
  const { activeElement } = document;
  const quantity = box.contains(activeElement) ? activeElement?.getAttribute('data-quantity') : null;
  fill();
  chooseStop(box, NUMBERS, box.querySelector<HTMLElement>(`.is-new ${NUMBERS}`));
  if (quantity == null) return;
  const again = itemsIn(box, NUMBERS).find((number) => number.dataset.quantity === quantity);
  (again ?? box.closest<HTMLElement>('.pane'))?.focus({ preventScroll: true });
}
