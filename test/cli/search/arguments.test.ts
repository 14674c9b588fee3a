import { describe, expect, it } from 'vitest';
import { confirmationPlan, rungPlan } from '../../../src/cli/search/plan.ts';
import { parseSweepArguments, type SearchArguments } from '../../../src/cli/sweep/arguments.ts';

const parse = (...args: string[]) => parseSweepArguments(args) as SearchArguments;
const SEARCH = [
  '--search',
  'random:20',
  '--range',
  'learning-rate=1e-4..1e-2 log',
  '--range',
  'loss=squared|huber',
];

describe('a search', () => {
  const { search, confirm, out, shard } = parse(...SEARCH, '--halving', '--seeds', '5-8', '--steps', '1000');

  it('names its folder after what is sought; all parts work there', () => {
    expect({ out, shard, confirm }).toEqual({
      out: 'sweeps/default_random-20_learning-rate_loss',
      shard: null,
      confirm: 0,
    });
    expect(parse(...SEARCH, '--shard', '2/3').out).toBe(out);
  });

  it('without halving has one rung with everything', () => {
    expect(parse(...SEARCH, '--seeds', '5-8', '--steps', '1000').search.rungs).toEqual([
      { candidates: 20, seeds: [5, 6, 7, 8], steps: 1000 },
    ]);
  });

  it('makes the schedules of each rung those of the whole budget', () => {
    const { variants, seeds } = rungPlan(search, 0, [4, 7]);
    expect(seeds).toEqual([5]);
    expect(variants.map(({ name }) => name)).toEqual([search.variants[4].name, search.variants[7].name]);
    expect(variants[0].config).toEqual({ ...search.variants[4].config, steps: 250, scheduleSteps: 1000 });
    const chosen = parse(...SEARCH, '--halving', '--schedule-steps', '700').search;
    expect(rungPlan(chosen, 0, [0]).variants[0].config).toMatchObject({ scheduleSteps: 700 });
    const tutorial = ['--preset', 'tutorial', '--search', 'random:8', '--range', 'gamma=0.9..1', '--halving'];
    expect(rungPlan(parse(...tutorial).search, 0, [0]).variants[0].config).not.toHaveProperty(
      'scheduleSteps',
    );
  });

  it('tests the winner beside the preset on seeds behind its own, with the whole budget', () => {
    const { variants, seeds } = confirmationPlan(search, 3, 4);
    expect(seeds).toEqual([9, 10, 11, 12]);
    expect(variants.map(({ name }) => name)).toEqual(['default', search.variants[3].name]);
    expect(variants[1].config).toEqual(search.variants[3].config);
  });

  it.each([
    [['--search', '64'], '--search: got "64", expected random: and the number of candidates from 2 to 1000'],
    [['--search', 'random:1'], '--search: got "random:1", expected random: and'],
    [['--search', 'random:8'], '--search: there is nothing to draw from; add --range'],
    [['--range', 'n-step=1..8'], '--range is for a search; add --search random:64'],
    [['--halving'], '--halving is for a search'],
    [['--confirm', '20'], '--confirm is for a search'],
    [['--search-seed', '2'], '--search-seed is for a search'],
    [[...SEARCH, '--confirm', '0'], '--confirm: got "0", expected an integer from 1 to 10000'],
    [[...SEARCH, '--vary', 'n-step=1,2'], '--search: leave --vary out; choices are given as --range'],
    [[...SEARCH, '--variant', 'n-step=1'], '--search: leave --variant out'],
    [[...SEARCH, '--preset', 'default,steady'], '--search: got 2 presets, expected one'],
    [[...SEARCH, '--loss', 'huber'], '--range: loss is set by another flag, too'],
    [[...SEARCH, '--range', 'loss=huber|squared'], '--range: loss is set by another flag, too'],
    [
      ['--search', 'random:9', '--range', 'n-step=1..8'],
      '--search: got 9 candidates, but the ranges hold 8; ask for fewer, or compare all with --vary',
    ],
    [
      ['--search', 'random:9', '--range', 'n-step=1..8', '--batch-size', '0'],
      '--batch-size: got 0, expected an integer from 1',
    ],
    [
      ['--preset', 'tutorial', '--search', 'random:9', '--range', 'n-step=1..8'],
      '--search: got 9 candidates, but the ranges hold 8',
    ],
    [
      ['--preset', 'tutorial', '--search', 'random:8', '--range', 'n-step=1..8'],
      '--range: a candidate cannot be run (--n-step: the tutorial algorithm does not use it',
    ],
    [['--merge', 'a', '--search', 'random:8'], 'leave --search out'],
  ])('%j is refused', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});
