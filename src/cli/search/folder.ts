/**
 * The folder that a search fills:
 *
 *   search.json                   what is sought, on which rungs
 *   rung-1, rung-2, …             the sweep of each rung
 *   rung-1_shard-1-of-4, …        its parts, where several processes work
 *   confirm                       the sweep that tests the winner, with a report of its own
 *   checkpoints/7-0.bin           candidate 7 with seed 0, from where the next rung goes on; gone at the end
 *   candidates.csv, report.md …   what was found
 *
 * All that a rung has found is in its sweep; which candidates go on follows from that. So whatever is stopped, killed or lost is done
 * again by the same command, and nothing else is.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { decodeText } from '../../experiment/files/config-file.ts';
import type { Rung } from '../../experiment/halving.ts';
import { asFlags, flagName } from '../arguments.ts';
import { makeFolder, removeEmptyFolder } from '../files.ts';
import { OwnFolder } from '../own-folder.ts';
import { UsageError } from '../program.ts';
import { isThere, readParsed } from '../reading.ts';
import { MANIFEST, SweepFolder } from '../sweep/folder.ts';
import { formatSeeds, type Shard, type SweepPlan } from '../sweep/plan.ts';
import type { SearchPlan } from './plan.ts';
import { formatRange } from './range.ts';

const FORMAT = 'dqn.ts search 1';
const DEFINITION = 'search.json';
const CANDIDATES = 'candidates.csv';
const CHECKPOINTS = 'checkpoints';
/** The stage that tests the winner. */
export const CONFIRM = 'confirm';
const CHECKPOINT_NAME = /^(\d+)-\d+\.bin$/;
const MAX_DEFINITION_BYTES = 10_000_000;

export class SearchFolder {
  readonly path: string;
  readonly #own: OwnFolder;

  /**
   * The folder for this search: an empty one, or what is there of the same search.
   *
   * @param wasAbandoned whether one of our processes was killed in this folder, or works there.
   * @throws UsageError if it holds something else; errors of the file system pass through.
   */
  constructor(path: string, plan: SearchPlan, wasAbandoned: boolean) {
    this.path = path;
    this.#own = new OwnFolder(path, [DEFINITION, CANDIDATES], { folder: CHECKPOINTS, name: CHECKPOINT_NAME });
    // Looked at first: of two parts that begin together, the other may write the definition now, and then more.
    const foreign = this.#own.foreignFile(wasAbandoned);
    const file = join(path, DEFINITION);
    if (isThere(file)) checkSame(path, readParsed(file, MAX_DEFINITION_BYTES, decodeText), plan);
    else if (foreign === null)
      this.#own.write(DEFINITION, `${JSON.stringify(definitionOf(plan), null, 2)}\n`);
    else {
      throw new UsageError(
        `${path} contains other files, such as ${foreign}, and no search; choose another folder with --out`,
      );
    }
  }

  /** What is to be called by one process only, before it begins. */
  removeLeftOvers(): void {
    this.#own.removeLeftOvers();
  }

  writeCandidates(table: string): void {
    this.#own.write(CANDIDATES, table);
  }

  /** Where the sweep of a stage is, or a part of it. */
  stage(name: string, shard: Shard | null = null): string {
    return join(this.path, `${name}${shard === null ? '' : `_shard-${shard.index}-of-${shard.count}`}`);
  }

  /** All that is done of the sweep of a stage, together or in parts, which may be those of a test on fewer seeds. */
  done(name: string, plan: SweepPlan): SweepFolder {
    const path = this.stage(name);
    const isBegun = (stage: string) => isThere(join(stage, MANIFEST));
    const parts = readdirSync(this.path)
      .filter((entry) => entry.startsWith(`${name}_shard-`))
      .map((entry) => join(this.path, entry))
      .filter(isBegun)
      .map(SweepFolder.read);
    if (name === CONFIRM) checkNotFewer(isBegun(path) ? [SweepFolder.read(path), ...parts] : parts, plan);
    const there = isBegun(path) ? SweepFolder.open(path, plan, null) : SweepFolder.planned(path, plan);
    return SweepFolder.union([there, ...parts.map((part) => part.within(plan))], path);
  }

  /** Makes the folder that checkpoints are kept in. */
  makeCheckpoints(): void {
    makeFolder(join(this.path, CHECKPOINTS));
  }

  /** @param number of a candidate, from 0 on. */
  checkpoint(number: number, seed: number): string {
    return join(this.path, CHECKPOINTS, `${number + 1}-${seed}.bin`);
  }

  /** Removes the folder of the checkpoints, if nothing else lies in it. */
  removeCheckpoints(): void {
    this.retain([]);
    removeEmptyFolder(join(this.path, CHECKPOINTS));
  }

  /** Removes the checkpoints of all candidates but these. */
  retain(numbers: readonly number[]): void {
    for (const name of this.#own.numbered()) {
      const number = Number(CHECKPOINT_NAME.exec(basename(name))?.[1]) - 1;
      if (!numbers.includes(number)) this.#own.remove(name);
    }
  }
}

/** @throws UsageError if the winner is tested on more seeds already: runs that are done are not thrown away. */
function checkNotFewer(begun: readonly SweepFolder[], { seeds }: SweepPlan): void {
  const larger = begun.find(({ plan }) => plan.seeds.length > seeds.length);
  if (larger === undefined) return;
  const { length } = larger.plan.seeds;
  throw new UsageError(
    `${larger.path} tests the winner on ${length} seeds; give --confirm ${length} or more, or remove that folder`,
  );
}

function definitionOf({ name, preset, common, ranges, searchSeed, candidates, rungs }: SearchPlan) {
  return {
    format: FORMAT,
    name,
    preset,
    changes: Object.fromEntries(Object.entries(common).map(([key, value]) => [flagName(key), value])),
    ranges: ranges.map(formatRange),
    searchSeed,
    candidates: candidates.length,
    rungs: rungs.map((rung: Rung) => ({ ...rung, seeds: formatSeeds(rung.seeds) })),
  };
}

/** @throws UsageError that says what differs. */
function checkSame(path: string, text: string, plan: SearchPlan): void {
  const refuse = (what: string) =>
    new UsageError(`${path} holds another search (${what}); choose another folder with --out, or remove it`);
  let there: Readonly<Record<string, unknown>>;
  try {
    there = Object(JSON.parse(text));
  } catch {
    throw refuse(`${DEFINITION} is not valid JSON`);
  }
  // The name follows from the rest.
  const { name: _, ...definition } = definitionOf(plan);
  for (const [key, value] of Object.entries(definition)) {
    if (JSON.stringify(there[key]) === JSON.stringify(value)) continue;
    throw refuse(`${say(key, there[key])} instead of ${say(key, value)}`);
  }
}

/** An entry of the definition as the flags that ask for it. What is read from a file may be anything. */
function say(key: string, value: unknown): string {
  switch (key) {
    case 'changes':
      return asFlags(Object(value)) || 'no flags';
    case 'candidates':
      return asFlags({ search: `random:${value}` });
    case 'ranges':
      return [value]
        .flat()
        .map((range) => asFlags({ range }))
        .join(' ');
    case 'rungs': {
      const rungs = [value].flat();
      const { seeds, steps } = Object(rungs.at(-1));
      return `${asFlags({ seeds, steps })} ${rungs.length > 1 ? 'with' : 'without'} --halving`;
    }
    case 'format':
      return `format ${JSON.stringify(value)}`;
    default:
      return asFlags({ [key]: value });
  }
}
