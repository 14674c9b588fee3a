/**
 * Clipped double Q-learning: two networks learn from the same minibatches towards one target, made of what the more
 * pessimistic of them says about each action.
 *
 *   y = r + γ max_a min(Q₁(s′, a; θ₁⁻), Q₂(s′, a; θ₂⁻)), or y = r where the task ended with s′
 *
 * The maximum over noisy values is biased upwards, and an error that makes an action look good is chosen again and again;
 * two networks seldom make the same one. Where they disagree, the value is underestimated, which nothing spreads.
 *
 * Source: Fujimoto, van Hoof & Meger 2018, "Addressing Function Approximation Error in Actor-Critic Methods", equation 10.
 * Deviations: there a policy network chooses a, here it is the greedy action of the smaller values; and as the priority of
 * a transition counts the larger of the two errors, as in Fujimoto, Meger & Precup 2020 ("An Equivalence between Loss
 * Functions and Non-Uniform Sampling in Experience Replay").
 */
import { refusal } from '../checks.ts';
import type { Network } from '../nn/network.ts';
import type { SavedState, State } from '../state.ts';
import type { Agent, LearnMetrics } from './agent.ts';
import type { DqnAgent } from './dqn.ts';
import { checkDifferent, type Learner } from './learner.ts';
import type { QNetwork } from './q-function.ts';
import { type Step, stepsOf } from './steps.ts';
import type { TargetRule } from './target-rule.ts';
import type { Transition } from './transition.ts';

/** V(s′) = max_a min(Q(s′, a; θ⁻), Q(s′, a; θ⁻ of `other`)) */
export function clippedDoubleTarget(other: Network): TargetRule {
  return (nextValues, { nextObservations, size: B }, _online, target) => {
    const q1 = target.forward(nextObservations, B);
    const q2 = other.forward(nextObservations, B);
    const { outputs: actionCount } = target;
    for (let b = 0; b < B; b++) {
      const row = b * actionCount;
      let largest = -Infinity;
      for (let a = 0; a < actionCount; a++) {
        largest = Math.max(largest, Math.min(q1[row + a], q2[row + a]));
      }
      nextValues[b] = largest;
    }
  };
}

/**
 * Two `DqnAgent`s as one, which learns by the same steps. The first acts, keeps the memory and is what the metrics are about.
 */
export class ClippedDoubleAgent implements Agent {
  readonly first: DqnAgent;
  readonly second: DqnAgent;
  readonly q: QNetwork;
  /** The larger in size of the two errors about each sample (B). */
  readonly tdError: Float32Array;
  readonly learners: readonly Learner[];
  readonly memoryPath = ['first', 'replay'];

  /**
   * @param first has `clippedDoubleTarget` of the target network of `second` as its target rule.
   * @param second lends its networks and its optimizer; its memory and its target rule are never asked.
   * @throws RangeError for batches of different sizes, and for equal parameters: both learn from the same batches.
   */
  constructor(first: DqnAgent, second: DqnAgent) {
    if (second.batch.size !== first.batch.size) {
      throw refusal(
        'batchSize of the second learner',
        second.batch.size,
        `${first.batch.size}, as of the first`,
      );
    }
    checkDifferent([first, second]);
    this.first = first;
    this.second = second;
    this.q = first.q;
    this.tdError = new Float32Array(first.batch.size);
    this.learners = [first, second];
  }

  /** One gradient descent step of each network. */
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

  /** One minibatch for both. */
  sampleBatch(): void {
    this.first.sampleBatch();
    this.second.batch.copyFrom(this.first.batch);
  }

  /** One target for both. */
  computeTargets(): void {
    this.first.computeTargets();
    this.second.nextValues.set(this.first.nextValues);
    this.second.tdTarget.set(this.first.tdTarget);
  }

  computeQValues(): void {
    this.first.computeQValues();
    this.second.computeQValues();
  }

  computeLoss(): void {
    this.first.computeLoss();
    this.second.computeLoss();
  }

  /** Tell D the larger of the two errors about each transition. */
  updatePriorities(): void {
    const { batch, replay, tdError: error1 } = this.first;
    const { tdError: error2 } = this.second;
    for (let b = 0; b < batch.size; b++) {
      this.tdError[b] = Math.abs(error1[b]) > Math.abs(error2[b]) ? error1[b] : error2[b];
    }
    replay.updatePriorities(batch, this.tdError);
  }

  computeGradients(): void {
    this.first.computeGradients();
    this.second.computeGradients();
  }

  clipGradients(): void {
    this.first.clipGradients();
    this.second.clipGradients();
  }

  updateParameters(step: number): void {
    this.first.updateParameters(step);
    this.second.updateParameters(step);
  }

  sync(step: number): void {
    this.first.sync(step);
    this.second.sync(step);
  }

  get updateSteps(): readonly Step[] {
    return stepsOf(this, this.learn);
  }

  isFinite(): boolean {
    return this.first.isFinite() && this.second.isFinite();
  }

  // All the rest is the first agent's.

  epsilon(step: number): number {
    return this.first.epsilon(step);
  }

  act(observation: Float32Array, step: number): number {
    return this.first.act(observation, step);
  }

  observe(transition: Transition): void {
    this.first.observe(transition);
  }

  updatesDue(step: number): number {
    return this.first.updatesDue(step);
  }

  get metrics(): Readonly<LearnMetrics> {
    return this.first.metrics;
  }

  get updates(): number {
    return this.first.updates;
  }

  get terminals(): number {
    return this.first.terminals;
  }

  // --- saving and restoring ---

  /** Of the second agent only what it lends. */
  state(): State {
    const { online, target, optimizer } = this.second;
    return {
      first: this.first.state(),
      second: { online: online.params, target: target.params, optimizer: optimizer.state() },
    };
  }

  restore(saved: SavedState): void {
    this.first.restore(saved.part('first'));
    const { online, target, optimizer } = this.second;
    const second = saved.part('second');
    second.copyInto('online', online.params);
    second.copyInto('target', target.params);
    optimizer.restore(second.part('optimizer'));
  }
}
