/** One greedy episode, kept moment by moment so that it can be shown afterwards. */
import type { QFunction } from '../agent/q-function.ts';
import type { Env, ResetOptions } from '../env/env.ts';
import { greedyEpisode } from './evaluation.ts';

/** What was true before one step. */
export interface Moment {
  /** Position of the cart, m. */
  readonly x: number;
  /** Angle of the pole from upright, rad, clockwise positive. */
  readonly theta: number;
  /** Q(s, ·) */
  readonly values: readonly number[];
  /** What is done next; null at the end. */
  readonly action: number | null;
  /** Sum of the rewards so far. */
  readonly episodeReturn: number;
}

export interface Recording {
  readonly envId: string;
  /** One for each step, and one for the state in which the episode ended. */
  readonly moments: readonly Moment[];
  readonly episodeReturn: number;
  /** Whether the pole fell or the cart left; otherwise the time limit ended it. */
  readonly terminated: boolean;
}

/**
 * Plays the episode that `greedyEpisode` plays, and keeps it.
 *
 * @param env CartPole with observations divided by `observationScale`. Multiplied by it again they are off by a rounding
 *   to float32 (a few 1e-7), which no picture shows.
 */
export function recordGreedyEpisode(
  q: QFunction,
  env: Env,
  observationScale: readonly number[],
  reset?: ResetOptions,
): Recording {
  const moments: Moment[] = [];
  let observation = new Float32Array();
  let episodeReturn = 0;
  let terminated = false;
  const keep = (action: number | null) => {
    const values = Array.from(q.values(observation).slice(0, env.spec.actionCount));
    const [xScale, , thetaScale] = observationScale;
    moments.push({
      x: observation[0] * xScale,
      theta: observation[2] * thetaScale,
      values,
      action,
      episodeReturn,
    });
  };
  const recorder: Env = {
    spec: env.spec,
    reset(options) {
      observation = env.reset(options) as Float32Array<ArrayBuffer>;
      return observation;
    },
    step(action) {
      keep(action);
      const result = env.step(action);
      episodeReturn += result.reward;
      terminated = result.terminated;
      if (result.terminated || result.truncated) keep(null);
      return result;
    },
    state: () => env.state(),
    restore: (saved) => env.restore(saved),
  };
  greedyEpisode(q, recorder, reset);
  return { envId: env.spec.id, moments, episodeReturn, terminated };
}
