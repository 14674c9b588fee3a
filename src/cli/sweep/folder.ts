/**
 * The folder that a sweep fills:
 *
 *   sweep.json      what is to be run, and the sessions that ran it
 *   results.jsonl   a line for each finished run: what it was and how it ended
 *   curves.jsonl    its greedy evaluations
 *   timings.jsonl   how long it took; the only one of the three that differs when the sweep is repeated
 *
 * A line is added as each run ends, and the files are put into canonical order when the sweep ends or begins again. A run
 * counts as done once all three hold it, so whatever a crash cuts short is simply run again.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import { type Config, ConfigError, resolveConfig } from '../../config/config.ts';
import { decodeText, parseJson as parseAnyJson } from '../../experiment/files/config-file.ts';
import type { CurvePoint } from '../../experiment/learning-curve.ts';
import type { RunResult } from '../../experiment/run-result.ts';
import { asFlags } from '../arguments.ts';
import { LineFile } from '../files.ts';
import type { Session } from '../machine.ts';
import { OwnFolder } from '../own-folder.ts';
import { isPrintable } from '../printable.ts';
import { UsageError } from '../program.ts';
import { isThere, readParsed } from '../reading.ts';
import {
  formatSeeds,
  formatShard,
  type PlannedRun,
  parseSeeds,
  parseShard,
  plannedRuns,
  runKey,
  type Shard,
  type SweepPlan,
} from './plan.ts';

/** Seconds of wall time in a worker. */
export interface RunTiming {
  readonly wallSeconds: number;
  /** Until the first perfect evaluation, or null. */
  readonly wallSecondsToFirstPerfect: number | null;
}

export interface FinishedRun {
  readonly result: RunResult;
  readonly evaluations: readonly CurvePoint[];
  readonly timing: RunTiming;
}

const FORMAT = 'dqn.ts sweep 1';
/** With it a folder is that of a sweep. */
export const MANIFEST = 'sweep.json';
const TABLES = ['results.jsonl', 'curves.jsonl', 'timings.jsonl'] as const;

/** A run has a line of some 600 characters in the largest table, and 12 for each of its evaluations. */
const MAX_TABLE_BYTES = 500_000_000;
const MAX_LINE = 10_000_000;
const MAX_MANIFEST_BYTES = 10_000_000;
const MAX_RUNS = 1_000_000;
const ADVICE = 'restore the file, or remove the folder and run the sweep again';

/** Names are printed as they are. */
const line = v.pipe(v.string(), v.check(isPrintable, 'there are control characters in it'));

const values = v.record(v.string(), v.unknown());

const manifestSchema = v.strictObject({
  format: v.literal(FORMAT),
  // It becomes the name of a folder.
  name: v.pipe(v.string(), v.regex(/^[\w-]+$/, 'expected letters, digits, - and _')),
  seeds: v.string(),
  shard: v.nullable(v.string()),
  variants: v.pipe(
    v.array(v.strictObject({ name: line, preset: line, changes: values, config: values })),
    v.minLength(1),
  ),
  sessions: v.array(
    v.strictObject({ command: v.string(), date: v.string(), machine: v.string(), versions: v.string() }),
  ),
});

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const happened = v.nullable(count);
const finite = v.pipe(v.number(), v.finite());
const seconds = v.pipe(finite, v.minValue(0));
const identity = { variant: v.string(), seed: count };
const lineSchemas = {
  'results.jsonl': v.strictObject({
    ...identity,
    preset: v.string(),
    // The plan says it, too; here it might be anything of any size.
    changes: v.pipe(
      values,
      v.transform(() => ({})),
    ),
    solved: v.boolean(),
    solvedAtStep: happened,
    steps: count,
    episodes: count,
    updates: count,
    evaluations: count,
    firstPerfectStep: happened,
    stability: v.nullable(v.pipe(finite, v.minValue(0), v.maxValue(1))),
    finalGreedyMean: v.nullable(finite),
    divergedAtStep: happened,
  }),
  'curves.jsonl': v.strictObject({ ...identity, steps: v.array(count), greedyReturns: v.array(finite) }),
  'timings.jsonl': v.strictObject({
    ...identity,
    wallSeconds: seconds,
    wallSecondsToFirstPerfect: v.nullable(seconds),
  }),
};
type Lines = { readonly [Table in keyof typeof lineSchemas]: v.InferOutput<(typeof lineSchemas)[Table]> };

