/** The step at which all charts of the page have their cursor; null where there is none, and each shows its last values. */

const listeners = new Set<() => void>();
let cursor: number | null = null;

export const cursorStep = (): number | null => cursor;

export function moveCursor(step: number | null): void {
  if (step === cursor) return;
  cursor = step;
  for (const listener of listeners) listener();
}

export function onCursorMove(listener: () => void): void {
  listeners.add(listener);
}
