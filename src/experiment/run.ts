/**
 * A training run: the outer loop of Algorithm 1 (Mnih 2015), one environment step at a time, and the greedy evaluations
 * that decide when it has learned enough.
 *
 * It is a pure function of its configuration, seed included. It knows no files, no clock and no terminal: the caller that drives
 * it calls `advance` until it is finished, and may stop between any two calls.
 */
import type { Agent, LearnMetrics } from '../agent/agent.ts';
import type { Transition } from '../agent/transition.ts';
import type { Config } from '../config/config.ts';
import { type Env, restoreInto, stateOf } from '../env/env.ts';
import type { Environment } from '../env/environment.ts';
import type { KernelsChoice } from '../nn/device.ts';
import type { Network } from '../nn/network.ts';
import { Generator } from '../random.ts';
import type { SavedState, State, Stateful } from '../state.ts';
import { createAgent, environmentOf } from './assembly.ts';
import { RunDiagnosis } from './diagnosis.ts';
import { type BestPolicy, Evaluation, mean } from './evaluation.ts';
import { type EpisodeRow, LearnMetricsMean, type MetricsRow, RECENT_EPISODES } from './metrics.ts';
import { firstNonFinite } from './non-finite.ts';
import { spawnStreams } from './streams.ts';

/** Told of everything that the tables of a run record. */
export interface RunObserver {
  episodeEnded(row: EpisodeRow): void;
  metricsTaken(row: MetricsRow): void;
}

/** The loss or a parameter is no longer finite: the run cannot continue. */
export class DivergenceError extends Error {
  override name = 'DivergenceError';
}

export interface TrainingRunOptions {
  /** How the network is computed: it changes how long the run takes and nothing else. Default 'auto'. */
  readonly kernels?: KernelsChoice;
  /** What is learned; default: the built-in task that the configuration names. */
  readonly environment?: Environment;
  /** Makes the agent; default: the one that the configuration names. */
  readonly createAgent?: typeof createAgent;
}

export class TrainingRun implements Stateful {
  readonly config: Config;
  readonly environment: Environment;
  readonly agent: Agent;
  /** Environment steps taken. */
  step = 0;
  /** Training episodes finished. */
  episodes = 0;
  readonly #observer: RunObserver;
  readonly #env: Env;
  readonly #evaluation: Evaluation;
  readonly #transition: { -readonly [Part in keyof Transition]: Transition[Part] };
  readonly #learnMetrics = new LearnMetricsMean();
  readonly #diagnosis: RunDiagnosis;
  readonly #recentReturns: number[] = [];
  #measureDue = false;
  #updatesDue = 0;
  #episodeLength = 0;
  #episodeReturn = 0;

