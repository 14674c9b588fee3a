import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  checkConfig,
  HYPER_PARAMETERS,
  type HyperParameter,
  parametersOf,
  parseValue,
  resolveConfig,
} from '../../src/config/config.ts';
import { cartPoleV1 } from '../../src/env/cart-pole/task.ts';
import type { Task } from '../../src/env/task.ts';
import { algorithms, isInteger, promisedLength, promisedRange, validConfigs } from './config-arbitraries.ts';

/** What a value may be depends on the task; its default stands for what the task says. */
const OF_THE_TASK = ['env', 'envOptions', 'maxEpisodeSteps', 'observationScale'];
const ofAnyTask = HYPER_PARAMETERS.filter(({ name }) => !OF_THE_TASK.includes(name));
const numeric = ofAnyTask.filter(({ kind }) => kind === 'integer' || kind === 'number');
const lists = ofAnyTask.filter(({ kind }) => kind === 'list');

const resolveOne = (parameter: HyperParameter, value: unknown) =>
  resolveConfig({ algorithm: parameter.algorithms[0], [parameter.name]: value });

function refusal(resolve: () => unknown): ConfigError {
  try {
    resolve();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

/** The nearest number beyond a bound that the parameter could have been given. */
function justBeyond(parameter: HyperParameter, bound: number, direction: 1 | -1): number {
  if (isInteger(parameter)) return bound + direction;
  return bound === 0 ? direction * Number.MIN_VALUE : bound + direction * Math.abs(bound) * Number.EPSILON;
}

const WRONG = ['many', Number.NaN, Infinity, null, {}, [[]]];

describe('resolveConfig', () => {
  it('refuses a memory of the tutorial that can never hold a batch', () => {
    const config = { algorithm: 'tutorial', batchSize: 32, replayCapacity: 31 };
    expect(() => resolveConfig(config)).toThrow('replayCapacity: got 31, expected batchSize (32) or more');
    expect(resolveConfig({ ...config, replayCapacity: 32 }).replayCapacity).toBe(32);
  });

  it('gives back what it gave, also after a trip through JSON', () => {
    fc.assert(
      fc.property(validConfigs, (values) => {
        const config = resolveConfig(values);
        expect(resolveConfig(JSON.parse(JSON.stringify(config)))).toStrictEqual(config);
      }),
    );
  });

  it('says where things came from in the order of a new run, so that a resumed one writes the same bytes', () => {
    const origins = { parent: 'a/checkpoint.bin', parentChecksum: '1', parentKept: 'all', envChecksum: '2' };
    const written = JSON.stringify({ ...resolveConfig({}), ...origins });
    expect(JSON.stringify(resolveConfig(JSON.parse(written)))).toBe(written);
  });

  it('keeps every value that it is given', () => {
    fc.assert(
      fc.property(validConfigs, (values) => {
        expect(resolveConfig(values)).toMatchObject(values);
      }),
    );
  });

  it.each(algorithms)('fills in the default of everything that is missing for %s', (algorithm) => {
    const defaults = parametersOf(algorithm).map((parameter) => [parameter.name, parameter.default]);
    const { spec, observationScale, options } = cartPoleV1;
    const { maxEpisodeSteps } = spec;
    const envOptions = Object.fromEntries(
      Object.entries(options!).map(([name, option]) => [name, option.default]),
    );
    expect(resolveConfig({ algorithm })).toStrictEqual({
      algorithm,
      ...Object.fromEntries(defaults),
      ...{ envOptions, maxEpisodeSteps, observationScale },
    });
  });

  it('writes out what the task has for what is left to it', () => {
    const { spec } = cartPoleV1;
    const task: Task = { ...cartPoleV1, spec: { ...spec, id: 'Other', maxEpisodeSteps: 7 } };
    expect(resolveConfig({ env: 'Other' }, task)).toMatchObject({ env: 'Other', maxEpisodeSteps: 7 });
    expect(resolveConfig({ observationScale: [3] }).observationScale).toEqual([3, 3, 3, 3]);
    expect(resolveConfig({ envOptions: { gravity: 12 } }).envOptions).toMatchObject({
      gravity: 12,
      force: 10,
    });
  });

  it.each([
    [{ observationScale: [1, 2] }, 'observationScale: got 2 numbers, expected 4, one for each'],
    [
      { envOptions: { gravty: 1 } },
      'envOptions: CartPole-v1 has no option "gravty"; expected one of suttonBartoReward, gravity',
    ],
    [{ envOptions: { gravity: '9' } }, 'envOptions: got gravity="9", expected a number from 0.001 to 1000'],
    [{ envOptions: { gravity: -1 } }, 'envOptions: got gravity=-1, expected a number from 0.001 to 1000'],
    [{ envOptions: { suttonBartoReward: 1 } }, 'envOptions: got suttonBartoReward=1, expected true or false'],
    [{ maxEpisodeSteps: -1 }, 'maxEpisodeSteps: got -1, expected an integer from 0 to 1000000000'],
    [{ env: './no-such-task.ts' }, 'env: got "./no-such-task.ts", expected one of CartPole-v0'],
  ])('refuses %j, which does not fit the task', (values, message) => {
    expect(refusal(() => resolveConfig(values)).message).toContain(message);
  });

  it('reads the reward of 1983 under the name that it had in the first version', () => {
    expect(resolveConfig({ suttonBartoReward: true })).toStrictEqual(
      resolveConfig({ envOptions: { suttonBartoReward: true } }),
    );
  });

  it('takes dqn where no algorithm is named', () => {
    expect(resolveConfig({})).toStrictEqual(resolveConfig({ algorithm: 'dqn' }));
  });

  it('has one zero', () => {
    expect(resolveConfig({ epsilonStart: -0 }).epsilonStart).toBe(0);
    expect(resolveConfig(JSON.parse('{ "algorithm": "tutorial", "epsilonStart": -0 }')).epsilonStart).toBe(0);
  });

  it('shares no list between two configurations', () => {
    const first = resolveConfig({});
    expect(() => (first.hiddenSizes as number[]).push(1)).not.toThrow();
    expect(resolveConfig({}).hiddenSizes).toEqual([64, 64]);
  });

  it.each(numeric)('accepts $name at both ends of its range and refuses it just beyond', (parameter) => {
    const { min, max, minExcluded, maxExcluded } = promisedRange(parameter);
    const lowest = minExcluded ? justBeyond(parameter, min, 1) : min;
    const highest = maxExcluded ? justBeyond(parameter, max, -1) : max;
    for (const value of [lowest, highest]) {
      expect(resolveOne(parameter, value)).toMatchObject({ [parameter.name]: value });
    }
    const tooLow = minExcluded ? min : justBeyond(parameter, min, -1);
    const tooHigh = maxExcluded ? max : justBeyond(parameter, max, 1);
    for (const value of [tooLow, tooHigh]) {
      expect(refusal(() => resolveOne(parameter, value)).message).toBe(
        `${parameter.name}: got ${value}, expected ${parameter.expected}`,
      );
    }
  });

  it.each(lists)('refuses a $name that is too short, too long or has a wrong entry', (parameter) => {
    const { minLength, maxLength } = promisedLength(parameter);
    const entries = (length: number, value: number) => Array<number>(length).fill(value);
    const { min, max } = promisedRange(parameter);
    const good = [min, max].flatMap((value) => [entries(minLength, value), entries(maxLength, value)]);
    for (const value of good) expect(resolveOne(parameter, value)).toMatchObject({ [parameter.name]: value });
    const bad = [
      entries(minLength - 1, min),
      entries(maxLength + 1, min),
      entries(minLength, justBeyond(parameter, min, -1)),
      entries(minLength, justBeyond(parameter, max, 1)),
    ];
    for (const value of bad)
      expect(refusal(() => resolveOne(parameter, value)).parameter).toBe(parameter.name);
  });

  it.each(HYPER_PARAMETERS)('refuses a $name of another type', (parameter) => {
    const wrong = parameter.kind === 'options' ? [1, 'many', null, [], { a: null }] : WRONG;
    for (const value of wrong) {
      expect(refusal(() => resolveOne(parameter, value)).parameter).toBe(parameter.name);
    }
  });

  it('refuses a fraction where an integer is needed', () => {
    for (const parameter of numeric.filter(isInteger)) {
      expect(refusal(() => resolveOne(parameter, 1.5)).parameter).toBe(parameter.name);
    }
  });

  it('refuses a name that does not exist', () => {
    expect(refusal(() => resolveConfig({ learningrate: 1 })).message).toBe(
      'learningrate: there is no such hyper-parameter; leave it out',
    );
  });

  it("refuses another algorithm's hyper-parameter and says whose it is", () => {
    for (const parameter of HYPER_PARAMETERS.filter(({ algorithms }) => algorithms.length === 1)) {
      const [owner] = parameter.algorithms;
      const other = algorithms.find((algorithm) => algorithm !== owner)!;
      const values = { algorithm: other, [parameter.name]: parameter.default };
      expect(refusal(() => resolveConfig(values)).message).toBe(
        `${parameter.name}: the ${other} algorithm does not use it (${owner} does); leave it out`,
      );
    }
  });

  it.each(['sarsa', '', 1, null, ['dqn'], 'toString'])('refuses the algorithm %j', (algorithm) => {
    expect(refusal(() => resolveConfig({ algorithm })).message).toBe(
      `algorithm: got ${JSON.stringify(algorithm)}, expected one of dqn, tutorial`,
    );
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'refuses a key called %s and leaves the prototype of objects alone',
    (key) => {
      const values = JSON.parse(`{"${key}": {"gamma": 0.5, "polluted": true}}`);
      expect(refusal(() => resolveConfig(values)).parameter).toBe(key);
      expect({}).not.toHaveProperty('polluted');
    },
  );
});

describe('checkConfig', () => {
  it('says everything that is wrong at once, in the order of the table', () => {
    const values = { gamma: 2, hiddenSizes: [0, -1, 5000], env: 'Pendulum', epsilonDecay: 1, wrong: 1 };
    const { config, problems } = checkConfig(values);
    expect(config).toBeNull();
    const inOrder = ['env', 'hiddenSizes', 'gamma', 'epsilonDecay', 'wrong'];
    expect(problems.map(({ parameter }) => parameter)).toEqual(inOrder);
    for (const { parameter, problem } of problems) {
      const value = values[parameter as keyof typeof values];
      expect(problem).toBe(refusal(() => resolveConfig({ [parameter]: value })).problem);
    }
  });

  it('says what is wrong with values together once each is right', () => {
    const values = { algorithm: 'tutorial', batchSize: 32, replayCapacity: 31 };
    expect(checkConfig(values).problems.map(String)).toEqual([
      'ConfigError: replayCapacity: got 31, expected batchSize (32) or more',
    ]);
    const { problems } = checkConfig({ ...values, gamma: 'x' });
    expect(problems.map(({ parameter }) => parameter)).toEqual(['gamma']);
  });

  it('answers in words to anything at all', () => {
    const names = fc.oneof(fc.constantFrom(...HYPER_PARAMETERS.map(({ name }) => name)), fc.string());
    fc.assert(
      fc.property(fc.dictionary(names, fc.anything(), { maxKeys: 6 }), (values) => {
        const { config, problems } = checkConfig(values);
        expect(config === null).toBe(problems.length > 0);
        for (const { parameter, problem } of problems) {
          expect(Object.hasOwn(values, parameter)).toBe(true);
          expect(problem).toMatch(/expected|leave it out$/);
        }
      }),
    );
  });

  it('gives what resolveConfig gives where nothing is wrong', () => {
    fc.assert(
      fc.property(validConfigs, (values) => {
        expect(checkConfig(values)).toStrictEqual({ config: resolveConfig(values), problems: [] });
      }),
    );
  });
});

describe('parseValue', () => {
  const parse = (name: string, text: string) =>
    parseValue(HYPER_PARAMETERS.find((parameter) => parameter.name === name)!, text);

  it.each([
    ['0.5', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['+5', 5],
    ['-0.5', -0.5],
    ['1e-3', 0.001],
    ['1E+3', 1000],
    ['-0', 0],
    ['-0e5', 0],
  ])('reads the decimal number %j', (text, value) => {
    expect(parse('gamma', text)).toBe(value);
    expect(parse('hiddenSizes', `${text},1`)).toEqual([value, 1]);
  });

  it.each(
    [
      '',
      ' ',
      ' 1',
      '1 ',
      'x',
      '1x',
      '0x10',
      '0b1',
      '0o7',
      '1_000',
      '1e',
      'e1',
      '.',
      '+',
      '--1',
      'Infinity',
      'NaN',
      '1,5',
      '1\n',
      '١',
    ].map((text) => [text]),
  )('leaves %j alone, which is no decimal number', (text) => {
    expect(parse('gamma', text)).toBe(text);
    expect(parse('steps', text)).toBe(text);
  });

  it('makes truths and lists out of text, and leaves alone what is none', () => {
    expect([parse('earlyStop', 'true'), parse('earlyStop', 'false'), parse('earlyStop', 'yes')]).toEqual([
      true,
      false,
      'yes',
    ]);
    expect([parse('hiddenSizes', '64, 32'), parse('hiddenSizes', '64,,x')]).toEqual([
      [64, 32],
      [64, '', 'x'],
    ]);
    expect(parse('env', 'CartPole-v0')).toBe('CartPole-v0');
    expect([
      parse('envOptions', 'a=1e-3,b=true,c=x'),
      parse('envOptions', ''),
      parse('envOptions', 'a'),
    ]).toEqual([{ a: 0.001, b: true, c: 'x' }, {}, 'a']);
  });
});

describe('the table of hyper-parameters', () => {
  it('has no name twice', () => {
    const names = HYPER_PARAMETERS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(HYPER_PARAMETERS)('says in one sentence what $name means, and where it comes from', (parameter) => {
    expect(parameter.meaning).toMatch(/^[^.]\S* [^\n]*\S\.$/);
    expect(parameter.meaning).not.toMatch(/\. [A-Z]/);
    expect(parameter.source).not.toBe('');
    expect(parameter.group).not.toBe('');
  });

  it('gives every period in environment steps, and nothing else a name like one', () => {
    for (const { name, unit } of HYPER_PARAMETERS) {
      expect(/steps$/i.test(name), name).toBe(unit === 'environment steps');
    }
  });

  it('names the values of each choice', () => {
    for (const parameter of HYPER_PARAMETERS) {
      if (parameter.kind === 'choice')
        expect(parameter.expected).toBe(`one of ${parameter.choices.join(', ')}`);
    }
  });

  it.each(ofAnyTask)('has a default for $name that it accepts', (parameter) => {
    expect(resolveOne(parameter, parameter.default)).toMatchObject({ [parameter.name]: parameter.default });
  });
});
