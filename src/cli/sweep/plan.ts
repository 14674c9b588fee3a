/**
 * What a sweep consists of: each variant of the settings with each seed.
 *
 * The runs have a canonical order (by variant, then by seed), in which result files are written, no matter which process did the runs.
 */
import type { Config } from '../../config/config.ts';
import { UsageError } from '../program.ts';

export interface Variant {
  /** Unique: the preset and what tells this variant from the others, such as "default target-rule=double". */
  readonly name: string;
  readonly preset: string;
  /** Every hyper-parameter that was set, whether for all variants or for this one. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** All of them resolved; its seed stands for any. */
  readonly config: Config;
}

export interface SweepPlan {
  /** The default name of the folder. */
  readonly name: string;
  readonly variants: readonly Variant[];
  /** Ascending. */
  readonly seeds: readonly number[];
}

/** The part `index` (from 1) of `count` of a sweep. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export interface PlannedRun {
  readonly variant: Variant;
  readonly seed: number;
}

/** More runs than this are a typing error. */
const MAX_SEEDS = 100_000;

/** The runs of a sweep in canonical order; of a shard every count-th of them, so that all shards do some of each variant. */
export function plannedRuns(plan: SweepPlan, shard: Shard | null = null): PlannedRun[] {
  const runs = plan.variants.flatMap((variant) => plan.seeds.map((seed) => ({ variant, seed })));
  return shard === null ? runs : runs.filter((_, k) => k % shard.count === shard.index - 1);
}

/** Tells the runs of a sweep apart. */
export const runKey = (variantName: string, seed: number) => `${variantName} seed=${seed}`;

export const formatShard = ({ index, count }: Shard) => `${index}/${count}`;

/** @throws UsageError unless the text is "i/n" with 1 <= i <= n. */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, count] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (index >= 1 && index <= count) return { index, count };
  throw new UsageError(
    `--shard: got ${JSON.stringify(text)}, expected i/n with i from 1 to n, such as 2/8 for the second of eight parts`,
  );
}

/**
 * Seeds in ascending order from text such as "0,3,5-9".
 *
 * @throws UsageError if it is anything else, names a seed twice, or names too many.
 */
export function parseSeeds(text: string): number[] {
  const refuse = (problem: string) =>
    new UsageError(
      `--seeds: got ${JSON.stringify(text)}, ${problem}; expected up to ${MAX_SEEDS} integers and ranges such as 0,3,5-9`,
    );
  const seeds: number[] = [];
  for (const part of text.split(',')) {
    const match = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part);
    if (!match) throw refuse(`where ${JSON.stringify(part)} is not a seed`);
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last > Number.MAX_SAFE_INTEGER) throw refuse(`where ${last} is beyond 2^53 - 1`);
    if (last < first) throw refuse(`where ${first} is more than ${last}`);
    if (seeds.length + last - first >= MAX_SEEDS) throw refuse('which are too many');
    for (let seed = first; seed <= last; seed++) seeds.push(seed);
  }
  seeds.sort((a, b) => a - b);
  const twice = seeds.find((seed, k) => seed === seeds[k + 1]);
  if (twice !== undefined) throw refuse(`which names ${twice} twice`);
  return seeds;
}

/** The shortest text from which `parseSeeds` gives these seeds. */
export function formatSeeds(seeds: readonly number[]): string {
  const parts: string[] = [];
  for (let k = 0; k < seeds.length; k++) {
    const first = seeds[k];
    while (seeds[k + 1] === seeds[k] + 1) k++;
    parts.push(seeds[k] === first ? `${first}` : `${first}-${seeds[k]}`);
  }
  return parts.join(',');
}
