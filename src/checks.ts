/**
 * Arguments that cannot be right, refused where they come in and in one line.
 *
 * Typed arrays take anything: −1 becomes 255, a missing entry NaN, 300 becomes 44, and the program goes on. So does a
 * comparison with `undefined`, which is false for ever. TypeScript sees some of that, and JavaScript none.
 */

/** The largest finite float32: what is larger becomes Infinity in a Float32Array. */
export const MAX_FLOAT32 = 2 ** 128 - 2 ** 104;

/** How many characters of a text or list a message repeats. */
const SHOWN_LENGTH = 40;

/** `batchSize is 0; expected a positive integer` */
export function refusal(name: string, value: unknown, expected: string): RangeError {
  return new RangeError(`${name} is ${show(value)}; expected ${expected}`);
}

/** Throws a RangeError unless `value` is a positive integer. */
export function checkPositiveInteger(name: string, value: number): void {
  if (!isPositiveInteger(value)) throw refusal(name, value, 'a positive integer');
}

/** Throws a RangeError unless `value` is an integer from `min` to `max`. */
export function checkInteger(name: string, value: number, min: number, max: number): void {
  if (!(Number.isSafeInteger(value) && value >= min && value <= max)) {
    throw refusal(name, value, `an integer from ${min} to ${max}`);
  }
}

/** Throws a RangeError unless `value` is a number from `min` to `max`. */
export function checkNumber(name: string, value: number, min: number, max: number): void {
  if (!(Number.isFinite(value) && value >= min && value <= max)) {
    throw refusal(name, value, `a number from ${min} to ${max}`);
  }
}

/** A value in a message: as JSON, except what JSON has no words for. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(showValue).join(',')}]`;
  return typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value);
}

export function isPositiveInteger(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** A value in a few characters: numbers as they are, texts in quotes. */
function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (Array.isArray(value)) return `[${cut(value.map(show).join(', '))}]`;
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

const cut = (text: string) => (text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text);
