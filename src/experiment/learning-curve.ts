/** What a picture of a run shows: how well it did, by environment step. */

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
  /** Where the environment counts as solved. */
  readonly rewardThreshold: number;
  /** The largest return that the time limit allows. */
  readonly maxReturn: number;
}
