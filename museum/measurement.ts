/** What runs with the bugs of the museum, and without, came to: `npm run museum:measure` makes them. */
import { readFileSync } from 'node:fs';

/** Of one run. */
export interface Measurement {
  /** By its id in the museum; null for the right program with the same settings. */
  readonly bug: string | null;
  readonly preset: string;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly steps: number;
  /** Mean return of the 100 greedy episodes at the end; null if the run diverged. */
  readonly finalGreedyMean: number | null;
  /** Mean return of the last 100 training episodes, exploring. */
  readonly meanReturn: number | null;
  /** Share of evaluations at the threshold or more after the first perfect one; null if there was none. */
  readonly stability: number | null;
  /** The largest of `max_q` in metrics.csv. */
  readonly maxQ: number | null;
  readonly updates: number;
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
