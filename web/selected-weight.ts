/** The weight or bias that the learner watches, by its number in the flat array of parameters: one for the whole page. */

const listeners = new Set<() => void>();
/** Beyond every network at first, which means the last parameter: the bias of the last action. */
let selected = Number.POSITIVE_INFINITY;

/** The number of the parameter, for a network that has `count` of them. */
export function selectedWeight(count: number): number {
  return Math.max(0, Math.min(selected, count - 1));
}

export function selectWeight(k: number): void {
  if (!(k >= 0) || k === selected) return;
  selected = Math.floor(k);
  for (const listener of listeners) listener();
}

/** Returns the function that stops listening. */
export function onWeightSelected(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
