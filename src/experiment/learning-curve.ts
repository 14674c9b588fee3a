/** How well a run did, by environment step: the source of its picture and its result. */
import type { EnvSpec } from '../env/task.ts';
import type { SavedState, State, Stateful } from '../state.ts';
import type { EpisodeRow, MetricsRow } from './metrics.ts';
import type { RunObserver } from './run.ts';

export interface CurvePoint {
  /** Environment steps taken. */
  readonly step: number;
  /** Return of one episode, or a mean of several. */
  readonly return: number;
}

export interface LearningCurve {
  /** Return of each training episode, exploring. */
  readonly episodes: readonly CurvePoint[];
  /** Mean return of each greedy evaluation. */
  readonly evaluations: readonly CurvePoint[];
  /** Where the task counts as solved; null if that is not known. */
  readonly rewardThreshold: number | null;
  /** The largest possible return; null if it is not known. */
  readonly maxReturn: number | null;
}

/** Collects the learning curve of a run as it goes. */
export class CurveRecorder implements RunObserver, LearningCurve, Stateful {
  readonly episodes: CurvePoint[] = [];
  readonly evaluations: CurvePoint[] = [];
  readonly rewardThreshold: number | null;
  readonly maxReturn: number | null;

  constructor({ rewardThreshold, maxReturn }: Pick<EnvSpec, 'rewardThreshold' | 'maxReturn'>) {
    this.rewardThreshold = rewardThreshold;
    this.maxReturn = maxReturn;
  }

  episodeEnded(row: EpisodeRow): void {
    this.episodes.push({ step: row.step, return: row.return });
  }

  metricsTaken({ step, greedyReturn }: MetricsRow): void {
    if (greedyReturn !== null) this.evaluations.push({ step, return: greedyReturn });
  }

  // --- saving and restoring ---

  state(): State {
    return { episodes: pointsToState(this.episodes), evaluations: pointsToState(this.evaluations) };
  }

  restore(saved: SavedState): void {
    restorePoints(this.episodes, saved.part('episodes'));
    restorePoints(this.evaluations, saved.part('evaluations'));
  }
}

function pointsToState(points: readonly CurvePoint[]): State {
  return {
    steps: Float64Array.from(points, ({ step }) => step),
    returns: Float64Array.from(points, (point) => point.return),
  };
}

function restorePoints(points: CurvePoint[], saved: SavedState): void {
  const steps = saved.array('steps', Float64Array, Infinity);
  const returns = new Float64Array(steps.length);
  saved.copyInto('returns', returns);
  points.length = 0;
  steps.forEach((step, k) => {
    points.push({ step, return: returns[k] });
  });
}
