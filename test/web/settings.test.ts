import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { HYPER_PARAMETERS, parametersOf, resolveConfig } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { LAB_PRESETS } from '../../web/lab-tasks.ts';
import { oneLine } from '../../web/one-line.ts';
import {
  checkDraft,
  type Draft,
  draftOf,
  isChanged,
  presetText,
  withPreset,
  withText,
} from '../../web/settings/draft.ts';
import { labelOf } from '../../web/settings/labels.ts';
import { memoryText, relationText, wrongText } from '../../web/settings/notes.ts';
import { validConfigs } from '../config/config-arbitraries.ts';

const DEFAULT = draftOf('default', presetConfig('default'));
const parameter = (name: string) => HYPER_PARAMETERS.find((one) => one.name === name)!;
const changedIn = (draft: Draft) =>
  parametersOf(draft.algorithm)
    .filter((one) => isChanged(draft, one))
    .map(({ name }) => name);

describe('the form', () => {
  it('of a configuration is right, and gives it back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LAB_PRESETS), validConfigs, (preset, values) => {
        const config = resolveConfig(values);
        expect(checkDraft(draftOf(preset, config))).toStrictEqual({ config, problems: new Map() });
      }),
    );
  });

  it.each(LAB_PRESETS)('has every hyper-parameter that the algorithm of %s uses', (preset) => {
    const config = presetConfig(preset);
    const { texts } = draftOf(preset, config);
    expect(['algorithm', ...texts.keys()]).toEqual(Object.keys(config));
    expect(changedIn(draftOf(preset, config))).toEqual([]);
  });

  it.each([
    ['gamma', 'abc', 'got "abc", expected a number from 0 to 1'],
    ['gamma', '', 'got "", expected a number from 0 to 1'],
    ['gamma', ' ', 'got "", expected a number from 0 to 1'],
    ['gamma', '0.5.1', 'got "0.5.1", expected a number from 0 to 1'],
    ['gamma', '0,5', 'got "0,5", expected a number from 0 to 1'],
    ['gamma', 'NaN', 'got "NaN", expected a number from 0 to 1'],
    ['gamma', '1e999', 'got Infinity, expected a number from 0 to 1'],
    ['gamma', '-0.1', 'got -0.1, expected a number from 0 to 1'],
    ['batchSize', '1.5', 'got 1.5, expected an integer from 1 to 65536'],
    ['batchSize', '0', 'got 0, expected an integer from 1 to 65536'],
    ['seed', '9007199254740993', 'got 9007199254740992, expected an integer from 0 to 9007199254740991'],
    ['hiddenSizes', '', 'got [""], expected 1 to 8 integers from 1 to 4096'],
    ['hiddenSizes', '64,,64', 'got [64,"",64], expected 1 to 8 integers from 1 to 4096'],
    ['hiddenSizes', '64;64', 'got ["64;64"], expected 1 to 8 integers from 1 to 4096'],
    [
      'observationScale',
      '1,1,1',
      'got 3 numbers, expected 4, one for each entry of an observation of CartPole-v1',
    ],
  ])('explains why %s cannot be %j', (name, text, problem) => {
    const { config, problems } = checkDraft(withText(DEFAULT, name, text));
    expect(config).toBeNull();
    expect([...problems]).toEqual([[name, problem]]);
  });

  it.each([
    ['batchSize', ' 32 ', 32],
    ['steps', '1e3', 1000],
    ['gamma', '.9', 0.9],
    ['learningRate', '2.5E-4', 0.00025],
    ['hiddenSizes', ' 32, 16 ', [32, 16]],
    ['earlyStop', 'false', false],
    ['targetRule', 'double', 'double'],
  ])('understands %s written as %j', (name, text, value) => {
    const { config } = checkDraft(withText(DEFAULT, name, text));
    expect(config).toStrictEqual(presetConfig('default', { [name]: value }));
  });

  it('explains all that is wrong, each at its field', () => {
    const draft = withText(withText(DEFAULT, 'gamma', 'x'), 'seed', '-1');
    expect([...checkDraft(draft).problems.keys()].toSorted()).toEqual(['gamma', 'seed']);
  });

  it('explains values that do not go together', () => {
    const draft = withText(draftOf('tutorial', presetConfig('tutorial')), 'batchSize', '2001');
    expect([...checkDraft(draft).problems]).toEqual([
      ['replayCapacity', 'got 2000, expected batchSize (2001) or more'],
    ]);
    // As long as one of the two is no number, there is nothing to compare.
    const worse = withText(draft, 'replayCapacity', 'x');
    expect([...checkDraft(worse).problems]).toEqual([
      ['replayCapacity', 'got "x", expected an integer from 1 to 10000000'],
    ]);
  });

  it('keeps an explanation short, whatever was typed', () => {
    const problem = checkDraft(withText(DEFAULT, 'gamma', `x\n${'x'.repeat(5000)}`)).problems.get('gamma')!;
    expect(problem).toMatch(/^got "x\\nx{100}.*…$/);
    expect(problem.length).toBeLessThan(310);
  });

  it('knows what differs from the preset, however it is written', () => {
    const draft = withText(withText(DEFAULT, 'gamma', ' 9.95e-1'), 'hiddenSizes', '64, 64');
    expect(changedIn(draft)).toEqual([]);
    expect(changedIn(withText(draft, 'gamma', '0.99'))).toEqual(['gamma']);
    expect(changedIn(withText(draft, 'gamma', 'x'))).toEqual(['gamma']);
    expect(presetText(draft, 'gamma')).toBe('0.995');
  });

  it('has nothing of the preset where the preset has another algorithm', () => {
    const draft = draftOf('default', resolveConfig({ algorithm: 'tutorial' }));
    expect(presetText(draft, 'epsilonDecay')).toBeNull();
    expect(isChanged(draft, parameter('epsilonDecay'))).toBe(true);
  });

  it('keeps the seed and nothing else when another preset is chosen, right or wrong', () => {
    const draft = withText(withText(DEFAULT, 'gamma', '0.5'), 'seed', '7');
    const next = withPreset(draft, 'tutorial');
    expect(checkDraft(next).config).toStrictEqual(presetConfig('tutorial', { seed: 7 }));
    expect(checkDraft(withPreset(next, 'default')).config).toStrictEqual(
      presetConfig('default', { seed: 7 }),
    );
    const wrong = withPreset(withText(draft, 'seed', 'x'), 'steady');
    expect([...checkDraft(wrong).problems.keys()]).toEqual(['seed']);
  });
});

