/** An episode under conditions that may be other than those of training. */
import type { Disturbance } from '../env/disturbed-env.ts';
import type { Env } from '../env/env.ts';
import type { Environment } from '../env/environment.ts';
import { GreedyEpisode } from '../experiment/evaluation.ts';
import type { Policy } from '../experiment/policy.ts';
import { type Choose, RecordedEpisode } from '../experiment/recording.ts';
import { Generator, SeedSequence } from '../random.ts';

export interface Conditions extends Disturbance {
  /** Probability of a random action, each equally likely, instead of the greedy one. */
  readonly epsilon: number;
}

interface Trial {
  readonly env: Env;
  readonly choose: Choose;
}

/** What is random in it comes from its seed; without disturbances it is `reset({ seed })` played greedily. */
function newTrial(environment: Environment, { epsilon, ...disturbance }: Conditions, seed: number): Trial {
  const [disturbing, exploring] = new SeedSequence(seed).spawn(2);
  const random = new Generator(exploring);
  const { actionCount } = environment.spec;
  return {
    env: environment.createDisturbed(new Generator(seed), disturbance, disturbing),
    choose: (greedy) => (random.random() < epsilon ? random.integers(0, actionCount) : greedy),
  };
}

export function newEpisode(
  policy: Policy,
  environment: Environment,
  conditions: Conditions,
  seed: number,
): GreedyEpisode {
  const { env, choose } = newTrial(environment, conditions, seed);
  return new GreedyEpisode({ greedyAction: (state) => choose(policy.greedyAction(state)) }, env);
}

/** The same, kept moment by moment. */
export function newRecordedEpisode(
  policy: Policy,
  environment: Environment,
  conditions: Conditions,
  seed: number,
): RecordedEpisode {
  const { env, choose } = newTrial(environment, conditions, seed);
  return new RecordedEpisode(policy, env, environment.spec, choose);
}
