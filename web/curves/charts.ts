/** Which charts there are, and which columns of a run's tables each of them shows. */

import type { Config } from '../../src/config/config.ts';
import { TASKS } from '../../src/env/registry.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import type { CurvePoint } from '../../src/experiment/learning-curve.ts';
import { type MetricsRow, RECENT_EPISODES } from '../../src/experiment/metrics.ts';
import { perfectReturn } from '../../src/experiment/return-range.ts';
import type { Curve as Returns } from '../run.ts';

/** What there is of a run as far as it has come. */
export interface RunRows {
  readonly config: Config;
  /** Its returns from the beginning; rows of metrics only from where it was opened. */
  readonly curve: Returns;
  readonly metrics: readonly MetricsRow[];
}

/** Where the points of a curve come from. */
export type Source =
  | { readonly table: keyof Returns }
  | { readonly table: 'metrics'; readonly value: (row: MetricsRow) => number | null };

/** Curves of one chart differ in looks or dash as well as in colour. */
export interface Curve {
  /** Of some curves it depends on the task; null where the task has nothing like it. */
  readonly name: string | ((config: Config) => string | null);
  readonly source: Source;
  readonly look: 'dots' | 'line' | 'line and dots';
  /** Index of a colour of series; null is the colour of faint text. */
  readonly colour: number | null;
  /** Pixels drawn and left out, in turn; empty for an unbroken line. */
  readonly dash: readonly number[];
}

/** A horizontal line to compare with. */
export interface Level {
  readonly name: string;
  readonly value: (run: RunRows) => number | null;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly curves: readonly Curve[];
  /** The one of the curves that is also drawn of the run before. */
  readonly compared: Curve;
  readonly level: Level | null;
  /** The axis goes at least from here to there; an axis in powers of ten has no need of it. */
  readonly reach: ((config: Config) => readonly [low: number, high: number]) | 'powers of ten';
}

const SOLID: readonly number[] = [];
const DASH_DOT = [10, 3, 2, 3];
const DOTTED = [2, 3];

export const nameOf = ({ name }: Curve, config: Config): string | null =>
  typeof name === 'string' ? name : name(config);

const metric = (
  name: Curve['name'],
  value: (row: MetricsRow) => number | null,
  style: Partial<Pick<Curve, 'colour' | 'dash'>> = {},
): Curve => ({ name, source: { table: 'metrics', value }, look: 'line', colour: 0, dash: SOLID, ...style });

const episodeReturn: Curve = {
  name: 'training episode',
  source: { table: 'episodeReturns' },
  look: 'dots',
  colour: null,
  dash: SOLID,
};
const meanReturn = metric(`mean of last ${RECENT_EPISODES}`, (row) => row.meanReturn);
const greedyReturn: Curve = {
  name: 'greedy evaluation',
  source: { table: 'evaluations' },
  look: 'line and dots',
  colour: 1,
  dash: SOLID,
};
const tdError = metric('mean of minibatches', (row) => row.meanAbsTdError);
const epsilon = metric('ε', (row) => row.epsilon);
const actionGap = metric('mean of recent states', ({ diagnosis }) => diagnosis.actionGap);
const maxQ = metric('largest of recent states', ({ diagnosis }) => diagnosis.maxQ);
const qBeforeEnd = metric('one step before the end', ({ diagnosis }) => diagnosis.qBeforeEnd, {
  colour: 1,
  dash: DASH_DOT,
});
const terminals = metric('all', (row) => row.terminalsInMemory);

/** One ending alone would be all of them. */
const severalOf = <T>(endings: readonly T[]): readonly T[] => (endings.length > 1 ? endings : []);

const byEnding = Array.from(
  { length: Math.max(...TASKS.map(({ diagnosis }) => diagnosis?.endings.length ?? 0)) },
  (_, k) =>
    metric(
      (config) => severalOf(environmentOf(config).diagnosis.endings)[k]?.name ?? null,
      ({ diagnosis }) => severalOf(diagnosis.endingsInMemory)[k] ?? null,
      { colour: 1 + k, dash: k === 0 ? DASH_DOT : DOTTED },
    ),
);

const fromZero = (high: number) => () => [0, high] as const;

export const RETURN_CHART: Chart = {
  id: 'return',
  title: 'Episode return',
  meaning: 'Sum of the rewards of an episode.',
  curves: [episodeReturn, meanReturn, greedyReturn],
  compared: greedyReturn,
  level: { name: 'solved from', value: ({ config }) => environmentOf(config).spec.rewardThreshold },
  reach: (config) => {
    const goal = perfectReturn(environmentOf(config).spec) ?? 0;
    return [Math.min(0, goal), Math.max(0, goal)];
  },
};

export const MORE_CHARTS: readonly Chart[] = [
  {
    id: 'td-error',
    title: '|TD error|',
    meaning: '|y − Q(s, a)|: how far the network is from its targets.',
    curves: [tdError],
    compared: tdError,
    level: null,
    reach: 'powers of ten',
  },
  {
    id: 'epsilon',
    title: 'Exploration ε',
    meaning: 'Probability of a random action.',
    curves: [epsilon],
    compared: epsilon,
    level: null,
    reach: fromZero(1),
  },
  {
    id: 'action-gap',
    title: 'Action gap',
    meaning: 'Q of the best action minus Q of the second best: how large an error the choice tolerates.',
    curves: [actionGap],
    compared: actionGap,
    level: null,
    reach: fromZero(0),
  },
  {
    id: 'max-q',
    title: 'Max Q',
    meaning:
      'Above the ceiling, 1/(1 − γ) for a reward of 1 a step, Q is worth more than any policy can earn. One step before the task ends it should be the last reward.',
    curves: [maxQ, qBeforeEnd],
    compared: maxQ,
    level: { name: 'ceiling', value: ({ metrics }) => metrics.at(-1)?.diagnosis.qCeiling ?? null },
    reach: fromZero(0),
  },
  {
    id: 'terminals',
    title: 'Terminals in memory',
    meaning:
      'Transitions in the replay memory that ended their episode: all that the agent learns about the end comes from them.',
    curves: [terminals, ...byEnding],
    compared: terminals,
    level: null,
    reach: fromZero(0),
  },
];

export const CHARTS: readonly Chart[] = [RETURN_CHART, ...MORE_CHARTS];

/** Point `k` of what a curve comes from: its step, and its value or null. */
export interface Points {
  readonly length: number;
  readonly step: (k: number) => number;
  readonly value: (k: number) => number | null;
}

export function pointsOf({ source }: Curve, run: RunRows): Points {
  if (source.table === 'metrics') {
    const { metrics } = run;
    const step = (k: number) => metrics[k].step;
    return { length: metrics.length, step, value: (k) => source.value(metrics[k]) };
  }
  const points: readonly CurvePoint[] = run.curve[source.table];
  return { length: points.length, step: (k) => points[k].step, value: (k) => points[k].return };
}
