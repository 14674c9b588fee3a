/** What a person's keys and buttons come to: one direction at any moment, because CartPole is pushed at every step. */

/** Left, or right. */
export type Action = 0 | 1;
export const LEFT: Action = 0;
export const RIGHT: Action = 1;

/** The direction pressed last; it stays when the key is let go, unless the other one is still held. */
export class Steering {
  /** null until the first press. */
  direction: Action | null = null;
  /** In the order in which they were pressed. */
  #held: readonly Action[] = [];

  press(action: Action): void {
    this.#held = [...this.#held.filter((held) => held !== action), action];
    this.direction = action;
  }

  release(action: Action): void {
    this.#held = this.#held.filter((held) => held !== action);
    if (this.direction !== null) this.direction = this.#held.at(-1) ?? this.direction;
  }

  /** For when keys may come up unseen, because another window has the keyboard. */
  releaseAll(): void {
    this.#held = [];
  }

  /** Waits for a new press, also where a key is still down. */
  forget(): void {
    this.direction = null;
  }
}