function toLines({ variant, seed }: PlannedRun, { result, evaluations, timing }: FinishedRun): Lines {
  const run = { variant: variant.name, seed };
  return {
    'results.jsonl': {
      variant: variant.name,
      preset: variant.preset,
      seed,
      changes: variant.changes,
      ...result,
    },
    'curves.jsonl': {
      ...run,
      steps: evaluations.map(({ step }) => step),
      greedyReturns: evaluations.map((point) => point.return),
    },
    'timings.jsonl': { ...run, ...timing },
  };
}

function fromLines(lines: Lines): FinishedRun {
  const { variant: _v, preset: _p, seed: _s, changes: _c, ...result } = lines['results.jsonl'];
  const { steps, greedyReturns } = lines['curves.jsonl'];
  const { wallSeconds, wallSecondsToFirstPerfect } = lines['timings.jsonl'];
  return {
    result,
    evaluations: steps.map((step, k) => ({ step, return: greedyReturns[k] })),
    timing: { wallSeconds, wallSecondsToFirstPerfect },
  };
}

export class SweepFolder {
  readonly path: string;
  readonly plan: SweepPlan;
  readonly shard: Shard | null;
  /** What belongs into this folder, in canonical order. */
  readonly runs: readonly PlannedRun[];
  sessions: readonly Session[];
  readonly #finished: Map<string, FinishedRun>;
  #tables: readonly LineFile[] = [];

  private constructor(
    path: string,
    plan: SweepPlan,
    shard: Shard | null,
    sessions: readonly Session[] = [],
    finished: ReadonlyMap<string, FinishedRun> = new Map(),
  ) {
    this.path = path;
    this.plan = plan;
    this.shard = shard;
    this.runs = plannedRuns(plan, shard);
    this.sessions = sessions;
    this.#finished = new Map(finished);
  }

  /** A folder in which nothing is done yet. */
  static planned(path: string, plan: SweepPlan): SweepFolder {
    return new SweepFolder(path, plan, null);
  }

