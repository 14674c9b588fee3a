/** Asks a network about all points of the grid without making the page wait: a few milliseconds of each frame. */
import type { PolicyGrid, QOf, Slice } from './grid.ts';

const FRAME_MILLISECONDS = 6;

/** What is to be drawn, as it was when the pass began. */
export interface Question {
  readonly qOf: QOf;
  readonly slice: Slice;
}

export class GridPass {
  readonly #grid: PolicyGrid;
  readonly #ask: () => Question | null;
  readonly #done: () => void;
  readonly #inNextFrame: (work: () => void) => void;
  #question: Question | null = null;
  #next = 0;
  #isOutdated = false;

  /**
   * @param ask gives what a pass is about; null if there is nothing.
   * @param done is called whenever the grid is complete.
   * @param inNextFrame is `requestAnimationFrame`, or in its place.
   */
  constructor(
    grid: PolicyGrid,
    ask: () => Question | null,
    done: () => void,
    inNextFrame: (work: () => void) => void,
  ) {
    this.#grid = grid;
    this.#ask = ask;
    this.#done = done;
    this.#inNextFrame = inNextFrame;
  }

  /** Network or slice are others now. A pass that is under way is finished first, or a slow one would never come to its end. */
  request(): void {
    if (this.#question === null) this.#begin();
    else this.#isOutdated = true;
  }

  #begin(): void {
    this.#isOutdated = false;
    this.#next = 0;
    this.#question = this.#ask();
    this.#work();
  }

  readonly #work = (): void => {
    if (this.#question === null) return;
    const { qOf, slice } = this.#question;
    const end = performance.now() + FRAME_MILLISECONDS;
    for (; this.#next < this.#grid.count; this.#next++) {
      if (performance.now() >= end) {
        this.#inNextFrame(this.#work);
        return;
      }
      this.#grid.fill(this.#next, slice, qOf);
    }
    this.#question = null;
    this.#done();
    if (this.#isOutdated) this.#inNextFrame(() => this.request());
  };
}
