/** Numbers as values of flags. */
import { UsageError } from './program.ts';

/** A parser for a flag's value; out of bounds, it says what was given and what is expected. */
export function numberBetween(flag: string, low: number, high: number, kind: 'an integer' | 'a number') {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const fits = value >= low && value <= high && (kind === 'a number' || Number.isInteger(value));
    if (fits) return value;
    throw new UsageError(`${flag}: got ${JSON.stringify(text)}, expected ${kind} from ${low} to ${high}`);
  };
}
