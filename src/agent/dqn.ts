/**
 * Deep Q-Learning with a replay memory and a target network.
 *
 * Source: Mnih et al. 2015, "Human-level control through deep reinforcement learning", Nature 518, Algorithm 1:
 *
 *   with probability ε select a random action, else a = argmax_a Q(s, a; θ)    act
 *   execute a, observe r and s′                                                (the run loop)
 *   store (s, a, r, s′) in D                                                   observe
 *   sample a random minibatch of transitions from D                            learn: sampleBatch
 *   y = r if s′ is terminal, else r + γ max_a′ Q(s′, a′; θ⁻)                   learn: computeTargets
 *   a gradient descent step on (y − Q(s, a; θ))² with respect to θ             learn: computeQValues, computeLoss,
 *                                                                              computeGradients, updateParameters
 *   every C steps θ⁻ ← θ                                                       sync
 *
 * Two steps of `learn` are not part of it: `clipGradients`, which is off by default, and `updatePriorities`, which only
 * affects a prioritized memory.
 *
 * The variants of DQN are parts handed to the constructor: a network, a target rule, a replay memory, a loss, an
 * optimizer, a way to explore. `docs/deviations.md` numbers the deviations from the paper (a dense network, observations
 * instead of pixels, Adam, and so on).
 *
 * Each step of `learn` is a method that reads the fields before it and leaves its result in the next, so you can stop
 * between any two and look. Nothing here allocates once the agent is made.
 */
import { checkValues, type DqnConfig } from '../config/config.ts';
import type { Device } from '../nn/device.ts';
import { clipGradientNorm, gradientNorm } from '../nn/gradient-norm.ts';
import type { Loss } from '../nn/losses.ts';
import type { Network } from '../nn/network.ts';
import type { Optimizer } from '../nn/optimizer.ts';
import type { SavedState, State } from '../state.ts';
import type { Agent, LearnMetrics } from './agent.ts';
import { checkParts } from './dqn-checks.ts';
import type { Exploration } from './exploration.ts';
import type { Learner } from './learner.ts';
import { QNetwork } from './q-function.ts';
import type { Replay } from './replay.ts';
import { checkStep, linear } from './schedules.ts';
import { type Step, stepsOf } from './steps.ts';
import type { TargetRule } from './target-rule.ts';
import { Batch, checkAction, type Transition } from './transition.ts';

export interface DqnParts {
  /** Q(·, ·; θ), the network that learns and acts. */
  readonly online: Network;
  /** Q(·, ·; θ⁻), the network that the targets are made with. */
  readonly target: Network;
  /** Turns the gradient of `online` into a step of its parameters. */
  readonly optimizer: Optimizer;
  /** D */
  readonly replay: Replay;
  readonly targetRule: TargetRule;
  readonly loss: Loss;
  readonly exploration: Exploration;
  /** Where the two networks live. */
  readonly device: Device;
}

/** The numbers of the algorithm, with the paper's symbols; `config.ts` says what each means and where it comes from. */
const OPTIONS = [
  'gamma', // γ
  'batchSize', // B
  'learningRate', // α at step 0 …
  'learningRateEnd', // … and from step number `scheduleSteps` on
  'scheduleSteps',
  'learningStartSteps',
  'trainEverySteps',
  'trainUpdates',
  'targetSyncSteps', // C
  'targetTau', // τ of θ⁻ ← (1 − τ) θ⁻ + τ θ; 1 is the copy of the paper
  'maxGradientNorm',
] as const;

export type DqnOptions = Pick<DqnConfig, (typeof OPTIONS)[number]>;

export class DqnAgent implements Agent, Learner {
  readonly online: Network;
  readonly target: Network;
  readonly optimizer: Optimizer;
  readonly replay: Replay;
  readonly q: QNetwork;
  readonly loss: Loss;
  readonly options: DqnOptions;
  readonly actionCount: number;

