/** One run, watched: what it came to, and what the claims about instability need to know of it. */
import { type RunResult, runResult } from '../../src/experiment/run-result.ts';
import {
  ascending,
  type Config,
  CurveRecorder,
  DivergenceError,
  environmentOf,
  type MetricsRow,
  mean,
  median,
  TrainingRun,
} from '../../src/index.ts';
import { type Corrections, FallWatch, lookIntoMemory, type MemoryLook } from './falls-in-training.ts';
import { type GreedyFalls, GreedyFallsRecorder } from './greedy-episodes.ts';
import { type Range, rangeOf, rounded } from './ranges.ts';
import { type StartValues, startValues } from './start-values.ts';

/** Of the rows of the metrics after the first perfect evaluation. */
export interface RowRanges {
  readonly maxQ: Range;
  readonly meanQ: Range;
  readonly actionGap: Range;
  readonly meanAbsTdError: Range;
  readonly qBeforeFall: Range;
  readonly greedyChurn: Range;
  /** Share of the rows whose largest Q is above the ceiling. */
  readonly aboveCeiling: number;
}

export interface Findings
  extends Pick<RunResult, 'finalGreedyMean' | 'firstPerfectStep' | 'stability' | 'divergedAtStep'> {
  readonly variant: string;
  readonly seed: number;
  /** Falls of training that the memory held at the first perfect evaluation. */
  readonly fallsByThen: { readonly pole: number; readonly cart: number } | null;
  /** What came after the first perfect evaluation; null if there was none or nothing came after it. */
  readonly later: {
    readonly greedyFalls: GreedyFalls;
    readonly rows: RowRanges;
    /** Medians over the evaluations. */
    readonly memory: MemoryLook | null;
    readonly corrections: Corrections;
  } | null;
  /** Mean Q of the last minibatches, and the values of initial states; null if the run diverged. */
  readonly end: (StartValues & { readonly meanQ: number | null }) | null;
}

export function studyRun(variant: string, config: Config): Findings {
  const curve = new CurveRecorder(environmentOf(config).spec);
  const rows: MetricsRow[] = [];
  const looks: MemoryLook[] = [];
  let meanQ: number | null = null;
  let fallsByThen: Findings['fallsByThen'] = null;
  const run = new TrainingRun(config, {
    episodeEnded: (row) => curve.episodeEnded(row),
    metricsTaken(row) {
      const { step, greedyReturn } = row;
      curve.metricsTaken(row);
      meanQ = row.meanQ;
      falls.reached(step);
      if (falls.begun) {
        rows.push(row);
        if (greedyReturn !== null) greedyFalls.evaluated(step, greedyReturn);
        const look = greedyReturn === null ? null : lookIntoMemory(run);
        if (look !== null) looks.push(look);
      } else if (greedyReturn === curve.maxReturn) {
        falls.begun = true;
        const [pole, cart] = row.diagnosis.endingsInMemory;
        fallsByThen = { pole, cart };
      }
    },
  });
  const greedyFalls = new GreedyFallsRecorder(config, run.agent.q);
  const falls = new FallWatch(run, config);
  const diverged = divergesWhile(() => {
    while (!run.finished) run.advance();
  });
  const { finalGreedyMean, firstPerfectStep, stability, divergedAtStep } = runResult(run, curve, diverged);
  return {
    variant,
    seed: config.seed,
    finalGreedyMean,
    firstPerfectStep,
    stability: stability === null ? null : rounded(stability),
    divergedAtStep,
    fallsByThen,
    later:
      rows.length === 0
        ? null
        : {
            greedyFalls: greedyFalls.summary(),
            rows: rowRanges(rows),
            memory: medianLook(looks),
            corrections: falls.summary(),
          },
    end: diverged
      ? null
      : { meanQ: meanQ === null ? null : rounded(meanQ), ...startValues(config, run.agent.q, run.step) },
  };
}

function divergesWhile(train: () => void): boolean {
  try {
    train();
    return false;
  } catch (error) {
    if (error instanceof DivergenceError) return true;
    throw error;
  }
}

function rowRanges(rows: readonly MetricsRow[]): RowRanges {
  const range = (value: (row: MetricsRow) => number | null) =>
    rangeOf(rows.map(value).filter((number) => number !== null));
  return {
    maxQ: range(({ diagnosis }) => diagnosis.maxQ),
    meanQ: range((row) => row.meanQ),
    actionGap: range(({ diagnosis }) => diagnosis.actionGap),
    meanAbsTdError: range((row) => row.meanAbsTdError),
    qBeforeFall: range(({ diagnosis }) => diagnosis.qBeforeEnd),
    greedyChurn: range(({ diagnosis }) => diagnosis.greedyChurn),
    aboveCeiling: rounded(
      mean(rows.map(({ diagnosis: { maxQ, qCeiling } }) => (Number(maxQ) > (qCeiling ?? Infinity) ? 1 : 0))),
    ),
  };
}

function medianLook(looks: readonly MemoryLook[]): MemoryLook | null {
  if (looks.length === 0) return null;
  const middle = (part: keyof MemoryLook) => rounded(median(ascending(looks.map((look) => look[part]))));
  return {
    share: middle('share'),
    fallError: middle('fallError'),
    otherError: middle('otherError'),
    squaredPull: middle('squaredPull'),
    huberPull: middle('huberPull'),
  };
}
