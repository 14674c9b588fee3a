/** What a search consists of: candidates, the rungs on which fewer and fewer of them are trained, and a test of the winner. */
import { scheduleSteps } from '../../config/schedule.ts';
import { type Rung, rungsOf } from '../../experiment/halving.ts';
import { type Candidate, drawCandidates, type SearchRange } from '../../experiment/search-space.ts';
import { flagName } from '../arguments.ts';
import { UsageError } from '../program.ts';
import type { SweepPlan, Variant } from '../sweep/plan.ts';
import { type Changes, makeVariant } from '../sweep/variants.ts';

export interface SearchPlan {
  /** The default name of the folder. */
  readonly name: string;
  readonly preset: string;
  /** What is changed in all candidates. */
  readonly common: Changes;
  readonly ranges: readonly SearchRange[];
  readonly searchSeed: number;
  readonly candidates: readonly Candidate[];
  /** They with the whole budget, in the same order. */
  readonly variants: readonly Variant[];
  /** Without halving only one. */
  readonly rungs: readonly Rung[];
}

/** What is given to make one. */
export interface SearchRequest extends Pick<SearchPlan, 'preset' | 'common' | 'ranges' | 'searchSeed'> {
  readonly count: number;
  readonly halving: boolean;
  readonly seeds: readonly number[];
}

/** @throws UsageError if the ranges hold too few candidates, or one that cannot be run. */
export function planSearch({ count, halving, seeds, ...search }: SearchRequest): SearchPlan {
  const { preset, common, ranges, searchSeed } = search;
  // What is wrong whatever is drawn is not the fault of a range.
  makeVariant(preset, common, {});
  const candidates = drawCandidates(ranges, count, searchSeed);
  if (candidates.length < count) {
    throw new UsageError(
      `--search: got ${count} candidates, but the ranges hold ${candidates.length}; ask for fewer, or compare all with --vary`,
    );
  }
  const variants = candidates.map((candidate) => runnable(preset, common, candidate));
  const [{ config }] = variants;
  const { steps } = config;
  return {
    ...search,
    name: [preset, `random-${count}`, ...ranges.map(({ name }) => flagName(name))].join('_'),
    candidates,
    variants,
    rungs: halving ? rungsOf(count, seeds, steps) : [{ candidates: count, seeds, steps }],
  };
}

function runnable(preset: string, common: Changes, candidate: Candidate): Variant {
  try {
    return makeVariant(preset, common, candidate);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`--range: a candidate cannot be run (${error.message}); narrow the ranges`, {
      cause: error,
    });
  }
}

/** The sweep of rung k: these candidates, by their numbers in the search. */
export function rungPlan(search: SearchPlan, k: number, numbers: readonly number[]): SweepPlan {
  const { seeds, steps } = search.rungs[k];
  const variants = numbers.map((number) => withBudget(search.variants[number], steps));
  return { name: `${search.name}_rung-${k + 1}`, variants, seeds };
}

/** The same run, ended earlier: its schedules are those of the whole budget from its first step. */
function withBudget({ name, preset, changes, config }: Variant, steps: number): Variant {
  const budget = { steps, ...(config.algorithm === 'dqn' ? { scheduleSteps: scheduleSteps(config) } : {}) };
  return { ...makeVariant(preset, { ...changes, ...budget }, {}), name };
}

/** The sweep that tests the winner beside the preset as it is, on seeds that the search has not seen. */
export function confirmationPlan(search: SearchPlan, winner: number, seeds: number): SweepPlan {
  const { preset, common, rungs, variants, name } = search;
  const first = Math.max(...rungs.flatMap((rung) => rung.seeds)) + 1;
  return {
    name: `${name}_confirm`,
    variants: [makeVariant(preset, common, {}), variants[winner]],
    seeds: Array.from({ length: seeds }, (_, k) => first + k),
  };
}
