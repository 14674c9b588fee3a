/** The news of the lab, and who hears them. */

/**
 * - `started`: another run is there, and everything is reset
 * - `phase`
 * - `progress`: rows, step or parameters are newer
 * - `inspection`: it has paused at another place, or left it
 * - `speed`, `chosen`
 * - `shown`: `policy` is another object, perhaps of another shape; comes with `progress` and `inspection`
 */
export type LabEvent = 'started' | 'phase' | 'progress' | 'inspection' | 'speed' | 'chosen' | 'shown';

export class LabEvents {
  readonly #listeners = new Map<LabEvent, Set<() => void>>();

  /** Returns the function that stops listening. */
  on(event: LabEvent, listener: () => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    // A function of its own, so that one listener may be added twice and taken away once.
    const own = () => listener();
    listeners.add(own);
    return () => listeners.delete(own);
  }

  emit(...events: LabEvent[]): void {
    for (const event of events) {
      for (const listener of [...(this.#listeners.get(event) ?? [])]) {
        try {
          listener();
        } catch (error) {
          // One pane that fails must not keep the news from the others. The page hears of it all the same.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
  }
}
