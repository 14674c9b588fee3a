/** Random configurations, made from what the table of hyper-parameters promises in words. */
import fc from 'fast-check';
import { type Algorithm, type HyperParameter, parametersOf, resolveConfig } from '../../src/config/config.ts';

interface Range {
  readonly min: number;
  readonly max: number;
  readonly minExcluded: boolean;
  readonly maxExcluded: boolean;
}

/** The range that the help text promises. What it says in words is what the tests hold `resolveConfig` to. */
export function promisedRange({ expected }: HyperParameter): Range {
  const match =
    /from (?<min>\S+) to (?<max>\S+)$/.exec(expected) ??
    /(?<above>above) (?<min>\S+) and at most (?<max>\S+)$/.exec(expected) ??
    /from (?<min>\S+) and (?<below>below) (?<max>\S+)$/.exec(expected);
  const { min, max, above, below } = match!.groups!;
  return {
    min: Number(min),
    max: Number(max),
    minExcluded: above !== undefined,
    maxExcluded: below !== undefined,
  };
}

export function promisedLength({ expected }: HyperParameter): { minLength: number; maxLength: number } {
  const [, min, max = min] = /^(\d+)(?: to (\d+))? (?:integers|numbers)/.exec(expected)!;
  return { minLength: Number(min), maxLength: Number(max) };
}

export const isInteger = ({ kind, expected }: HyperParameter) =>
  kind === 'integer' || (kind === 'list' && expected.includes('integers'));

function numbersIn(parameter: HyperParameter): fc.Arbitrary<number> {
  const { min, max, minExcluded, maxExcluded } = promisedRange(parameter);
  if (isInteger(parameter)) return fc.maxSafeInteger().map((k) => min + (Math.abs(k) % (max - min + 1)));
  // Adding zero turns −0, for which JSON has no word, into 0.
  return fc.double({ min, max, minExcluded, maxExcluded, noNaN: true }).map((value) => value + 0);
}

function validValues(parameter: HyperParameter): fc.Arbitrary<unknown> {
  switch (parameter.kind) {
    case 'boolean':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...parameter.expected.replace('one of ', '').split(', '));
    case 'list':
      return fc.array(numbersIn(parameter), promisedLength(parameter));
    default:
      return numbersIn(parameter);
  }
}

export const algorithms: readonly Algorithm[] = ['dqn', 'tutorial'];

/** Of values that are each right, only these are refused together. */
function fitTogether({ algorithm, replayCapacity, batchSize }: Record<string, unknown>): boolean {
  if (algorithm !== 'tutorial') return true;
  const { replayCapacity: defaultCapacity, batchSize: defaultBatch } = resolveConfig({ algorithm });
  return Number(replayCapacity ?? defaultCapacity) >= Number(batchSize ?? defaultBatch);
}

/** Any valid configuration with any of the hyper-parameters left out. */
export const validConfigs = fc.constantFrom(...algorithms).chain((algorithm) => {
  const values: Record<string, fc.Arbitrary<unknown>> = { algorithm: fc.constant(algorithm) };
  for (const parameter of parametersOf(algorithm)) values[parameter.name] = validValues(parameter);
  return fc.record(values, { requiredKeys: ['algorithm'] }).filter(fitTogether);
});