  /**
   * The folder for this sweep: an empty one, or what is there of the same sweep, or of one with fewer seeds and variants. A shard
   * cannot grow: its runs would be others.
   *
   * @param wasAbandoned whether one of our processes was killed in this folder.
   * @throws UsageError if it holds something else; errors of the file system pass through.
   */
  static open(path: string, plan: SweepPlan, shard: Shard | null, wasAbandoned = false): SweepFolder {
    if (!isThere(join(path, MANIFEST))) {
      const foreign = openOwn(path).foreignFile(wasAbandoned);
      if (foreign === null) return new SweepFolder(path, plan, shard);
      throw new UsageError(
        `${path} contains other files, such as ${foreign}, and no sweep; choose another folder with --out`,
      );
    }
    const folder = SweepFolder.read(path);
    const smaller = shard === null ? withinPlan(plan, folder.plan) : plan;
    const difference = describeDifference(folder, { plan: smaller, shard });
    if (difference === null) return new SweepFolder(path, plan, shard, folder.sessions, folder.#finished);
    throw new UsageError(
      `${path} holds another sweep (${difference}); choose another folder with --out, or remove it`,
    );
  }

  /** @throws UsageError that names the file and what is wrong in it; errors of the file system pass through. */
  static read(path: string): SweepFolder {
    const { name, variants, seeds, shard, sessions } = readManifest(join(path, MANIFEST));
    const plan = { name, variants, seeds };
    const isBegun = sessions.length > 0;
    return new SweepFolder(path, plan, shard, sessions, readRuns(path, plannedRuns(plan, shard), isBegun));
  }

  /** What is there of a larger sweep, all parts of it together; the same folder if it is not within that sweep. */
  within(plan: SweepPlan): SweepFolder {
    const difference = describeDifference(
      { plan: this.plan, shard: null },
      { plan: withinPlan(plan, this.plan), shard: null },
    );
    return difference === null ? new SweepFolder(this.path, plan, null, this.sessions, this.#finished) : this;
  }

  /**
   * What several folders hold of one sweep, for a folder that is not written yet. Their order makes no difference.
   *
   * @throws UsageError unless they are parts of one sweep, done by one version, that agree about every run.
   */
  static union(parts: readonly SweepFolder[], path: string): SweepFolder {
    const [first] = parts;
    const { plan } = first;
    checkOneVersion(parts);
    const finished = new Map<string, FinishedRun>();
    for (const part of parts) {
      checkSameSweep(part, first);
      for (const run of part.runs) {
        const found = part.finished(run);
        if (found === undefined) continue;
        const other = parts.find((earlier) => earlier.finished(run) !== undefined) as SweepFolder;
        if (!isSameResult(found, other.finished(run) as FinishedRun)) {
          throw new UsageError(
            `${other.path} and ${part.path} disagree about ${nameOf(run)}; leave out the one that is wrong, or do the run again`,
          );
        }
        const key = runKey(run.variant.name, run.seed);
        finished.set(key, quicker(found, finished.get(key) ?? found));
      }
    }
    const sessions = parts.flatMap((part) => part.sessions);
    return new SweepFolder(path, plan, null, inOrder(sessions), finished);
  }

  /**
   * The union of folders that together hold all of a sweep.
   *
   * @throws UsageError if they do not, and as `union`.
   */
  static join(parts: readonly SweepFolder[], path: string): SweepFolder {
    const whole = SweepFolder.union(parts, path);
    const [missing] = whole.remaining;
    if (missing === undefined) return whole;
    throw new UsageError(
      `${whole.remaining.length} of ${whole.runs.length} runs are in none of the folders, such as ${nameOf(missing)}; name all parts, and finish those that were stopped`,
    );
  }

  get remaining(): PlannedRun[] {
    return this.runs.filter((run) => this.finished(run) === undefined);
  }

  finished({ variant, seed }: PlannedRun): FinishedRun | undefined {
    return this.#finished.get(runKey(variant.name, seed));
  }

  /** The finished runs of each variant, by seed. */
  finishedByVariant() {
    return this.plan.variants.map((variant) => ({
      variant,
      runs: this.runs.flatMap((run) => {
        const finished = run.variant === variant ? this.finished(run) : undefined;
        return finished === undefined ? [] : [{ seed: run.seed, ...finished }];
      }),
    }));
  }

  /**
   * Gets the files ready for more lines.
   *
   * @throws UsageError if what is there was done by another version.
   */
  begin(session: Session): void {
    const other = this.sessions.find((earlier) => versionOf(earlier) !== versionOf(session));
    if (other !== undefined) {
      throw new UsageError(
        `${this.path} was started by ${versionOf(other)}, but this is ${versionOf(session)}; continue with that version, or choose another folder with --out`,
      );
    }
    this.sessions = [...this.sessions, session];
    this.save();
    this.#tables = TABLES.map((table) => new LineFile(join(this.path, table), 'a'));
  }

  add(run: PlannedRun, finished: FinishedRun): void {
    this.#finished.set(runKey(run.variant.name, run.seed), finished);
    const lines = toLines(run, finished);
    this.#tables.forEach((table, k) => {
      table.append(`${JSON.stringify(lines[TABLES[k]])}\n`);
      table.flush();
    });
  }

