import { describe, expect, it } from 'vitest';
import { describeOption, fitsOption, resolveOptions } from '../../src/env/options.ts';
import type { OptionValue, Task, TaskOption } from '../../src/env/task.ts';

const option = (changes: Partial<TaskOption> & { default: OptionValue }): TaskOption => ({
  meaning: 'A.',
  ...changes,
});
const MAPS = ['4x4', '8x8'];

describe.each<[string, TaskOption, readonly unknown[], readonly unknown[]]>([
  ['a finite number', option({ default: 1 }), [0, -Number.MAX_VALUE, 1e308], [NaN, Infinity, '1', true]],
  ['a number from 0 on', option({ default: 1, min: 0 }), [0, 1e308], [-1e-9]],
  ['a number up to 1', option({ default: 1, max: 1 }), [-1e308, 1], [1.001]],
  ['a number from 0 to 1', option({ default: 1, min: 0, max: 1 }), [0, 0.5, 1], [-0.1, 1.1]],
  ['true or false', option({ default: true }), [true, false], [0, 'true']],
  ['a string', option({ default: '' }), ['', 'any'], [0, false]],
  ['one of 4x4, 8x8', option({ default: '4x4', choices: MAPS }), MAPS, ['', '4x4,8x8', 4]],
])('%s', (words, one, good, bad) => {
  it('is called that', () => {
    expect(describeOption(one)).toBe(words);
  });

  it.each(good)('can be %j', (value) => {
    expect(fitsOption(one, value as OptionValue)).toBe(true);
  });

  it.each(bad)('cannot be %j', (value) => {
    expect(fitsOption(one, value as OptionValue)).toBe(false);
  });
});

describe('the options of a task', () => {
  const task = (options?: Task['options']) => ({ spec: { id: 'Own' }, options }) as Task;
  const map = option({ default: '4x4', choices: MAPS });
  const slippery = option({ default: true });

  it('are all that it declares, as given or by default', () => {
    expect(resolveOptions(task({ map, slippery }), { map: '8x8' })).toEqual({ map: '8x8', slippery: true });
    expect(resolveOptions(task(), {})).toEqual({});
  });

  it.each([
    [task(), { map: '4x4' }, 'envOptions: Own has no option "map"; it has none'],
    [task({ map, slippery }), { mp: 1 }, 'Own has no option "mp"; expected one of map, slippery'],
    [task({ map }), { toString: 1 }, 'Own has no option "toString"; expected one of map'],
    [task({ map }), { map: '9x9' }, 'envOptions: got map="9x9", expected one of 4x4, 8x8'],
    [task({ map }), { map: undefined }, 'envOptions: got map=undefined, expected one of 4x4, 8x8'],
  ])('of %o are not %o', (own, given, message) => {
    expect(() => resolveOptions(own, given as unknown as Record<string, OptionValue>)).toThrow(message);
  });
});