  /** The minibatch of the current update: B transitions. */
  readonly batch: Batch;
  /** V(s′) (B), as the target rule estimates it. */
  readonly nextValues: Float32Array;
  /** y (B) */
  readonly tdTarget: Float32Array;
  /** Q(s, a; θ) of the actions taken (B). */
  readonly qTaken: Float32Array;
  /** δ = y − Q(s, a; θ) (B) */
  readonly tdError: Float32Array;
  /** ∂L/∂Q(s, a; θ) of the actions taken (B). */
  readonly dQTaken: Float32Array;
  /** ∂L/∂Q (B, actionCount): zero for the actions that were not taken. */
  readonly dQ: Float32Array;
  readonly metrics: LearnMetrics = { loss: 0, meanAbsTdError: 0, meanQ: 0, gradientNorm: 0 };

  readonly learners: readonly Learner[] = [this];
  readonly memoryPath = ['replay'];
  readonly #targetRule: TargetRule;
  readonly #exploration: Exploration;
  readonly #device: Device;

  /**
   * The target network starts as a copy of the online network.
   *
   * Throws a ConfigError for an option out of bounds, and a RangeError for parts that do not fit together. `scheduleSteps`
   * is a number of steps here: an agent has no budget that 0 could stand for.
   */
  constructor(parts: DqnParts, options: DqnOptions) {
    checkValues(OPTIONS, options);
    checkParts(parts, options);
    const { online, device } = parts;
    const B = options.batchSize;
    this.online = online;
    this.target = parts.target;
    this.optimizer = parts.optimizer;
    this.replay = parts.replay;
    this.loss = parts.loss;
    this.options = options;
    this.actionCount = online.outputs;
    this.q = new QNetwork(online, device);
    this.batch = new Batch(B, online.inputs, device);
    this.nextValues = new Float32Array(B);
    this.tdTarget = new Float32Array(B);
    this.qTaken = new Float32Array(B);
    this.tdError = new Float32Array(B);
    this.dQTaken = new Float32Array(B);
    this.dQ = device.float32(B * this.actionCount);
    this.#targetRule = parts.targetRule;
    this.#exploration = parts.exploration;
    this.#device = device;
    // γ, which is right for transitions of one step; a memory of n-step transitions overwrites it with γⁿ in each sample.
    this.batch.discounts.fill(options.gamma);
    this.target.copyFrom(online);
  }

  /** ε of the action that follows step number `step`. */
  epsilon(step: number): number {
    return this.#exploration.epsilon(step);
  }

  /** α of the update after step number `step`. */
  learningRate(step: number): number {
    const { learningRate, learningRateEnd, scheduleSteps } = this.options;
    return linear(learningRate, learningRateEnd, scheduleSteps, step);
  }

  /** With probability ε a random action, else a = argmax_a Q(s, a; θ): with `EpsilonGreedy`, as in the paper. */
  act(observation: Float32Array, step: number): number {
    return this.#exploration.act(this.q, observation, step);
  }

  /** Throws a RangeError for an action out of range, or a transition that the memory refuses. */
  observe(transition: Transition): void {
    checkAction(transition.action, this.actionCount);
    this.replay.push(transition);
  }

  updatesDue(step: number): number {
    checkStep(step);
    const { learningStartSteps, trainEverySteps, trainUpdates } = this.options;
    return step > learningStartSteps && step % trainEverySteps === 0 ? trainUpdates : 0;
  }

  /** One gradient descent step on a minibatch. */
  learn(step: number): Readonly<LearnMetrics> {
    this.sampleBatch();
    this.computeTargets();
    this.computeQValues();
    this.computeLoss();
    this.updatePriorities();
    this.computeGradients();
    this.clipGradients();
    this.updateParameters(step);
    return this.metrics;
  }

  /** Sample a random minibatch of transitions (s, a, r, s′) from D. */
  sampleBatch(): void {
    this.replay.sample(this.batch);
  }

  /** y = r + γ V(s′), or y = r where the task ended with s′. Truncation does not end the task (Pardo 2018). */
  computeTargets(): void {
    const { rewards, discounts, terminated, size: B } = this.batch;
    this.tdTarget.set(rewards);
    this.#targetRule(this.nextValues, this.batch, this.online, this.target, this.tdTarget);
    for (let b = 0; b < B; b++) {
      if (!terminated[b]) this.tdTarget[b] += discounts[b] * this.nextValues[b];
    }
  }

