/** How good the greedy policy is: it plays, and nothing is learned. */
import type { QFunction } from '../agent/q-function.ts';
import type { Env, ResetOptions } from '../env/env.ts';

/** Plays one episode by argmax_a Q(s, a) and gives its return: the sum of its rewards, undiscounted. */
export function greedyEpisode(q: QFunction, env: Env, reset?: ResetOptions): number {
  let observation = env.reset(reset);
  let episodeReturn = 0;
  for (;;) {
    const result = env.step(q.greedyAction(observation));
    episodeReturn += result.reward;
    if (result.terminated || result.truncated) return episodeReturn;
    observation = result.observation;
  }
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
