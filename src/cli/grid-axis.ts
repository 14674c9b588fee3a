/** What a grid varies, as text: "length=0.25,0.5,1" or, evenly spaced, "length=0.25..2:8". */
import { numberOrText } from '../config/domain.ts';
import { UsageError } from './program.ts';

export interface GridAxis {
  readonly name: string;
  readonly values: readonly number[];
}

const MAX_VALUES = 100;
/** Digits of an evenly spaced value, so that 0.1 · 3 is 0.3. */
const DIGITS = 12;

/** @throws UsageError that says what was given and what is expected. */
export function parseGridAxis(text: string): GridAxis {
  const refuse = (problem: string) =>
    new UsageError(
      `--vary: got ${JSON.stringify(text)}, ${problem}; expected a name, = and up to ${MAX_VALUES} numbers, such as length=0.25,0.5,1, or evenly spaced ones, such as length=0.25..2:8`,
    );
  const [, name, list] = /^([A-Za-z][\w-]*)=(.+)$/.exec(text) ?? [];
  if (name === undefined || list === undefined) throw refuse('which names no values');
  const [, first, last, count] = /^(.+?)\.\.(.+):(\d+)$/.exec(list) ?? [];
  const ends = (count === undefined ? list.split(',') : [first, last]).map(numberOrText);
  const wrong = ends.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw refuse(`where ${JSON.stringify(wrong)} is not a number`);
  const length = count === undefined ? ends.length : Number(count);
  if (length > MAX_VALUES) throw refuse(`which has ${length} values`);
  if (count !== undefined && length < 2) throw refuse('where a range has fewer than 2 values');
  const values = count === undefined ? (ends as number[]) : spaced(ends as number[], length);
  if (new Set(values).size < values.length) throw refuse('which names a value twice');
  return { name, values };
}

/** From the first to the last of two values. */
function spaced([first, last]: readonly number[], count: number): number[] {
  const at = (k: number) => first + ((last - first) * k) / (count - 1);
  return Array.from({ length: count }, (_, k) => Number(at(k).toPrecision(DIGITS)));
}
