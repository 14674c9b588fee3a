/** The training episodes as they happen: the steps of each report, shown over the time until the next one. */
import type { Footage } from '../lab.ts';

export interface Frame {
  /** s, as the agent sees it: scaled. */
  readonly observation: Float32Array;
  readonly action: number;
  /** Which part of the actions since the frame before was not greedy, from 0 to 1. */
  readonly exploring: number;
  /** Steps since the frame before. */
  readonly steps: number;
}

/** ms between two reports of a run that is too fast to be reported step by step. */
const REPORT_MS = 100;

export class Film {
  #footage: Footage | null = null;
  #begun = 0;
  /** Of the frame before. */
  #shown = -1;

  /** @param now ms on a clock. */
  add(footage: Footage, now: number): void {
    this.#footage = footage;
    this.#begun = now;
    this.#shown = -1;
  }

  clear(): void {
    this.#footage = null;
  }

  /** The frame for a moment; the last one if that is after the end. Null if there is no footage. */
  at(now: number): Frame | null {
    if (this.#footage === null) return null;
    const { observations, actions, explored } = this.#footage;
    const count = actions.length;
    const due = Math.floor(((now - this.#begun) / REPORT_MS) * count);
    const k = Math.max(this.#shown, 0, Math.min(due, count - 1));
    const from = Math.min(this.#shown + 1, k);
    const since = explored.subarray(from, k + 1);
    this.#shown = k;
    const size = observations.length / count;
    return {
      observation: observations.subarray(k * size, (k + 1) * size),
      action: actions[k],
      exploring: since.reduce((sum, one) => sum + one, 0) / since.length,
      steps: since.length,
    };
  }
}