  /** Throws a TaskError or a ConfigError if the configuration does not fit the environment. */
  constructor(config: Config, observer: RunObserver, options: TrainingRunOptions = {}) {
    const { kernels = 'auto', environment = environmentOf(config) } = options;
    const streams = spawnStreams(config.seed);
    this.config = config;
    this.environment = environment;
    this.#observer = observer;
    const create = options.createAgent ?? createAgent;
    this.agent = create(config, environment.spec, streams, kernels);
    this.#evaluation = new Evaluation(
      config,
      environment,
      this.agent.q,
      this.network.params,
      streams.evaluation,
    );
    this.#diagnosis = new RunDiagnosis(config, environment, this.agent.q);
    this.#env = environment.create(new Generator(streams.environment));
    const observation = this.#env.reset();
    this.#transition = {
      observation: observation.slice(),
      action: 0,
      reward: 0,
      nextObservation: observation,
      terminated: false,
      truncated: false,
    };
  }

  /** Whether the budget is used up, or the environment is solved and that was to be the end. */
  get finished(): boolean {
    if (this.#measureDue || this.#updatesDue > 0) return false;
    return this.step >= this.config.steps || (this.config.earlyStop && this.solvedAtStep !== null);
  }

  /** The step whose deciding evaluation first reached the threshold, or null. */
  get solvedAtStep(): number | null {
    return this.#evaluation.solvedAtStep;
  }

  /** Mean return of the last evaluation during training, or null. */
  get greedyReturn(): number | null {
    return this.#evaluation.greedyReturn;
  }

  /** Mean return of the last deciding evaluation, or null. */
  get finalGreedyReturn(): number | null {
    return this.#evaluation.finalGreedyReturn;
  }

  /** The policy of the best evaluation during training, the first of equals. */
  get best(): BestPolicy {
    return this.#evaluation.best;
  }

  /** Whether a row of metrics, or an evaluation with one, is still to come for the last step. */
  get measureDue(): boolean {
    return this.#measureDue;
  }

  /** Updates still to be made in the step under way; 0 between two steps. */
  get updatesDue(): number {
    return this.#updatesDue;
  }

  /** The step (s, a, r, s′) that is being taken; from `moveOn` on, s is that of the next one, and the rest of no use. */
  get transition(): Transition {
    return this.#transition;
  }

  /** The network of the policy: what a policy file holds. */
  get network(): Network {
    return this.agent.learners[0].online;
  }

  /** Gradient updates made. */
  get updates(): number {
    return this.agent.updates;
  }

  /** Mean return of the last 100 training episodes, or null before the first one has ended. */
  get meanReturn(): number | null {
    return this.#recentReturns.length === 0 ? null : mean(this.#recentReturns);
  }

  /**
   * Goes on to where the run can be left: one environment step with at most one update, one more update of that step or,
   * where it is due after that, a row of metrics or one environment step of a greedy evaluation. No call takes long.
   *
   * @throws DivergenceError at the update after which the loss or a parameter is not a finite number.
   */
  advance(): void {
    if (this.#measureDue) this.measure();
    else this.#goOn();
  }

  /** One pass through the loop of Algorithm 1, which the next call continues if a further update is due. */
  #goOn(): void {
    if (this.#updatesDue === 0) this.act();
    if (this.#updatesDue > 0) this.learn();
    if (this.#updatesDue === 0) this.conclude();
  }

  /** The pass up to its updates. */
  act(): void {
    this.choose();
    this.execute();
    this.store();
  }

  /** What comes after them. */
  conclude(): void {
    this.sync();
    this.moveOn();
  }

  // All of these can be called one by one, to look at the numbers in between, as `Stepper` does. The run can be saved, or
  // driven by `advance`, only before `choose`, before `measure` and between two updates.

  /** With probability ε a random action, else a = argmax_a Q(s, a; θ). */
  choose(): void {
    this.#transition.action = this.agent.act(this.#transition.observation, this.step);
  }

  /** Execute a, observe r and s′. */
  execute(): void {
    const transition = this.#transition;
    const { observation, reward, terminated, truncated } = this.#env.step(transition.action);
    this.step++;
    transition.reward = reward;
    transition.nextObservation = observation;
    transition.terminated = terminated;
    transition.truncated = truncated;
  }

  /** Store (s, a, r, s′) in D. */
  store(): void {
    this.agent.observe(this.#transition);
    this.#diagnosis.observe(this.#transition);
    this.#updatesDue = this.#updatesAfterStep;
  }

  /** How many updates the agent makes after this step. */
  get #updatesAfterStep(): number {
    const { terminated, truncated } = this.#transition;
    return this.agent.updatesDue(this.step, terminated || truncated);
  }

  /** One of the updates that are due. */
  learn(): void {
    this.recordUpdate(this.agent.learn(this.step));
  }

  /**
   * What follows from one update. `metrics` are those of its minibatch, if that is complete.
   *
   * @throws DivergenceError if the loss or a parameter is not a finite number.
   */
  recordUpdate(metrics: Readonly<LearnMetrics> | null): void {
    this.#updatesDue--;
    if (metrics === null) return;
    const { loss } = metrics;
    if (!Number.isFinite(loss)) throw this.#divergence(`the loss is ${loss}`);
    if (!this.agent.isFinite()) throw this.#divergence('a parameter of the network is not finite');
    this.#learnMetrics.add(metrics);
  }

  /** Every C steps θ⁻ ← θ. */
  sync(): void {
    this.agent.sync(this.step);
  }

  /** Counts the step into its episode, and makes s′ the next s; after the end of an episode, the start of a new one. */
  moveOn(): void {
    const { observation, nextObservation, reward, terminated, truncated } = this.#transition;
    const episodeEnded = terminated || truncated;
    this.#episodeLength++;
    this.#episodeReturn += reward;
    if (episodeEnded) this.#endEpisode(terminated, truncated);
    // Copied, because the environment writes the next observation into the same buffer.
    const next = episodeEnded ? this.#env.reset() : nextObservation;
    for (let d = 0; d < next.length; d++) observation[d] = next[d];
    this.#measureDue = this.#isMeasured;
  }

  /** One environment step of the greedy evaluation that is due, or the row of metrics. */
  measure(): void {
    if (!this.#isEvaluated) this.#takeMetrics(null);
    else if (this.#evaluation.advance(this.step)) this.#takeMetrics(this.greedyReturn);
  }

  get #isEvaluated(): boolean {
    const { steps, evaluationEverySteps } = this.config;
    return this.step % evaluationEverySteps === 0 || this.step === steps;
  }

  get #isMeasured(): boolean {
    return this.#isEvaluated || this.step % this.config.metricsEverySteps === 0;
  }

  #divergence(what: string): DivergenceError {
    const { config } = this;
    const causes = [`a learning rate that is too high (it began at ${config.learningRate})`];
    if ('maxGradientNorm' in config && config.maxGradientNorm === 0) {
      causes.push('a gradient that is not clipped (maxGradientNorm is 0)');
    }
    return new DivergenceError(
      `${what} at step ${this.step}, update ${this.updates}; likely causes: ${causes.join(', ')}`,
    );
  }

  #endEpisode(terminated: boolean, truncated: boolean): void {
    this.episodes++;
    this.#recentReturns.push(this.#episodeReturn);
    if (this.#recentReturns.length > RECENT_EPISODES) this.#recentReturns.shift();
    this.#observer.episodeEnded({
      episode: this.episodes,
      step: this.step,
      length: this.#episodeLength,
      return: this.#episodeReturn,
      terminated,
      truncated,
      epsilon: this.agent.epsilon(this.step),
    });
    this.#episodeLength = 0;
    this.#episodeReturn = 0;
  }

  #takeMetrics(greedyReturn: number | null): void {
    this.#measureDue = false;
    this.#observer.metricsTaken({
      step: this.step,
      updates: this.updates,
      episodes: this.episodes,
      epsilon: this.agent.epsilon(this.step),
      ...this.#learnMetrics.take(),
      terminalsInMemory: this.agent.terminals,
      meanReturn: this.meanReturn,
      greedyReturn,
      diagnosis: this.#diagnosis.take(),
    });
  }

  // --- saving and restoring ---

  /**
   * Everything that what follows depends on.
   *
   * @throws DivergenceError if a number of it has overflowed, as an optimizer's may while the network's do not: no run
   *   could continue from there.
   */
  state(): State {
    const state = {
      step: this.step,
      episodes: this.episodes,
      ...this.#evaluation.state(),
      episodeLength: this.#episodeLength,
      episodeReturn: this.#episodeReturn,
      recentReturns: Float64Array.from(this.#recentReturns),
      observation: this.#transition.observation,
      reportDue: this.#measureDue,
      environment: stateOf(this.#env),
      agent: this.agent.state(),
      learnMetrics: this.#learnMetrics.state(),
      diagnosis: this.#diagnosis.state(),
      ...(this.#updatesDue > 0 && { stepUnderWay: this.#stepUnderWay() }),
    };
    const broken = firstNonFinite(state);
    if (broken !== null) throw this.#divergence(`${broken} is not finite`);
    return state;
  }

  /** Of a step with updates still due: how many, and the transition, which `moveOn` needs. */
  #stepUnderWay(): State {
    const { action, reward, nextObservation, terminated, truncated } = this.#transition;
    // −0 cannot be saved, and adds nothing to a return either.
    return {
      updatesDue: this.#updatesDue,
      action,
      reward: reward + 0,
      nextObservation,
      terminated,
      truncated,
    };
  }

  /** Takes the state of a run with the same configuration, except for `steps` and `earlyStop`, which only say when it ends. */
  restore(saved: SavedState): void {
    this.step = saved.integer('step', 0, this.config.steps);
    this.episodes = saved.integer('episodes', 0, this.step);
    this.#evaluation.restore(saved, this.step);
    this.#episodeLength = saved.integer('episodeLength', 0, this.step);
    this.#episodeReturn = saved.number('episodeReturn');
    const recentReturns = saved.array('recentReturns', Float64Array, RECENT_EPISODES);
    this.#recentReturns.splice(0, RECENT_EPISODES, ...recentReturns);
    saved.copyInto('observation', this.#transition.observation);
    // What was due at the end of a budget is not, if the budget has grown since.
    this.#measureDue = saved.boolean('reportDue') && this.#isMeasured;
    restoreInto(this.#env, saved.part('environment'));
    this.agent.restore(saved.part('agent'));
    this.#learnMetrics.restore(saved.part('learnMetrics'));
    this.#diagnosis.restore(saved.part('diagnosis'));
    this.#updatesDue = 0;
    const stepUnderWay = saved.optionalPart('stepUnderWay');
    if (stepUnderWay !== null) this.#restoreStepUnderWay(stepUnderWay);
  }

  #restoreStepUnderWay(saved: SavedState): void {
    const transition = this.#transition;
    transition.action = saved.integer('action', 0, this.environment.spec.actionCount - 1);
    transition.reward = saved.number('reward');
    transition.nextObservation = new Float32Array(transition.observation.length);
    saved.copyInto('nextObservation', transition.nextObservation);
    transition.terminated = saved.boolean('terminated');
    transition.truncated = saved.boolean('truncated');
    this.#updatesDue = saved.integer('updatesDue', 1, this.#updatesAfterStep);
  }
}
