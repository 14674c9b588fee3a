/** Asks a network about all points of a grid without making the page wait: a few milliseconds of each frame. */
import { PolicyGrid, type QOf } from './grid.ts';
import type { Plane } from './plane.ts';

const FRAME_MILLISECONDS = 6;

/** What is to be drawn, as it was when the pass began. */
export interface Question {
  readonly qOf: QOf;
  readonly plane: Plane;
  readonly actionCount: number;
}

export class GridPass {
  readonly #ask: () => Question | null;
  readonly #done: (grid: PolicyGrid) => void;
  readonly #inNextFrame: (work: () => void) => void;
  /** null while there is no pass under way. */
  #grid: PolicyGrid | null = null;
  #qOf: QOf = () => new Float32Array();
  #next = 0;
  #isOutdated = false;

  /**
   * @param ask gives what a pass is about; null if there is nothing.
   * @param done gets each grid that is complete.
   * @param inNextFrame is `requestAnimationFrame`, or in its place.
   */
  constructor(
    ask: () => Question | null,
    done: (grid: PolicyGrid) => void,
    inNextFrame: (work: () => void) => void,
  ) {
    this.#ask = ask;
    this.#done = done;
    this.#inNextFrame = inNextFrame;
  }

  /** Network or plane are others now. A pass that is under way is finished first, or a slow one would never come to its end. */
  request(): void {
    if (this.#grid === null) this.#begin();
    else this.#isOutdated = true;
  }

  #begin(): void {
    this.#isOutdated = false;
    const question = this.#ask();
    if (question === null) return;
    this.#next = 0;
    this.#qOf = question.qOf;
    this.#grid = new PolicyGrid(question.plane, question.actionCount);
    this.#work();
  }

  readonly #work = (): void => {
    const grid = this.#grid;
    if (grid === null) return;
    const end = performance.now() + FRAME_MILLISECONDS;
    for (; this.#next < grid.plane.count; this.#next++) {
      if (performance.now() >= end) {
        this.#inNextFrame(this.#work);
        return;
      }
      grid.fill(this.#next, this.#qOf);
    }
    this.#grid = null;
    this.#done(grid);
    if (this.#isOutdated) this.#inNextFrame(() => this.request());
  };
}