describe('what is said', () => {
  it('about wrong settings names the first, and counts the rest', () => {
    expect(wrongText(new Map([['gamma', 'got 7, expected a number from 0 to 1']]))).toBe(
      'A new run cannot start with these settings. Discount γ (gamma): got 7, expected a number from 0 to 1.',
    );
    const two = new Map([
      ['gamma', 'got 7'],
      ['seed', 'got -1'],
    ]);
    expect(wrongText(two)).toMatch(/got 7\. 1 more below\.$/);
  });

  it('about the present run is whether it has the settings that are chosen', () => {
    const one = { preset: 'default', config: presetConfig('default') };
    const other = { preset: 'default', config: presetConfig('default', { gamma: 0.5 }) };
    expect(relationText({ ...one, phase: 'empty' }, one)).toBe('These settings apply to the next run.');
    expect(relationText({ ...one, phase: 'paused' }, one)).toContain('The present run has the same.');
    expect(relationText({ ...one, phase: 'running' }, other)).toContain('continues with its own.');
  });
});

describe('labels', () => {
  it('of all hyper-parameters are short, different and readable', () => {
    const labels = HYPER_PARAMETERS.map(({ name }) => labelOf(name));
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(label).toMatch(/^\p{L}.{2,35}$/u);
  });

  it('of a new hyper-parameter are the words of its name', () => {
    expect(labelOf('batchSize')).toBe('Batch size');
    expect(labelOf('seed')).toBe('Seed');
    expect(labelOf('toString')).toBe('To string');
  });
});

describe('oneLine', () => {
  it('leaves one line, without anything that no eye sees', () => {
    expect(oneLine('a\nb\r\n\tc\u202e\u2028d\u0000')).toBe('a b c d');
    expect(oneLine('abcdef', 3)).toBe('abc…');
    expect(oneLine('γ = 0.99')).toBe('γ = 0.99');
  });
});

test('a large replay memory is said in megabytes', () => {
  expect(memoryText(presetConfig('default'))).toBe('');
  expect(memoryText(presetConfig('breakout'))).toContain('grows to 320 MB.');
  expect(memoryText(presetConfig('breakout', { replayCapacity: 10_000 }))).toBe('');
});
