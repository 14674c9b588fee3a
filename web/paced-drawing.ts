/**
 * Draws what has changed: in an animation frame, so many times a second at most, and not while the page is hidden.
 *
 * Something is seen when any part of its element is on the screen, or nearly so; frames stop in a hidden tab anyway.
 */
export class PacedDrawing {
  readonly #draw: () => void;
  readonly #milliseconds: number;
  #isDue = false;
  #isSeen = false;
  #isScheduled = false;
  #drawnAt = -Infinity;

  constructor(element: Element, timesASecond: number, draw: () => void) {
    this.#draw = draw;
    this.#milliseconds = 1000 / timesASecond;
    const observer = new IntersectionObserver(
      (entries) => {
        this.#isSeen = entries.at(-1)?.isIntersecting ?? false;
        this.#schedule();
      },
      { rootMargin: '100px' },
    );
    observer.observe(element);
  }

  /** Something has changed. */
  request(): void {
    this.#isDue = true;
    this.#schedule();
  }

  /** Nothing more will change for now: what is due is drawn at once, seen or not, so that a picture of the page is up to date. */
  settle(): void {
    if (this.#isDue) this.#drawNow();
  }

  #schedule(): void {
    if (!this.#isDue || !this.#isSeen || this.#isScheduled) return;
    this.#isScheduled = true;
    const wait = Math.max(0, this.#drawnAt + this.#milliseconds - performance.now());
    setTimeout(() => requestAnimationFrame(this.#frame), wait);
  }

  readonly #frame = (): void => {
    this.#isScheduled = false;
    if (this.#isDue && this.#isSeen) this.#drawNow();
  };

  #drawNow(): void {
    this.#isDue = false;
    this.#drawnAt = performance.now();
    this.#draw();
  }
}
