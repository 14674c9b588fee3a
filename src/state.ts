import { UserError } from './user-error.ts';

/**
 * What the parts of a run remember, as plain data: a run that stops and goes on later ends with the same bits.
 *
 * Giving a state is simple, for a program trusts itself. Taking one back trusts nothing, because a state may come from a
 * file: each part says what it expects, and `SavedState` refuses what is not that.
 */

export type StateArray = Uint8Array | Uint32Array | Float32Array | Float64Array;

/** A finite number that JSON keeps exactly (so no −0), a truth, a text, nothing, an array, or a part with its own values. */
export type StateValue = number | boolean | string | null | StateArray | State;

export interface State {
  readonly [name: string]: StateValue;
}

/** Small integers as a state holds them: in bytes where all of them fit, else in 32 bits each. A copy. */
export function compact(integers: Uint16Array): Uint8Array | Uint32Array {
  return integers.every((value) => value < 256) ? Uint8Array.from(integers) : Uint32Array.from(integers);
}

/** What can go on later exactly as if it had never stopped. */
export interface Stateful {
  /** All that it remembers. Arrays may be views of its own: copy or encode them before it goes on. */
  state(): State;
  /**
   * Takes over, by value, the state of an object that was made with the same arguments. Throws a StateError if this cannot
   * be such a state; the object is then of no use.
   */
  restore(saved: SavedState): void;
}

/** A saved state that does not fit. One line: which value, what it is, what was expected. */
export class StateError extends UserError {
  override name = 'StateError';
}

/** How many characters of a name or text of unknown origin a message repeats. */
const QUOTED_LENGTH = 40;

const ARRAY_KINDS = [Uint8Array, Uint32Array, Float32Array, Float64Array] as const;

type ArrayKind<A extends StateArray> = { readonly name: string; new (values: ArrayLike<number>): A };

/** Reads a state that may come from anywhere. Every method but the last throws a StateError for a value that is not allowed. */
export class SavedState {
  readonly #values: State;
  readonly #path: string;
  readonly #read = new Set<string>();
  readonly #parts = new Map<string, SavedState>();

  /** @param path what messages call it, such as `agent.replay`; empty at the top. */
  constructor(values: State, path = '') {
    this.#values = values;
    this.#path = path;
  }

  part(name: string): SavedState {
    const value = this.#take(name);
    if (!isPart(value)) throw this.refusal(name, 'an object');
    const part = this.#parts.get(name) ?? new SavedState(value, this.#pathOf(name));
    this.#parts.set(name, part);
    return part;
  }

  partOrNull(name: string): SavedState | null {
    return this.#take(name) === null ? null : this.part(name);
  }

  /** Null if nothing of this name was saved. */
  optionalPart(name: string): SavedState | null {
    return this.#take(name) === undefined ? null : this.part(name);
  }

  boolean(name: string): boolean {
    const value = this.#take(name);
    if (typeof value !== 'boolean') throw this.refusal(name, 'true or false');
    return value;
  }

  text(name: string): string {
    const value = this.#take(name);
    if (typeof value !== 'string') throw this.refusal(name, 'a string');
    return value;
  }

  /** One of a few texts. */
  choice<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.#take(name);
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw this.refusal(name, `one of ${choices.join(', ')}`);
    return chosen;
  }

  /** An integer from min to max. */
  integer(name: string, min: number, max: number): number {
    const value = this.#take(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
      throw this.refusal(name, `an integer from ${min} to ${max}`);
    }
    return value;
  }

  integerOrNull(name: string, min: number, max: number): number | null {
    return this.#take(name) === null ? null : this.integer(name, min, max);
  }

  /** A number from min to max; any finite one without them. */
  number(name: string, min = -Number.MAX_VALUE, max = Number.MAX_VALUE): number {
    const value = this.#take(name);
    if (typeof value !== 'number' || !(value >= min && value <= max)) {
      throw this.refusal(name, range(min, max));
    }
    return value;
  }

  numberOrNull(name: string, min?: number, max?: number): number | null {
    return this.#take(name) === null ? null : this.number(name, min, max);
  }

  /** Copies an array of the same kind and length as `to`, each entry a number from min to max; any finite one without them. */
  copyInto(name: string, to: StateArray, min?: number, max?: number): void {
    const value = this.#take(name);
    const kind = kindOf(to);
    if (kindOf(value) !== kind || (value as StateArray).length !== to.length) {
      throw this.refusal(name, `a ${kind} of ${to.length}`);
    }
    this.#checkEntries(name, value as StateArray, min, max);
    to.set(value as StateArray);
  }

  /** A copy of an array whose length is not known beforehand, with entries as in `copyInto`. */
  array<A extends StateArray>(
    name: string,
    Kind: ArrayKind<A>,
    maxLength: number,
    min?: number,
    max?: number,
  ): A {
    const value = this.#take(name);
    if (!(value instanceof Kind) || value.length > maxLength) {
      throw this.refusal(name, `a ${Kind.name} of at most ${maxLength}`);
    }
    this.#checkEntries(name, value, min, max);
    return new Kind(value);
  }

  /** A copy of what `compact` made: at most `maxLength` integers from 0 to `max`. */
  integers(name: string, maxLength: number, max: number): Uint8Array | Uint32Array {
    return max > 255 && this.#value(name) instanceof Uint32Array
      ? this.array(name, Uint32Array, maxLength, 0, max)
      : this.array(name, Uint8Array, maxLength, 0, max);
  }

  /** Throws a StateError if there is a value, here or in a part that was read, that was not read. */
  checkAllRead(): void {
    for (const name of Object.keys(this.#values)) {
      if (!this.#read.has(name)) throw this.refusal(name, 'nothing of this name');
    }
    for (const part of this.#parts.values()) part.checkAllRead();
  }

  /** The error that says why a value is refused: for what only its reader can judge. */
  refusal(name: string, expected: string): StateError {
    return new StateError(`${this.#pathOf(name)} is ${describe(this.#value(name))}; expected ${expected}`);
  }

  #take(name: string): StateValue | undefined {
    this.#read.add(name);
    return this.#value(name);
  }

  /** Own properties only: what every object inherits was not saved. */
  #value(name: string): StateValue | undefined {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  #pathOf(name: string): string {
    const shown = /^\w+$/.test(name) && name.length <= QUOTED_LENGTH ? name : quote(name);
    return this.#path === '' ? shown : `${this.#path}.${shown}`;
  }

  #checkEntries(name: string, entries: StateArray, min = -Number.MAX_VALUE, max = Number.MAX_VALUE): void {
    for (let k = 0; k < entries.length; k++) {
      if (entries[k] >= min && entries[k] <= max) continue;
      throw new StateError(`${this.#pathOf(name)}[${k}] is ${entries[k]}; expected ${range(min, max)}`);
    }
  }
}

function kindOf(value: unknown): string | undefined {
  return ARRAY_KINDS.find((Kind) => value instanceof Kind)?.name;
}

/** Whether a value of a state is a part with values of its own. */
export function isPart(value: StateValue | undefined): value is State {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Array.isArray(value);
}

const range = (min: number, max: number): string =>
  min === -Number.MAX_VALUE && max === Number.MAX_VALUE
    ? 'a finite number'
    : `a number from ${min} to ${max}`;

const quote = (text: string): string =>
  JSON.stringify(text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text);

function describe(value: StateValue | undefined): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const kind = kindOf(value);
  if (kind !== undefined) return `a ${kind} of ${(value as StateArray).length}`;
  return isPart(value) ? 'an object' : 'a list';
}
