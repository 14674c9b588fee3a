/**
 * The values that a hyper-parameter may take: said in words, checked, and read from text.
 *
 * Another kind of value is one more member of `Domain`, one line of `ValueOf` and one case of each function.
 */

import type { OptionValues } from '../env/task.ts';

/** From `min`, or from anything above `above`, to `max`. */
type Range = { readonly max: number } & ({ readonly min: number } | { readonly above: number });

type NumberDomain = { readonly kind: 'integer' | 'number' } & Range;

export type Domain =
  | NumberDomain
  /** `otherwise` says in a sentence what false means. */
  | { readonly kind: 'boolean'; readonly otherwise: string }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** The name of something that is not listed here, and some that there are. */
  | { readonly kind: 'name'; readonly suggestions: readonly string[] }
  /** Values by name, such as gravity=12,length=0.7. */
  | { readonly kind: 'options' }
  | {
      readonly kind: 'list';
      readonly items: NumberDomain;
      readonly minLength: number;
      readonly maxLength: number;
    };

/** The type of the values of a domain. */
export type ValueOf<D extends Domain> = D extends { readonly kind: 'choice' }
  ? D['choices'][number]
  : {
      integer: number;
      number: number;
      boolean: boolean;
      name: string;
      options: OptionValues;
      list: readonly number[];
    }[Exclude<D['kind'], 'choice'>];

/** More options than a task can have. */
const MAX_OPTIONS = 100;
const MAX_NAME_CHARACTERS = 1000;

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
    case 'name':
      return `one of ${domain.suggestions.join(', ')}, or the path of a module`;
    case 'options':
      return 'names and values, such as gravity=12,length=0.7';
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
    case 'name':
      return typeof value === 'string' && value !== '' && value.length <= MAX_NAME_CHARACTERS;
    case 'options':
      return isOptions(value);
    case 'list':
      return (
        Array.isArray(value) &&
        value.length >= domain.minLength &&
        value.length <= domain.maxLength &&
        value.every((item) => isInDomain(domain.items, item))
      );
  }
}

function isOptions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.values(value);
  return (
    entries.length <= MAX_OPTIONS &&
    entries.every((entry) => ['number', 'boolean', 'string'].includes(typeof entry))
  );
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
    case 'name':
      return text;
    case 'options':
      return parseOptions(text);
    case 'list':
      return numbersOrTexts(text);
  }
}

/** 12, -0.5, .5 or 1e-3: unlike JavaScript's, neither hexadecimal nor surrounded by spaces. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** "gravity=12,suttonBartoReward=true"; the text itself where that is not its form. */
function parseOptions(text: string): unknown {
  if (text === '') return {};
  const pairs = text.split(',').map((pair) => /^([^=]+)=(.*)$/s.exec(pair));
  if (pairs.includes(null)) return text;
  return Object.fromEntries(pairs.map((match) => [match?.[1], parseOption(match?.[2] ?? '')]));
}

function parseOption(text: string): unknown {
  return text === 'true' || text === 'false' ? text === 'true' : numberOrText(text);
}

/** A number where the text is one, else the text itself, which a check then refuses by showing it. */
export function numberOrText(text: string): number | string {
  // Adding 0 turns −0 into 0.
  return DECIMAL.test(text) ? Number(text) + 0 : text;
}

/** Numbers with commas between them, after which there may be spaces. */
export const numbersOrTexts = (text: string): readonly (number | string)[] =>
  text.split(/, */).map(numberOrText);

/** The text from which `parseValue` gives a value back, to the last bit. */
export function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(formatValue).join(',');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, entry]) => `${name}=${formatValue(entry)}`)
      .join(',');
  }
  return String(value);
}
