/** Frames for as long as something plays and can be seen. */

export class Animation {
  readonly #frame: (seconds: number) => void;
  #playing = false;
  #onScreen = true;
  /** Of the frame that is asked for; 0 if none is. */
  #request = 0;
  /** ms; NaN before the first frame after a break, which takes no time. */
  #last = Number.NaN;

  /**
   * @param seen the element without which no frames are needed.
   * @param frame gets the seconds since the last one, 0 after a break.
   */
  constructor(seen: Element, frame: (seconds: number) => void) {
    this.#frame = frame;
    new IntersectionObserver((entries) => {
      this.#onScreen = entries[entries.length - 1].isIntersecting;
      this.#update();
    }).observe(seen);
    document.addEventListener('visibilitychange', () => this.#update());
  }

  /** Whether it is meant to play: it may be out of sight. */
  get playing(): boolean {
    return this.#playing;
  }

  set playing(playing: boolean) {
    this.#playing = playing;
    this.#update();
  }

  #update(): void {
    const runs = this.#playing && this.#onScreen && !document.hidden;
    if (runs === (this.#request !== 0)) return;
    if (runs) {
      this.#last = Number.NaN;
      this.#request = requestAnimationFrame(this.#tick);
    } else {
      cancelAnimationFrame(this.#request);
      this.#request = 0;
    }
  }

  readonly #tick = (time: number): void => {
    this.#request = requestAnimationFrame(this.#tick);
    const seconds = Number.isNaN(this.#last) ? 0 : (time - this.#last) / 1000;
    this.#last = time;
    this.#frame(seconds);
  };
}