  /** Closes the files and puts them into canonical order. */
  end(): void {
    for (const table of this.#tables) table.close();
    this.save();
  }

  /**
   * Writes everything, in canonical order.
   *
   * In a new folder the plan comes first, without sessions: from then on the folder is known to be ours, and that tables may
   * be missing.
   */
  save(): void {
    const own = openOwn(this.path);
    own.removeLeftOvers();
    if (!isThere(join(this.path, MANIFEST))) own.write(MANIFEST, this.#manifest([]));
    const lines = this.runs.flatMap((run) => {
      const finished = this.finished(run);
      return finished === undefined ? [] : [toLines(run, finished)];
    });
    for (const table of TABLES) {
      own.write(table, lines.map((line) => `${JSON.stringify(line[table])}\n`).join(''));
    }
    own.write(MANIFEST, this.#manifest(this.sessions));
  }

  #manifest(sessions: readonly Session[]): string {
    const { name, variants, seeds } = this.plan;
    const manifest: v.InferInput<typeof manifestSchema> = {
      format: FORMAT,
      name,
      seeds: formatSeeds(seeds),
      shard: this.shard && formatShard(this.shard),
      variants: variants.map((variant) => {
        // Each run has a seed of its own.
        const { seed: _, ...config } = variant.config;
        return { ...variant, config };
      }),
      sessions: [...sessions],
    };
    return `${JSON.stringify(manifest, null, 2)}\n`;
  }
}

/** Does not look at times, which differ. */
const isSameResult = (a: FinishedRun, b: FinishedRun) =>
  JSON.stringify([a.result, a.evaluations]) === JSON.stringify([b.result, b.evaluations]);

/** Of a run that was done twice one time is kept, whatever the order in which they come. */
function quicker(a: FinishedRun, b: FinishedRun): FinishedRun {
  const seconds = ({ timing }: FinishedRun) => [
    timing.wallSeconds,
    timing.wallSecondsToFirstPerfect ?? Number.POSITIVE_INFINITY,
  ];
  const [[allA, firstA], [allB, firstB]] = [seconds(a), seconds(b)];
  return allA < allB || (allA === allB && firstA <= firstB) ? a : b;
}

/** By date, each once. */
function inOrder(sessions: readonly Session[]): Session[] {
  const keyOf = ({ date, command, machine, versions }: Session) =>
    JSON.stringify([date, command, machine, versions]);
  const byKey = new Map(sessions.map((session) => [keyOf(session), session]));
  return [...byKey.keys()].sort().map((key) => byKey.get(key) as Session);
}

/** @throws UsageError if two folders do not belong together. */
function checkSameSweep(part: SweepFolder, first: SweepFolder): void {
  const difference = describeDifference({ plan: part.plan, shard: null }, { plan: first.plan, shard: null });
  if (difference !== null) {
    throw new UsageError(
      `${part.path} and ${first.path} belong to different sweeps (${difference}); merge parts of one sweep`,
    );
  }
}

/** Of this project: results of two versions are not put together. */
const versionOf = ({ versions }: Session) => versions.split(',')[0];

/** @throws UsageError if not all parts were done by one version. */
function checkOneVersion(parts: readonly SweepFolder[]): void {
  const done = parts.flatMap(({ path, sessions }) =>
    sessions.map((session) => ({ path, version: versionOf(session) })),
  );
  const other = done.find(({ version }) => version !== done[0].version);
  if (other === undefined) return;
  throw new UsageError(
    `${done[0].path} was done by ${done[0].version} and ${other.path} by ${other.version}, whose results may differ; do all parts with one version`,
  );
}

const nameOf = ({ variant, seed }: PlannedRun) => `"${variant.name}" with seed ${seed}`;

const openOwn = (path: string) => new OwnFolder(path, [MANIFEST, ...TABLES]);

/** Of a plan what an earlier one has, too; the plan itself if that has something else. */
function withinPlan(plan: SweepPlan, { name, seeds, variants }: SweepPlan): SweepPlan {
  const kept = variants.map((variant) => plan.variants.find((own) => own.name === variant.name));
  const isWithin =
    kept.every((variant) => variant !== undefined) && seeds.every((seed) => plan.seeds.includes(seed));
  return isWithin ? { name, seeds, variants: kept } : plan;
}

function describeDifference(
  there: Pick<SweepFolder, 'plan' | 'shard'>,
  wanted: Pick<SweepFolder, 'plan' | 'shard'>,
): string | null {
  const said: ((sweep: typeof there) => string)[] = [
    ({ plan }) => `--seeds ${formatSeeds(plan.seeds)}`,
    ({ plan }) => `variants ${plan.variants.map(({ name }) => `"${name}"`).join(', ')}`,
    ({ plan }) => `the name "${plan.name}"`,
    ({ shard }) => (shard === null ? 'no --shard' : `--shard ${formatShard(shard)}`),
  ];
  for (const say of said) {
    const [a, b] = [say(there), say(wanted)];
    if (a !== b) return `${a} instead of ${b}`;
  }
  for (const [k, { name, preset, changes, config }] of wanted.plan.variants.entries()) {
    const other = there.plan.variants[k];
    const { seed: _, ...values } = config;
    // The report tells what was changed from which preset, too.
    const had: Readonly<Record<string, unknown>> = { ...other.config, ...other };
    for (const [key, value] of Object.entries({ preset, ...values, changes })) {
      const isSame = JSON.stringify(had[key]) === JSON.stringify(value);
      if (!isSame) return `${say(key, had[key])} instead of ${say(key, value)} in "${name}"`;
    }
  }
  return null;
}

/** What a variant has, as the flags that set it. */
function say(key: string, value: unknown): string {
  if (key === 'changes') return asFlags(Object(value)) || 'no flags';
  if (key === 'envChecksum') return `a task with checksum ${value}`;
  return asFlags({ [key]: value });
}

function readManifest(path: string) {
  const text = readParsed(path, MAX_MANIFEST_BYTES, decodeText);
  const { format: _, ...manifest } = parseJson(text, manifestSchema, path);
  try {
    const names = manifest.variants.map(({ name }) => name);
    const seeds = parseSeeds(manifest.seeds);
    const runs = names.length * seeds.length;
    if (runs > MAX_RUNS) throw new UsageError(`${runs} runs are planned; expected at most ${MAX_RUNS}`);
    if (new Set(names).size < names.length) throw new UsageError('two variants have the same name');
    return {
      ...manifest,
      seeds,
      shard: manifest.shard === null ? null : parseShard(manifest.shard),
      // A hyper-parameter that is younger than the file has its default there.
      variants: manifest.variants.map((variant) => ({
        ...variant,
        config: resolveConfig(variant.config) satisfies Config,
      })),
    };
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
    throw new UsageError(`${path}: ${error.message}`, { cause: error });
  }
}

/** What is in all three tables; any may be missing in a folder that was not begun. */
function readRuns(path: string, planned: readonly PlannedRun[], isBegun: boolean): Map<string, FinishedRun> {
  const runs = new Map(planned.map((run) => [runKey(run.variant.name, run.seed), run]));
  const [results, curves, timings] = TABLES.map((table) => {
    const file = join(path, table);
    return isBegun || isThere(file) ? readTable(file, table, runs) : new Map();
  });
  const finished = new Map<string, FinishedRun>();
  for (const [key, result] of results) {
    const [curve, timing] = [curves.get(key), timings.get(key)];
    if (curve === undefined || timing === undefined) continue;
    const lines = { 'results.jsonl': result, 'curves.jsonl': curve, 'timings.jsonl': timing } as Lines;
    if (!isCurveOf(lines, runs.get(key) as PlannedRun)) {
      throw new UsageError(
        `${join(path, 'curves.jsonl')}: the evaluations of "${curve.variant}" with seed ${curve.seed} are not those of its result; ${ADVICE}`,
      );
    }
    finished.set(key, fromLines(lines));
  }
  return finished;
}

/** Whether there is an evaluation at each step where the run must have had one; the report relies on it. */
function isCurveOf(lines: Lines, { variant: { config } }: PlannedRun): boolean {
  const { steps: taken, evaluations, divergedAtStep } = lines['results.jsonl'];
  const { steps, greedyReturns } = lines['curves.jsonl'];
  const period = config.evaluationEverySteps;
  // A run diverges inside a step, before that is evaluated.
  const last = Math.min(divergedAtStep === null ? taken : divergedAtStep - 1, config.steps);
  const due = last === config.steps ? Math.ceil(last / period) : Math.floor(last / period);
  return (
    [steps.length, greedyReturns.length, evaluations].every((count) => count === due) &&
    steps.every((step, k) => step === Math.min((k + 1) * period, config.steps))
  );
}

/** The lines of a table by their run. A last line without an end was being written when the sweep was cut off. */
function readTable<Run>(path: string, table: keyof Lines, runs: ReadonlyMap<string, Run>) {
  const text = readParsed(path, MAX_TABLE_BYTES, decodeText);
  const schema = lineSchemas[table] as v.GenericSchema<unknown, Lines[keyof Lines]>;
  const found = new Map<string, Lines[keyof Lines]>();
  let start = 0;
  for (let number = 1; ; number++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return found;
    const place = `${path}, line ${number}`;
    if (end - start > MAX_LINE) {
      throw new UsageError(
        `${place}: it has ${end - start} characters, expected at most ${MAX_LINE}; ${ADVICE}`,
      );
    }
    const content = parseJson(text.slice(start, end), schema, place);
    const key = runKey(content.variant, content.seed);
    if (!runs.has(key)) {
      throw new UsageError(
        `${place}: "${content.variant}" with seed ${content.seed} is not a run of this sweep; restore the file, or remove the folder`,
      );
    }
    found.set(key, content);
    start = end + 1;
  }
}

function parseJson<T>(text: string, schema: v.GenericSchema<unknown, T>, place: string): T {
  let content: unknown;
  try {
    content = parseAnyJson(text);
  } catch {
    throw new UsageError(`${place}: this is not valid JSON; ${ADVICE}`);
  }
  const result = v.safeParse(schema, content, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const problem = [v.getDotPath(issue), issue.message].filter((part) => part !== null).join(': ');
  throw new UsageError(`${place}: ${problem}; ${ADVICE}`);
}
