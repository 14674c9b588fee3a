/** Asks the page to bring a pane into view: panes may ask that of one another without knowing where they are. */

type Listener = (id: string) => void;
const listeners = new Set<Listener>();

export function reveal(id: string): void {
  for (const listener of listeners) listener(id);
}

export function onReveal(listener: Listener): void {
  listeners.add(listener);
}
