import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/program.ts';
import { formatSeeds, parseSeeds, parseShard, plannedRuns } from '../../../src/cli/sweep/plan.ts';
import { presetConfig } from '../../../src/config/presets.ts';

const plan = {
  name: 'p',
  seeds: [0, 1, 2, 5, 9],
  variants: ['a', 'b', 'c'].map((name) => ({
    name,
    preset: 'default',
    changes: {},
    config: presetConfig('default'),
  })),
};

describe('parseSeeds', () => {
  it('reads seeds and ranges in any order', () => {
    expect(parseSeeds('5-9,0,3')).toEqual([0, 3, 5, 6, 7, 8, 9]);
  });

  it('reads what formatSeeds writes', () => {
    const seeds = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1 });
    fc.assert(
      fc.property(seeds, (some) => {
        const sorted = some.sort((a, b) => a - b);
        expect(parseSeeds(formatSeeds(sorted))).toEqual(sorted);
      }),
    );
  });

  it('writes ranges where there are some', () => {
    expect(formatSeeds([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8');
  });

  it.each([
    '',
    'x',
    '3-',
    '-3',
    '1.5',
    '1e3',
    '5-3',
    '0,0',
    '1-4,3',
    '0-100000',
    '9007199254740992',
    '0-1e9',
  ])('refuses "%s"', (text) => {
    expect(() => parseSeeds(text)).toThrow(UsageError);
    expect(() => parseSeeds(text)).toThrow(/^--seeds: got /);
  });
});

describe('shards', () => {
  it('are disjoint, and together all runs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (count) => {
        const parts = Array.from({ length: count }, (_, k) => plannedRuns(plan, { index: k + 1, count }));
        expect(new Set(parts.flat().map(({ variant, seed }) => `${variant.name} ${seed}`)).size).toBe(15);
        expect(parts.flat()).toHaveLength(15);
        const sizes = parts.map((part) => part.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are given as i/n', () => {
    expect(parseShard('2/3')).toEqual({ index: 2, count: 3 });
  });

  it.each(['0/3', '4/3', '1/0', '1', '1/', 'a/b', '-1/3', '1/3/5'])('refuses "%s"', (text) => {
    expect(() => parseShard(text)).toThrow(/^--shard: got .* expected i\/n/);
  });
});
