/** Episodes and single steps recorded in Gymnasium, and how they are compared. */
import { expect } from 'vitest';
import type { Env, ResetOptions, StepResult } from '../../src/env/env.ts';
import { TimeLimit } from '../../src/env/time-limit.ts';

export interface RecordedEpisode {
  env_id: string;
  seed: number;
  reset_index: number;
  reset_options: { low?: number; high?: number } | null;
  reset_state: number[];
  reset_obs: number[];
  actions: string;
  n_steps: number;
  total_reward: number;
  t: number[];
  state: number[][];
  obs: number[][];
  reward: number[];
  terminated: boolean[];
  truncated: boolean[];
}

export interface RecordedStep {
  note: string;
  state: number[];
  action: number;
  next_state: number[];
  next_obs: number[];
  reward: number;
  terminated: boolean;
  truncated: boolean;
}

/** An environment whose state can be looked at and set. */
export type OpenEnv = Env & { readonly variables: Float64Array };

/** |got − expected| / max(1, |expected|), the largest over the entries. */
const relativeError = (got: ArrayLike<number>, expected: readonly number[]): number =>
  Math.max(...expected.map((e, k) => Math.abs(got[k] - e) / Math.max(1, Math.abs(e))));

/** Resets as they were recorded, one after the other in one environment of each name. */
export function expectSameStarts(episodes: readonly RecordedEpisode[], make: (id: string) => OpenEnv): void {
  const envs = new Map<string, OpenEnv>();
  for (const { env_id, seed, reset_index, reset_options, reset_state, reset_obs } of episodes) {
    if (reset_index === 0) envs.set(env_id, make(env_id));
    const env = envs.get(env_id) as OpenEnv;
    const options: ResetOptions = { ...reset_options, ...(reset_index === 0 && { seed }) };
    const observation = env.reset(options);
    expect([...env.variables]).toEqual(reset_state);
    expect([...observation]).toEqual(reset_obs);
    env.step(0);
  }
}

/** Plays all actions from the first state; `atRow` is called at each recorded row, after its step. Gives the return. */
export function playRecorded(
  episode: RecordedEpisode,
  env: OpenEnv,
  maxEpisodeSteps: number,
  atRow: (row: number, result: StepResult) => void,
): number {
  const limited = new TimeLimit(env, maxEpisodeSteps);
  limited.reset({ seed: 0 });
  env.variables.set(episode.reset_state);
  let totalReward = 0;
  let row = 0;
  for (let t = 1; t <= episode.n_steps; t++) {
    const result = limited.step(Number(episode.actions[t - 1]));
    totalReward += result.reward;
    if (episode.t[row] === t) atRow(row++, result);
  }
  expect(row).toBe(episode.t.length);
  return totalReward;
}

/** Rewards, flags and observations exactly, states (relative to 1 at least) within a tolerance. */
export function expectSameEpisode(
  episode: RecordedEpisode,
  env: OpenEnv,
  maxEpisodeSteps: number,
  stateTolerance: number,
): void {
  const totalReward = playRecorded(episode, env, maxEpisodeSteps, (row, result) => {
    expect(relativeError(env.variables, episode.state[row])).toBeLessThanOrEqual(stateTolerance);
    expect([...result.observation]).toEqual(episode.obs[row]);
    expect(result.reward).toBe(episode.reward[row]);
    expect(result.terminated).toBe(episode.terminated[row]);
    expect(result.truncated).toBe(episode.truncated[row]);
    // An unstable system doubles the last bit of a sine every few steps: go on from the record.
    env.variables.set(episode.state[row]);
  });
  expect(totalReward).toBe(episode.total_reward);
}

export function expectSameStep(recorded: RecordedStep, env: OpenEnv, stateTolerance: number): void {
  env.reset({ seed: 0 });
  env.variables.set(recorded.state);
  const result = env.step(recorded.action);
  expect(relativeError(env.variables, recorded.next_state)).toBeLessThanOrEqual(stateTolerance);
  expect([...result.observation]).toEqual(recorded.next_obs);
  expect(result.reward).toBe(recorded.reward);
  expect(result.terminated).toBe(recorded.terminated);
  expect(result.truncated).toBe(recorded.truncated);
}
