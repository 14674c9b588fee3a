/** What a person's keys and buttons come to: one action for each step. */
import type { ActionView } from '../tasks/task-view.ts';

export class Steering {
  /** What is done while nothing is pressed; null: the last action goes on. */
  #idle: number | null = null;
  /** The action pressed last; null until the first press. */
  #last: number | null = null;
  /** Pressed since the last step: however short a press was, it counts for one. */
  #tapped: number | null = null;
  /** In the order in which they were pressed. */
  #held: readonly number[] = [];

  /** Waits for a first press of one of these actions. */
  begin(actions: readonly ActionView[]): void {
    const rest = actions.findIndex(({ look }) => look === 'rest');
    this.#idle = rest < 0 ? null : rest;
    this.forget();
  }

  /** What is to be done in the next step; null until the first press. */
  get action(): number | null {
    if (this.#last === null) return null;
    return this.#tapped ?? this.#held.at(-1) ?? this.#idle ?? this.#last;
  }

  press(action: number): void {
    this.#held = [...this.#held.filter((held) => held !== action), action];
    this.#last = action;
    this.#tapped = action;
  }

  release(action: number): void {
    this.#held = this.#held.filter((held) => held !== action);
    if (this.#last !== null) this.#last = this.#held.at(-1) ?? this.#last;
  }

  /** For when keys may come up unseen, because another window has the keyboard. */
  releaseAll(): void {
    this.#held = [];
  }

  /** The step has been taken. */
  taken(): void {
    this.#tapped = null;
  }

  /** Waits for a new press, also where a key is still down. */
  forget(): void {
    this.#last = null;
    this.#tapped = null;
  }
}
