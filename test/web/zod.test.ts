/** The page's stand-in for zod, on the table of hyper-parameters: no difference to zod may be seen. */
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import * as withZod from '../../src/config/config.ts';
import * as standIn from '../../web/zod.ts';
import { algorithms, validConfigs } from '../config/config-arbitraries.ts';

vi.doMock('zod', () => standIn);
vi.resetModules();
const inPage: typeof withZod = await import('../../src/config/config.ts');
vi.doUnmock('zod');

/** All that a form, a file or a program may see of a check, the order of names included. */
function outcome({ checkConfig }: typeof withZod, values: Readonly<Record<string, unknown>>): string {
  const { config, problems } = checkConfig(values);
  return JSON.stringify({ config, problems: problems.map(({ message, parameter }) => [parameter, message]) });
}

function same(values: Readonly<Record<string, unknown>>): void {
  expect(outcome(inPage, values)).toBe(outcome(withZod, values));
}

const names = withZod.HYPER_PARAMETERS.map(({ name }) => name);

const anything = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    '1',
    true,
    0,
    -0,
    1,
    -1,
    0.5,
    1e300,
    Number.NaN,
    Infinity,
    [],
    [1],
    [[1]],
  ),
  fc.double(),
  fc.maxSafeInteger(),
  fc.array(fc.oneof(fc.double(), fc.integer({ min: 0, max: 5000 }), fc.string()), { maxLength: 10 }),
  fc.anything(),
);

it('is what config.ts was loaded with', () => {
  expect(inPage.HYPER_PARAMETERS).not.toBe(withZod.HYPER_PARAMETERS);
  expect(inPage.ConfigError).not.toBe(withZod.ConfigError);
});

it('gives the same table: defaults, bounds in words, choices', () => {
  expect(inPage.HYPER_PARAMETERS).toEqual(withZod.HYPER_PARAMETERS);
});

it('makes the same configurations of what is right', () => {
  fc.assert(fc.property(validConfigs, same));
});

it('finds the same problems in the same order', () => {
  const values = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), anything, { maxKeys: 6 });
  const algorithm = fc.constantFrom(...algorithms, undefined, 'sarsa', 3);
  fc.assert(
    fc.property(algorithm, values, (name, others) => same({ ...others, algorithm: name })),
    { numRuns: 2000 },
  );
});

it('finds the same problem with a single value', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), anything, (name, value) => same({ [name]: value })),
    { numRuns: 2000 },
  );
});

it('is not misled by names that mean something to JavaScript', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    same(JSON.parse(`{ "${name}": 1 }`));
    same(JSON.parse(`{ "gamma": 7, "${name}": { "gamma": 0.5 } }`));
  }
});

it('gives lists that are not shared with the defaults', () => {
  const first = inPage.resolveConfig({});
  (first.hiddenSizes as number[]).push(1);
  expect(inPage.resolveConfig({}).hiddenSizes).toEqual([64, 64]);
});