  /** Q(s, a; θ) for the actions that were taken. Comes after the targets, because `backward` goes back through it. */
  computeQValues(): void {
    const { observations, actions, size: B } = this.batch;
    const q = this.online.forward(observations, B);
    for (let b = 0; b < B; b++) this.qTaken[b] = q[b * this.actionCount + actions[b]];
  }

  /** The loss L = mean of l(δ), and ∂L/∂Q(s, a; θ). y is a constant: no gradient flows into it. */
  computeLoss(): void {
    const { weights, size: B } = this.batch;
    this.metrics.loss = this.loss(this.dQTaken, this.qTaken, this.tdTarget, weights, B);
    this.measureErrors();
  }

  /** δ = y − Q(s, a; θ), and the means of its size and of Q. */
  protected measureErrors(): void {
    const { metrics } = this;
    const B = this.batch.size;
    metrics.meanAbsTdError = 0;
    metrics.meanQ = 0;
    for (let b = 0; b < B; b++) {
      const tdError = this.tdTarget[b] - this.qTaken[b];
      this.tdError[b] = tdError;
      metrics.meanAbsTdError += Math.abs(tdError) / B;
      metrics.meanQ += this.qTaken[b] / B;
    }
  }

  /** Tell D how wrong Q was about each transition (Schaul 2016, Algorithm 1, line 12); a uniform memory does nothing. */
  updatePriorities(): void {
    this.replay.updatePriorities(this.batch, this.tdError);
  }

  /** ∂L/∂θ by backpropagation, into `online.grads`. The loss depends only on the actions taken. */
  computeGradients(): void {
    const { actions, size: B } = this.batch;
    this.dQ.fill(0);
    for (let b = 0; b < B; b++) this.dQ[b * this.actionCount + actions[b]] = this.dQTaken[b];
    this.online.backward(this.dQ, B);
  }

  /** Scale ∂L/∂θ down to `maxGradientNorm`, if clipping is on. */
  clipGradients(): void {
    const { maxGradientNorm } = this.options;
    const { grads } = this.online;
    const { kernels } = this.#device;
    this.metrics.gradientNorm =
      maxGradientNorm > 0 ? clipGradientNorm(grads, maxGradientNorm, kernels) : gradientNorm(grads, kernels);
  }

  /** θ ← θ − α · (what the optimizer makes of ∂L/∂θ). */
  updateParameters(step: number): void {
    this.optimizer.step(this.learningRate(step));
  }

  /** Every C steps: θ⁻ ← θ, or with τ < 1 a step towards it. */
  sync(step: number): void {
    checkStep(step);
    const { targetSyncSteps, targetTau } = this.options;
    if (step % targetSyncSteps === 0) this.target.polyakFrom(this.online, targetTau);
  }

  isFinite(): boolean {
    const { params } = this.online;
    return Number.isFinite(this.#device.kernels.sumOfSquares(params, params.length));
  }

  get updateSteps(): readonly Step[] {
    return stepsOf(this, this.learn);
  }

  get updates(): number {
    return this.optimizer.updates;
  }

  get terminals(): number {
    return this.replay.terminals;
  }

  // --- saving and restoring ---

  /** θ, θ⁻, the optimizer, D and the exploration: each update recomputes everything else. */
  state(): State {
    return {
      online: this.online.params,
      target: this.target.params,
      optimizer: this.optimizer.state(),
      replay: this.replay.state(),
      exploration: this.#exploration.state(),
    };
  }

  restore(saved: SavedState): void {
    saved.copyInto('online', this.online.params);
    saved.copyInto('target', this.target.params);
    this.optimizer.restore(saved.part('optimizer'));
    this.replay.restore(saved.part('replay'), { actionCount: this.actionCount, maxSteps: 1 });
    this.#exploration.restore(saved.part('exploration'));
  }
}
