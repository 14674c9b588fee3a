/** What can be read off the curves of a run, each as one number: by some of these a bug gives itself away. */
import type { MetricsRow } from '../src/experiment/metrics.ts';

export interface Statistic {
  readonly name: string;
  readonly meaning: string;
  /** From all rows of a run; null if none of them tells. */
  readonly of: (rows: readonly MetricsRow[]) => number | null;
}

const EARLY_STEP = 1000;
/** Environment steps that "at the end" looks at. */
const LAST_STEPS = 2000;

const valuesOf = (rows: readonly MetricsRow[], value: (row: MetricsRow) => number | null) =>
  rows.flatMap((row) => value(row) ?? []);

function largest(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
}

function meanAtEnd(rows: readonly MetricsRow[], value: (row: MetricsRow) => number | null): number | null {
  const from = (rows.at(-1)?.step ?? 0) - LAST_STEPS;
  const values = valuesOf(
    rows.filter(({ step }) => step > from),
    value,
  );
  return values.length === 0 ? null : values.reduce((a, b) => a + b) / values.length;
}

export const STATISTICS = {
  meanReturn: {
    name: 'training return',
    meaning: 'mean of the last 100 training episodes, exploring',
    of: (rows) => rows.at(-1)?.meanReturn ?? null,
  },
  maxQ: {
    name: 'max Q',
    meaning: 'largest value of a recent state at any time of the run',
    of: (rows) => largest(valuesOf(rows, ({ diagnosis }) => diagnosis.maxQ)),
  },
  updates: {
    name: 'updates',
    meaning: 'gradient updates made',
    of: (rows) => rows.at(-1)?.updates ?? null,
  },
  earlyEpsilon: {
    name: `ε at step ${EARLY_STEP}`,
    meaning: 'probability of a random action then',
    of: (rows) => rows.find(({ step }) => step === EARLY_STEP)?.epsilon ?? null,
  },
  actionGap: {
    name: 'action gap at the end',
    meaning: `Q of the best action minus Q of the second best, mean of the last ${LAST_STEPS} steps`,
    of: (rows) => meanAtEnd(rows, ({ diagnosis }) => diagnosis.actionGap),
  },
  qBeforeFall: {
    name: 'Q before falls at the end',
    meaning: `largest Q one step before a fall, mean of the last ${LAST_STEPS} steps`,
    of: (rows) => meanAtEnd(rows, ({ diagnosis }) => diagnosis.qBeforeEnd),
  },
  mostTerminals: {
    name: 'most terminals in memory',
    meaning: 'at any time of the run',
    of: (rows) => largest(valuesOf(rows, (row) => row.terminalsInMemory)),
  },
} satisfies Readonly<Record<string, Statistic>>;

export type StatisticId = keyof typeof STATISTICS;

export const STATISTIC_IDS = Object.keys(STATISTICS) as StatisticId[];

export type StatisticValues = Readonly<Record<StatisticId, number | null>>;

/** All of them, of the run that left these rows. */
export const statisticsOf = (rows: readonly MetricsRow[]): StatisticValues =>
  Object.fromEntries(STATISTIC_IDS.map((id) => [id, STATISTICS[id].of(rows)])) as StatisticValues;

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Of values that all runs have; null if one of them has none. */
export function rangeOf(values: readonly (number | null)[]): Range | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return null;
  return { low: Math.min(...known), high: Math.max(...known) };
}

/** Whether no value of one range could be one of the other. */
export const areApart = (a: Range, b: Range): boolean => a.high < b.low || b.high < a.low;
