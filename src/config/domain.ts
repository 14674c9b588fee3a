/**
 * The values that a hyper-parameter may take: said in words, checked, and read from text.
 *
 * Another kind of value is one more member of `Domain`, one line of `ValueOf` and one case of each function.
 */

/** From `min`, or from anything above `above`, to `max`. */
type Range = { readonly max: number } & ({ readonly min: number } | { readonly above: number });

type NumberDomain = { readonly kind: 'integer' | 'number' } & Range;

export type Domain =
  | NumberDomain
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | {
      readonly kind: 'list';
      readonly items: NumberDomain;
      readonly minLength: number;
      readonly maxLength: number;
    };

/** The type of the values of a domain. */
export type ValueOf<D extends Domain> = D extends { readonly kind: 'choice' }
  ? D['choices'][number]
  : { integer: number; number: number; boolean: boolean; list: readonly number[] }[Exclude<
      D['kind'],
      'choice'
    >];

/** The values in words, such as "a number from 0 to 1". */
export function describeDomain(domain: Domain): string {
  switch (domain.kind) {
    case 'integer':
      return `an integer ${describeRange(domain)}`;
    case 'number':
      return `a number ${describeRange(domain)}`;
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${domain.choices.join(', ')}`;
    case 'list': {
      const { minLength, maxLength, items } = domain;
      const length = minLength === maxLength ? minLength : `${minLength} to ${maxLength}`;
      return `${length} ${items.kind}s ${describeRange(items)}`;
    }
  }
}

function describeRange(range: Range): string {
  return 'above' in range
    ? `above ${range.above} and at most ${range.max}`
    : `from ${range.min} to ${range.max}`;
}

export function isInDomain(domain: Domain, value: unknown): boolean {
  switch (domain.kind) {
    case 'integer':
      return Number.isSafeInteger(value) && isInRange(domain, value as number);
    case 'number':
      return Number.isFinite(value) && isInRange(domain, value as number);
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return domain.choices.includes(value as string);
    case 'list':
      return (
        Array.isArray(value) &&
        value.length >= domain.minLength &&
        value.length <= domain.maxLength &&
        value.every((item) => isInDomain(domain.items, item))
      );
  }
}

function isInRange(range: Range, value: number): boolean {
  return ('above' in range ? value > range.above : value >= range.min) && value <= range.max;
}

/** The value that a text means; what means none stays text, which is then in no domain of numbers. */
export function parseValue(domain: Domain, text: string): unknown {
  switch (domain.kind) {
    case 'integer':
    case 'number':
      return numberOrText(text);
    case 'boolean':
      return text === 'true' || (text === 'false' ? false : text);
    case 'choice':
      return text;
    case 'list':
      return numbersOrTexts(text);
  }
}

/** 12, -0.5, .5 or 1e-3: unlike JavaScript's, neither hexadecimal nor surrounded by spaces. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number where the text is one, else the text itself, which a check then refuses by showing it. */
export function numberOrText(text: string): number | string {
  // Adding 0 turns −0 into 0.
  return DECIMAL.test(text) ? Number(text) + 0 : text;
}

/** Numbers with commas between them, after which there may be spaces. */
export const numbersOrTexts = (text: string): readonly (number | string)[] =>
  text.split(/, */).map(numberOrText);
