/** Evaluates the greedy policy: it plays, and nothing is learned. */
import type { QFunction } from '../agent/q-function.ts';
import type { Config } from '../config/config.ts';
import type { Env, ResetOptions } from '../env/env.ts';
import type { Environment } from '../env/environment.ts';
import { Generator, type SeedSequence } from '../random.ts';
import type { SavedState, State } from '../state.ts';

/** What chooses actions greedily. */
export type GreedyPolicy = Pick<QFunction, 'greedyAction'>;

/** One episode by argmax_a Q(s, a), an environment step at a time. */
export class GreedyEpisode {
  /** Sum of the rewards so far, undiscounted. */
  return = 0;
  terminated = false;
  truncated = false;
  /** s, valid until the next step. */
  observation: Float32Array;
  readonly #policy: GreedyPolicy;
  readonly #env: Env;

  constructor(policy: GreedyPolicy, env: Env, reset?: ResetOptions) {
    this.#policy = policy;
    this.#env = env;
    this.observation = env.reset(reset);
  }

  get ended(): boolean {
    return this.terminated || this.truncated;
  }

  step(): void {
    const result = this.#env.step(this.#policy.greedyAction(this.observation));
    this.return += result.reward;
    this.terminated = result.terminated;
    this.truncated = result.truncated;
    this.observation = result.observation;
  }
}

/** Plays one episode by argmax_a Q(s, a) and gives its return: the sum of its rewards, undiscounted. */
export function greedyEpisode(policy: GreedyPolicy, env: Env, reset?: ResetOptions): number {
  const episode = new GreedyEpisode(policy, env, reset);
  while (!episode.ended) episode.step();
  return episode.return;
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The best network so far; before any evaluation, the initial one. */
export interface BestPolicy {
  step: number;
  greedyReturn: number | null;
  readonly params: Float32Array;
}

export type EvaluationSettings = Pick<Config, 'steps' | 'evaluationEpisodes' | 'finalEvaluationEpisodes'>;

/** The evaluation under way and the returns of its episodes so far. */
interface UnderWay {
  readonly env: Env;
  episode: GreedyEpisode;
  readonly returns: number[];
}

/**
 * The greedy evaluations of a run, one environment step at a time, and whether the run has learned enough.
 *
 * An evaluation at step t draws from child t of its stream, so it depends on the seed, t and the network only.
 */
export class Evaluation {
  /** The step whose deciding evaluation first reached the threshold, or null. */
  solvedAtStep: number | null = null;
  /** Mean return of the last evaluation during training, or null. */
  greedyReturn: number | null = null;
  /** Mean return of the last deciding evaluation, or null. */
  finalGreedyReturn: number | null = null;
  /** The policy of the best evaluation during training, the first of equals. */
  readonly best: BestPolicy;

  readonly #settings: EvaluationSettings;
  readonly #environment: Environment;
  readonly #q: QFunction;
  readonly #params: Float32Array;
  readonly #stream: SeedSequence;
  #underWay: UnderWay | null = null;

  /** @param params θ behind `q`, of which the best are kept. */
  constructor(
    settings: EvaluationSettings,
    environment: Environment,
    q: QFunction,
    params: Float32Array,
    stream: SeedSequence,
  ) {
    this.#settings = settings;
    this.#environment = environment;
    this.#q = q;
    this.#params = params;
    this.#stream = stream;
    this.best = { step: 0, greedyReturn: null, params: params.slice() };
  }

  /**
   * One environment step of the evaluation at this step of the run. Returns whether it was the last one.
   *
   * If the mean return reaches the threshold for the first time, or the budget ends here, the same evaluation goes on to
   * the number of episodes that decides.
   */
  advance(step: number): boolean {
    this.#underWay ??= this.#begin(step);
    const { env, episode, returns } = this.#underWay;
    episode.step();
    if (!episode.ended) return false;
    returns.push(episode.return);
    if (!this.#isDecided(step, returns)) {
      this.#underWay.episode = new GreedyEpisode(this.#q, env);
      return false;
    }
    this.#underWay = null;
    return true;
  }

  /** What follows from the returns so far. Returns whether they are enough. */
  #isDecided(step: number, returns: readonly number[]): boolean {
    const { evaluationEpisodes, finalEvaluationEpisodes, steps } = this.#settings;
    if (returns.length < evaluationEpisodes) return false;
    if (returns.length === evaluationEpisodes) this.#record(step, mean(returns));

    const { rewardThreshold } = this.#environment.spec;
    const solves = (greedyReturn: number | null) =>
      this.solvedAtStep === null && rewardThreshold !== null && Number(greedyReturn) >= rewardThreshold;
    if (solves(this.greedyReturn) || step >= steps) {
      if (returns.length < finalEvaluationEpisodes) return false;
      this.finalGreedyReturn = mean(returns);
      if (solves(this.finalGreedyReturn)) this.solvedAtStep = step;
    }
    return true;
  }

  #begin(step: number): UnderWay {
    const random = new Generator(this.#stream.child(step));
    const env = this.#environment.createForEvaluation(random);
    return { env, episode: new GreedyEpisode(this.#q, env), returns: [] };
  }

  #record(step: number, greedyReturn: number): void {
    this.greedyReturn = greedyReturn;
    const { best } = this;
    if (best.greedyReturn !== null && greedyReturn <= best.greedyReturn) return;
    best.step = step;
    best.greedyReturn = greedyReturn;
    best.params.set(this.#params);
  }

  // --- saving and restoring ---

  /** Without the evaluation under way, which leaves no trace until it is complete and is made again from its beginning. */
  state(): State {
    const { best } = this;
    return {
      solvedAtStep: this.solvedAtStep,
      greedyReturn: this.greedyReturn,
      finalGreedyReturn: this.finalGreedyReturn,
      bestStep: best.step,
      bestGreedyReturn: best.greedyReturn,
      bestParams: best.params,
    };
  }

  /** @param step of the run that is restored. */
  restore(saved: SavedState, step: number): void {
    const { best } = this;
    this.solvedAtStep = saved.integerOrNull('solvedAtStep', 0, step);
    this.greedyReturn = saved.numberOrNull('greedyReturn');
    this.finalGreedyReturn = saved.numberOrNull('finalGreedyReturn');
    best.step = saved.integer('bestStep', 0, step);
    best.greedyReturn = saved.numberOrNull('bestGreedyReturn');
    saved.copyInto('bestParams', best.params);
    this.#underWay = null;
  }
}
