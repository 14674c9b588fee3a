/** The tables that a run leaves behind: their columns, what each means, and how a row is written. */
import type { LearnMetrics } from '../agent/agent.ts';
import { pluralOf } from '../env/plural.ts';
import type { Endings } from '../env/task.ts';
import type { SavedState, State, Stateful } from '../state.ts';
import type { Diagnosis } from './diagnosis.ts';

/** How many of the last training episodes `meanReturn` looks at. */
export const RECENT_EPISODES = 100;

/** One finished training episode. */
export interface EpisodeRow {
  readonly episode: number;
  readonly step: number;
  readonly length: number;
  readonly return: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly epsilon: number;
}

/** The state of the run at one step; null where there is nothing to report. */
export interface MetricsRow {
  readonly step: number;
  readonly updates: number;
  readonly episodes: number;
  readonly epsilon: number;
  readonly loss: number | null;
  readonly meanAbsTdError: number | null;
  readonly meanQ: number | null;
  readonly gradientNorm: number | null;
  readonly terminalsInMemory: number;
  readonly meanReturn: number | null;
  readonly greedyReturn: number | null;
  readonly diagnosis: Diagnosis;
}

interface Column<Row> {
  readonly name: string;
  readonly meaning: string;
  readonly value: (row: Row) => number | boolean | null;
}

export const EPISODE_COLUMNS: readonly Column<EpisodeRow>[] = [
  { name: 'episode', meaning: 'number of the episode, from 1', value: (row) => row.episode },
  { name: 'step', meaning: 'environment steps taken when it ended', value: (row) => row.step },
  { name: 'length', meaning: 'its own number of steps', value: (row) => row.length },
  { name: 'return', meaning: 'sum of its rewards, exploring', value: (row) => row.return },
  { name: 'terminated', meaning: '1 if the task itself ended it', value: (row) => row.terminated },
  { name: 'truncated', meaning: '1 if the time limit ended it', value: (row) => row.truncated },
  { name: 'epsilon', meaning: 'ε of the next action', value: (row) => row.epsilon },
];

const COMMON_COLUMNS: readonly Column<MetricsRow>[] = [
  { name: 'step', meaning: 'environment steps taken', value: (row) => row.step },
  { name: 'updates', meaning: 'gradient updates made', value: (row) => row.updates },
  { name: 'episodes', meaning: 'training episodes finished', value: (row) => row.episodes },
  { name: 'epsilon', meaning: 'ε of the next action', value: (row) => row.epsilon },
  { name: 'loss', meaning: 'loss, mean over the updates since the row before', value: (row) => row.loss },
  {
    name: 'mean_abs_td_error',
    meaning: '|y − Q(s, a)|, mean over the minibatches since the row before',
    value: (row) => row.meanAbsTdError,
  },
  {
    name: 'mean_q',
    meaning: 'Q(s, a), mean over the minibatches since the row before',
    value: (row) => row.meanQ,
  },
  {
    name: 'gradient_norm',
    meaning: '2-norm of the gradient before clipping, mean over the updates since the row before',
    value: (row) => row.gradientNorm,
  },
  {
    name: 'terminals_in_memory',
    meaning:
      'transitions in the replay memory that ended their task (for the tutorial, also those cut by the time limit)',
    value: (row) => row.terminalsInMemory,
  },
  {
    name: `mean_return_${RECENT_EPISODES}`,
    meaning: `mean return of the last ${RECENT_EPISODES} training episodes, exploring`,
    value: (row) => row.meanReturn,
  },
  {
    name: 'greedy_return',
    meaning: 'mean return of the greedy evaluation at this step, if there was one',
    value: (row) => row.greedyReturn,
  },
  {
    name: 'action_gap',
    meaning: 'Q(s, best) − Q(s, second best), mean over recent states',
    value: ({ diagnosis }) => diagnosis.actionGap,
  },
  {
    name: 'max_q',
    meaning: 'largest Q(s, a) over recent states',
    value: ({ diagnosis }) => diagnosis.maxQ,
  },
  {
    name: 'q_ceiling',
    meaning: 'largest value that any policy can have, where the task knows it',
    value: ({ diagnosis }) => diagnosis.qCeiling,
  },
];

/** The columns of metrics.csv for a task with these endings. */
export function metricsColumns({ endWord, endings }: Endings): readonly Column<MetricsRow>[] {
  return [
    ...COMMON_COLUMNS,
    {
      name: `q_before_${endWord}`,
      meaning: `max_a Q(s, a), mean over the last states before recent ${pluralOf(endWord)}`,
      value: ({ diagnosis }) => diagnosis.qBeforeEnd,
    },
    {
      name: `${endWord}_abs_td_error`,
      meaning: `|r − Q(s, a)|, mean over the steps of recent ${pluralOf(endWord)}`,
      value: ({ diagnosis }) => diagnosis.endAbsTdError,
    },
    ...endings.map(
      ({ name, column }, k): Column<MetricsRow> => ({
        name: `${column}_in_memory`,
        meaning: `episodes that ended so (${name}) among the steps that the replay memory reaches back`,
        value: ({ diagnosis }) => diagnosis.endingsInMemory[k],
      }),
    ),
    {
      name: 'greedy_churn',
      meaning: 'share of fixed probe states whose greedy action changed since the row before',
      value: ({ diagnosis }) => diagnosis.greedyChurn,
    },
  ];
}

export function csvHeader<Row>(columns: readonly Column<Row>[]): string {
  return `${columns.map(({ name }) => name).join(',')}\n`;
}

/** Numbers in the shortest form that reads back as the same number, truth as 1 and 0, nothing as an empty cell. */
export function csvLine<Row>(columns: readonly Column<Row>[], row: Row): string {
  const cells = columns.map(({ value }) => {
    const cell = value(row);
    return cell === null ? '' : String(Number(cell));
  });
  return `${cells.join(',')}\n`;
}

/** Means of the metrics of several updates. */
export class LearnMetricsMean implements Stateful {
  #count = 0;
  readonly #sum: LearnMetrics = { loss: 0, meanAbsTdError: 0, meanQ: 0, gradientNorm: 0 };

  add(metrics: Readonly<LearnMetrics>): void {
    this.#count++;
    this.#sum.loss += metrics.loss;
    this.#sum.meanAbsTdError += metrics.meanAbsTdError;
    this.#sum.meanQ += metrics.meanQ;
    this.#sum.gradientNorm += metrics.gradientNorm;
  }

  /** The means since the last call, or nulls if nothing was added. */
  take(): { [K in keyof LearnMetrics]: number | null } {
    const count = this.#count;
    const mean = (sum: number) => (count === 0 ? null : sum / count);
    const { loss, meanAbsTdError, meanQ, gradientNorm } = this.#sum;
    const means = {
      loss: mean(loss),
      meanAbsTdError: mean(meanAbsTdError),
      meanQ: mean(meanQ),
      gradientNorm: mean(gradientNorm),
    };
    this.#count = 0;
    Object.assign(this.#sum, { loss: 0, meanAbsTdError: 0, meanQ: 0, gradientNorm: 0 });
    return means;
  }

  // --- saving and restoring ---

  state(): State {
    return { count: this.#count, ...this.#sum };
  }

  restore(saved: SavedState): void {
    this.#count = saved.integer('count', 0, Number.MAX_SAFE_INTEGER);
    for (const name of Object.keys(this.#sum) as (keyof LearnMetrics)[]) this.#sum[name] = saved.number(name);
  }
}
