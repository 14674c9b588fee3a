/** Random configurations, made from what the table of hyper-parameters promises in words. */
import fc from 'fast-check';
import { type Algorithm, type HyperParameter, parametersOf } from '../../src/config/config.ts';

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
    case 'name':
      return fc.constantFrom(...parameter.suggestions.filter((name) => name.startsWith('CartPole')));
    case 'options':
      return fc.record(
        { gravity: fc.double({ min: 0.001, max: 1000, noNaN: true }), suttonBartoReward: fc.boolean() },
        { requiredKeys: [] },
      );
    case 'list':
      return fc.array(numbersIn(parameter), promisedLength(parameter));
    default:
      return numbersIn(parameter);
  }
}

export const algorithms: readonly Algorithm[] = ['dqn', 'tutorial'];

/** Values that are each right, so changed that they are not refused together. */
function fitted(values: Record<string, unknown>): Record<string, unknown> {
  const { algorithm, replayCapacity = 2000, batchSize = 64, distribution = 'none' } = values;
  if (algorithm === 'tutorial') {
    return { ...values, batchSize: Math.min(Number(replayCapacity), Number(batchSize)) };
  }
  if (distribution === 'none') return values;
  const loss = distribution === 'categorical' ? 'squared' : 'huber';
  return { ...values, vMin: 0, vMax: 1, targetRule: 'double', loss };
}

/** CartPole has four numbers in an observation. */
const FOUR = { minLength: 4, maxLength: 4 };

/** Any valid configuration of CartPole with any of the hyper-parameters left out. */
export const validConfigs = fc.constantFrom(...algorithms).chain((algorithm) => {
  const values: Record<string, fc.Arbitrary<unknown>> = { algorithm: fc.constant(algorithm) };
  for (const parameter of parametersOf(algorithm)) values[parameter.name] = validValues(parameter);
  // What is left to the task is written out, and does not come back as it was given.
  values.maxEpisodeSteps = fc.integer({ min: 1, max: 1_000_000_000 });
  values.observationScale = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), FOUR);
  return fc.record(values, { requiredKeys: ['algorithm'] }).map(fitted);
});
