/** The numbers of a box by keyboard: one of them is a stop for Tab, and from there ↑ and ↓ lead to the others. */

const numbersIn = (box: HTMLElement) => [...box.querySelectorAll<HTMLElement>('data')];

/** The first number that is new, or the first of all, becomes the one that Tab leads to. */
function chooseStop(box: HTMLElement): void {
  const numbers = numbersIn(box);
  const stop = box.querySelector<HTMLElement>('.is-new data') ?? numbers[0];
  for (const number of numbers) number.tabIndex = number === stop ? 0 : -1;
}

export function useArrows(box: HTMLElement): void {
  box.addEventListener('keydown', (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const numbers = numbersIn(box);
    const at = numbers.indexOf(event.target as HTMLElement);
    const next = step === undefined ? undefined : numbers[at + step];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    numbers[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}

/** Fills the box anew; what had the keyboard has it again, if there is a number of that name. */
export function keepingFocus(box: HTMLElement, fill: () => void): void {
  const { activeElement } = document;
  const quantity = box.contains(activeElement) ? activeElement?.getAttribute('data-quantity') : null;
  fill();
  chooseStop(box);
  if (quantity == null) return;
  const again = numbersIn(box).find((number) => number.dataset.quantity === quantity);
  (again ?? box.closest<HTMLElement>('.pane'))?.focus({ preventScroll: true });
}
