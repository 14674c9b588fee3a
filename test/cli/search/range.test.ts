import { describe, expect, it } from 'vitest';
import { formatRange, parseRange } from '../../../src/cli/search/range.ts';

describe('parseRange', () => {
  it.each([
    [
      'learning-rate=1e-4..1e-2 log',
      { name: 'learningRate', kind: 'number', low: 1e-4, high: 1e-2, isLog: true },
    ],
    ['n-step=1..8', { name: 'nStep', kind: 'integer', low: 1, high: 8, isLog: false }],
    ['gamma=.9..1', { name: 'gamma', kind: 'number', low: 0.9, high: 1, isLog: false }],
    ['loss=squared|huber', { name: 'loss', kind: 'choice', values: ['squared', 'huber'] }],
    ['batch-size=32|128', { name: 'batchSize', kind: 'choice', values: [32, 128] }],
    ['hidden-sizes=64|64,64', { name: 'hiddenSizes', kind: 'choice', values: [[64], [64, 64]] }],
  ])('reads %s', (text, range) => {
    expect(parseRange(text)).toEqual(range);
    expect(parseRange(formatRange(parseRange(text)))).toEqual(range);
  });

  it.each([
    ['learning-rate', 'expected a flag without its dashes, = and its values, such as'],
    ['learning-rate=', 'expected a flag without its dashes, = and its values, such as'],
    ['learning-rate=1e-3', 'expected a flag without its dashes, = and ends or choices, such as'],
    ['learning-rate=1e-3..1e-2 logarithmic', 'expected a flag without its dashes, = and ends or choices'],
    ['rate=1..2', '--range: got "rate", which is not a hyper-parameter; similar names are learning-rate'],
    ['seed=1..2', '--range: got "seed", which is varied by --seeds'],
    ['steps=10..20', 'but steps decides how candidates are measured'],
    ['env=CartPole-v1|Acrobot-v1', 'but env decides how candidates are measured'],
    ['evaluation-episodes=1..20', 'but evaluation-episodes decides how candidates are measured'],
    ['n-step=8..1', 'where 8 is not less than 1'],
    ['n-step=1..2.5', 'where "2.5" is not an integer from 1 to'],
    ['learning-rate=0..1', 'where "0" is not a number above 0'],
    ['learning-rate=a..1', 'where "a" is not a number above 0'],
    ['gamma=0..1 log', 'where 0 has no logarithm; begin above 0'],
    ['loss=huber', 'expected a flag without its dashes, = and ends or choices'],
    ['loss=huber..squared', 'but loss has no order; separate choices by |'],
    ['loss=huber|cubed', 'where "cubed" is not one of squared, huber'],
    ['loss=huber|huber', 'which names a value twice'],
    ['batch-size=32|', 'where "" is not an integer from'],
  ])('refuses %s in one line', (text, message) => {
    expect(() => parseRange(text)).toThrow(message);
    expect(() => parseRange(text)).not.toThrow(/\n/);
  });
});
