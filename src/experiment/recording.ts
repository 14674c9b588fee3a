/** One greedy episode, kept moment by moment so that it can be shown afterwards. */
import { argmax } from '../agent/q-function.ts';
import type { Env } from '../env/env.ts';
import type { Moment, Recording } from '../env/picture.ts';
import type { EnvSpec } from '../env/task.ts';
import { GreedyEpisode } from './evaluation.ts';
import type { Policy } from './policy.ts';

type RecordedSpec = Pick<EnvSpec, 'id' | 'actionCount'>;

/** The action that is taken, given the greedy one. */
export type Choose = (greedy: number) => number;

/** A `GreedyEpisode` that is kept. */
export class RecordedEpisode extends GreedyEpisode {
  readonly #policy: Policy;
  readonly #spec: RecordedSpec;
  readonly #choose: Choose;
  readonly #moments: Moment[] = [];

  /**
   * @param env an environment for evaluation, with observations as they are.
   * @param choose what is done in place of the greedy action.
   */
  constructor(policy: Policy, env: Env, spec: RecordedSpec, choose: Choose = (greedy) => greedy) {
    super({ greedyAction: () => this.#keep() }, env);
    this.#policy = policy;
    this.#spec = spec;
    this.#choose = choose;
  }

  /** What there is of it so far. */
  get recording(): Recording {
    const { id } = this.#spec;
    return { id, moments: this.#moments, episodeReturn: this.return, terminated: this.terminated };
  }

  override step(): void {
    super.step();
    if (this.ended) this.#keep();
  }

  /** Keeps this moment and returns the action that comes next. */
  #keep(): number {
    const { actionCount } = this.#spec;
    const values = this.#policy.values(this.observation);
    const action = this.#choose(argmax(values, 0, actionCount));
    this.#moments.push({
      observation: this.observation.slice(),
      values: Array.from(values.subarray(0, actionCount)),
      action: this.ended ? null : action,
      episodeReturn: this.return,
    });
    return action;
  }
}

/** Plays the episode that `greedyEpisode` plays, and keeps it. The parameters are those of `RecordedEpisode`. */
export function recordGreedyEpisode(policy: Policy, env: Env, spec: RecordedSpec): Recording {
  const episode = new RecordedEpisode(policy, env, spec);
  while (!episode.ended) episode.step();
  return episode.recording;
}
