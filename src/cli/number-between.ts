/** Numbers as values of flags. */
import { type Domain, describeDomain, isInDomain, numberOrText } from '../config/domain.ts';
import { UsageError } from './program.ts';

/** A parser for a flag's value; out of bounds, it says what was given and what is expected. */
export function numberBetween(flag: string, min: number, max: number, kind: 'an integer' | 'a number') {
  const domain: Domain = { kind: kind === 'an integer' ? 'integer' : 'number', min, max };
  return (text: string): number => {
    const value = numberOrText(text);
    if (isInDomain(domain, value)) return value as number;
    throw new UsageError(`${flag}: got ${JSON.stringify(text)}, expected ${describeDomain(domain)}`);
  };
}
