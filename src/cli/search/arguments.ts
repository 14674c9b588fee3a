/** The flags with which `sweep.ts` searches instead of comparing what it is told. */
import type { Command } from 'commander';
import type { SearchRange } from '../../experiment/search-space.ts';
import { flagName } from '../arguments.ts';
import { collect } from '../flags.ts';
import { numberBetween } from '../number-between.ts';
import { UsageError } from '../program.ts';
import { type Changes, checkSetOnce } from '../sweep/variants.ts';
import { planSearch, type SearchPlan } from './plan.ts';
import { parseRange } from './range.ts';

export interface SearchTask {
  readonly search: SearchPlan;
  /** Fresh seeds with which the winner is tested; 0 for no test. */
  readonly confirm: number;
}

/** Of the flags of a sweep, those that make a search, and those that cannot be combined with it. */
export interface SearchFlags {
  readonly search?: number;
  readonly range?: readonly SearchRange[];
  readonly halving?: boolean;
  readonly confirm?: number;
  readonly searchSeed?: number;
  readonly preset: string;
  readonly vary?: unknown;
  readonly variant?: unknown;
}

const MAX_CANDIDATES = 1000;
const MAX_CONFIRMING = 10_000;

export function addSearchOptions(command: Command): void {
  command
    .optionsGroup('Search:')
    .option(
      '--search <random:n>',
      'Draw n candidates at random from the ranges, and find the one with the highest mean of all greedy evaluations.',
      parseSearch,
    )
    .option(
      '--range <flag=values>',
      'Values to draw a hyper-parameter from, such as n-step=1..8, "learning-rate=1e-4..1e-2 log" (its logarithm is uniform) or "loss=squared|huber" (choices); may be given more than once.',
      collect(parseRange),
    )
    .option(
      '--halving',
      'Successive halving: all candidates start with a part of --steps and --seeds; the best quarter go on with twice as many of both, and so on, up to all of them. Without it, each candidate gets all of them.',
    )
    .option(
      '--confirm <n>',
      'Then test the winner against the preset on n seeds that the search has not seen. May be added after the search.',
      numberBetween('--confirm', 1, MAX_CONFIRMING, 'an integer'),
    )
    .option(
      '--search-seed <n>',
      'Seed of the draw. (default: 1)',
      numberBetween('--search-seed', 0, Number.MAX_SAFE_INTEGER, 'an integer'),
    );
}

/** "random:64" */
function parseSearch(text: string): number {
  const count = Number(/^random:(\d+)$/.exec(text)?.[1]);
  if (count >= 2 && count <= MAX_CANDIDATES) return count;
  throw new UsageError(
    `--search: got ${JSON.stringify(text)}, expected random: and the number of candidates from 2 to ${MAX_CANDIDATES}, such as random:64`,
  );
}

/**
 * @param common what is changed in all candidates.
 * @returns null if no search is asked for.
 * @throws UsageError for flags that do not go together.
 */
export function searchFrom(flags: SearchFlags, seeds: readonly number[], common: Changes): SearchTask | null {
  const { search: count, range: ranges = [], preset, halving = false, confirm = 0, searchSeed = 1 } = flags;
  if (count === undefined) {
    const alone = (['range', 'halving', 'confirm', 'searchSeed'] as const).find(
      (name) => flags[name] !== undefined,
    );
    if (alone === undefined) return null;
    throw new UsageError(`--${flagName(alone)} is for a search; add --search random:64, or leave it out`);
  }
  if (ranges.length === 0) {
    throw new UsageError('--search: there is nothing to draw from; add --range, such as --range n-step=1..8');
  }
  const other = (['vary', 'variant'] as const).find((name) => flags[name] !== undefined);
  if (other !== undefined) {
    throw new UsageError(`--search: leave --${other} out; choices are given as --range "loss=squared|huber"`);
  }
  if (preset.includes(','))
    throw new UsageError(`--search: got ${preset.split(',').length} presets, expected one`);
  checkSetOnce('--range', ranges, common);
  return { search: planSearch({ count, preset, common, ranges, searchSeed, halving, seeds }), confirm };
}
