/** What runs with the bugs of the museum, and without, came to: `npm run museum:measure` makes them. */
import { readFileSync } from 'node:fs';
import type { MuseumBug } from './bugs.ts';
import { type Range, rangeOf, type StatisticId, type StatisticValues } from './statistics.ts';

/** Of one run. */
export interface Measurement extends StatisticValues {
  /** By its id in the museum; null for the right program with the same settings. */
  readonly bug: string | null;
  readonly preset: string;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly steps: number;
  /** Mean return of the 100 greedy episodes at the end; null if the run diverged. */
  readonly finalGreedyMean: number | null;
  /** Share of evaluations at the threshold or more after the first perfect one; null if there was none. */
  readonly stability: number | null;
}

/** Tells settings apart. */
export const settingsKey = ({ preset, changes = {} }: { preset: string; changes?: Measurement['changes'] }) =>
  `${preset} ${JSON.stringify(changes)}`;

/** From the root of the project: a line for each run. */
export const MEASUREMENTS = 'docs/reports/museum/runs.jsonl';

export function readMeasurements(): Measurement[] {
  const text = readFileSync(new URL(`../${MEASUREMENTS}`, import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The runs of the right program, or of that with the bug, in the settings and with the seeds of the bug. */
export function runsOf(
  bug: MuseumBug,
  runs: readonly Measurement[],
  which: 'right' | 'wrong',
): Measurement[] {
  const id = which === 'right' ? null : bug.id;
  return runs.filter(
    (run) => run.bug === id && settingsKey(run) === settingsKey(bug) && bug.seeds.includes(run.seed),
  );
}

/** Where a statistic lies over all seeds of a bug; null if a run has no such number, or there is none. */
export const measuredRange = (
  bug: MuseumBug,
  runs: readonly Measurement[],
  which: 'right' | 'wrong',
  statistic: StatisticId,
): Range | null => rangeOf(runsOf(bug, runs, which).map((run) => run[statistic]));
