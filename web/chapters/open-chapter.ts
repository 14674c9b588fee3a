/** Which chapter is open, from 1: one for the whole page. */

const listeners = new Set<() => void>();
let open = 1;

export const openChapter = (): number => open;

export function chooseChapter(number: number): void {
  if (number === open) return;
  open = number;
  for (const listener of listeners) listener();
}

export function onChapterChange(listener: () => void): void {
  listeners.add(listener);
}
