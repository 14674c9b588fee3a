/** One greedy episode, kept moment by moment so that it can be shown afterwards. */
import { argmax } from '../agent/q-function.ts';
import type { Env } from '../env/env.ts';
import type { Moment, Recording } from '../env/picture.ts';
import type { EnvSpec } from '../env/task.ts';
import type { Policy } from './policy.ts';

/**
 * Plays the episode that `greedyEpisode` plays, and keeps it.
 *
 * @param env an environment for evaluation, with observations as they are.
 */
export function recordGreedyEpisode(
  policy: Policy,
  env: Env,
  { id, actionCount }: Pick<EnvSpec, 'id' | 'actionCount'>,
): Recording {
  const moments: Moment[] = [];
  let episodeReturn = 0;
  const keep = (observation: Float32Array, isEnd: boolean): number => {
    const values = policy.values(observation);
    const action = argmax(values, 0, actionCount);
    moments.push({
      observation: observation.slice(),
      values: Array.from(values.subarray(0, actionCount)),
      action: isEnd ? null : action,
      episodeReturn,
    });
    return action;
  };
  let observation = env.reset();
  for (;;) {
    const result = env.step(keep(observation, false));
    episodeReturn += result.reward;
    observation = result.observation;
    if (!result.terminated && !result.truncated) continue;
    keep(observation, true);
    return { id, moments, episodeReturn, terminated: result.terminated };
  }
}
