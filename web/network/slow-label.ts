/** The name of a picture that changes many times a second, for those who hear it: renewed once a second at most. */

const EVERY_MILLISECONDS = 1000;

export class SlowLabel {
  readonly #element: Element;
  #text = '';
  #isWaiting = false;

  constructor(element: Element) {
    this.#element = element;
  }

  set(text: string): void {
    this.#text = text;
    if (this.#isWaiting) return;
    this.#write();
    this.#isWaiting = true;
    setTimeout(() => {
      this.#isWaiting = false;
      this.#write();
    }, EVERY_MILLISECONDS);
  }

  #write(): void {
    if (this.#element.getAttribute('aria-label') !== this.#text) {
      this.#element.setAttribute('aria-label', this.#text);
    }
  }
}
