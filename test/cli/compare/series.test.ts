import { describe, expect, it } from 'vitest';
import { joinSeries, type Series } from '../../../src/cli/compare/series.ts';
import { UsageError } from '../../../src/cli/program.ts';

const result = {
  ...{ solved: false, solvedAtStep: null, steps: 9, episodes: 0, updates: 0, evaluations: 1 },
  ...{ firstPerfectStep: null, stability: null, finalGreedyMean: 5, divergedAtStep: null },
};

const series = (name: string, settings: Series['settings'], ...seeds: number[]): Series => ({
  name,
  settings,
  rewardThreshold: 475,
  maxReturn: 500,
  runs: seeds.map((seed) => ({ seed, result, evaluations: [{ step: 9, return: 5 }] })),
});

const told = (all: readonly Series[]) =>
  joinSeries(all).map(({ name, runs }) => [name, runs.map(({ seed }) => seed)]);

describe('series', () => {
  it('of equal settings become one, of all their seeds in order', () => {
    expect(
      told([series('a', { gamma: 1 }, 5, 7), series('b', { gamma: 0 }, 1), series('c', { gamma: 1 }, 6)]),
    ).toEqual([
      ['a', [5, 6, 7]],
      ['b', [1]],
    ]);
  });

  it('of other programs stay apart, and names are told apart', () => {
    expect(told([series('a', null, 0), series('a', null, 0), series('a', { gamma: 1 }, 0)])).toEqual([
      ['a', [0]],
      ['a (2)', [0]],
      ['a (3)', [0]],
    ]);
  });

  it('have each seed once', () => {
    expect(() => joinSeries([series('a', { gamma: 1 }, 1), series('b', { gamma: 1 }, 1)])).toThrow(
      UsageError,
    );
    expect(() => joinSeries([series('a', { gamma: 1 }, 1), series('b', { gamma: 1 }, 1)])).toThrow(
      '"a" with seed 1 is there twice; name each run once',
    );
  });
});
