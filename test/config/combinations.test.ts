/** Values that are each right and make no sense together. */
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/config.ts';

const CATEGORICAL = { distribution: 'categorical' };
const QUANTILE = { distribution: 'quantile', loss: 'huber' };

describe('a distribution', () => {
  it.each([
    [CATEGORICAL],
    [QUANTILE],
    [{ ...CATEGORICAL, targetRule: 'double', network: 'dueling', replay: 'prioritized', nStep: 3 }],
    [{ ...QUANTILE, targetRule: 'double', network: 'dueling', replay: 'prioritized', nStep: 3 }],
  ])('is learned with %j', (values) => {
    expect(resolveConfig(values)).toMatchObject(values);
  });

  it.each([
    ['expected', 'it values a mixture of all actions, and a target takes the distribution of one'],
    ['mellowmax', 'a mellow maximum lies between the actions, and a target takes the distribution of one'],
    ['munchausen', 'it values a mixture of all actions, and a target takes the distribution of one'],
    ['clipped-double', 'of two distributions none is the smaller one'],
  ])('is not learned with the target rule %s, and the message says why', (targetRule, why) => {
    for (const values of [CATEGORICAL, QUANTILE]) {
      expect(() => resolveConfig({ ...values, targetRule })).toThrow(
        `targetRule: got "${targetRule}", expected max or double with distribution ${values.distribution}: ${why}`,
      );
    }
  });

  it.each([
    [{ ...CATEGORICAL, loss: 'huber' }, 'loss: got "huber", expected it to be left out'],
    [{ ...QUANTILE, loss: 'squared' }, 'loss: got "squared", expected huber with distribution quantile'],
    [{ ...CATEGORICAL, vMin: 3, vMax: 3 }, 'vMax: got 3, expected a number above vMin (3)'],
  ])('is not learned with %j', (values, message) => {
    expect(() => resolveConfig(values)).toThrow(message);
  });
});
