/**
 * DQN that learns how returns are distributed, and acts by their means: the update of C51 and of QR-DQN.
 *
 *   a* = the action whose value the target rule gives to s′
 *   T Z = the distribution of r + γ Z(s′, a*; θ⁻), or of r where the task ended with s′
 *   a gradient descent step on l(T Z, Z(s, a; θ)), in place of that on y − Q(s, a; θ)
 *
 * The numbers that describe a distribution, and how far one is from another, are a matter of the networks' `Distribution`.
 *
 * Source: Bellemare, Dabney & Munos 2017, "A Distributional Perspective on Reinforcement Learning", Algorithm 1. Double DQN's
 * choice of a*, and the loss of a sample as its priority, are from Hessel et al. 2018, "Rainbow". Deviation: Rainbow's priority is
 * the Kullback-Leibler divergence, from which this loss differs by the entropy of the target, as in Dopamine.
 */
import type { DistributionRows } from '../nn/distribution.ts';
import type { Distributional } from '../nn/distributional.ts';
import { DqnAgent, type DqnOptions, type DqnParts } from './dqn.ts';
import type { SampledDistributions } from './learner.ts';

export interface DistributionalParts extends DqnParts {
  readonly online: Distributional;
  readonly target: Distributional;
}

/** Whether the networks among these parts say how returns are distributed. */
export const areDistributional = (parts: DqnParts): parts is DistributionalParts =>
  parts.online.distribution !== undefined && parts.target.distribution !== undefined;

export class DistributionalAgent extends DqnAgent {
  declare readonly online: Distributional;
  declare readonly target: Distributional;
  /** a* of each sample (B). */
  readonly nextActions: Int32Array;
  /** T Z of each sample (B, N). */
  readonly targetDistributions: Float32Array;
  /** l of each sample, without its weight (B). */
  readonly sampleLosses: Float32Array;
  /** Z(s, a; θ) of the actions taken (B, N). */
  readonly taken: Float32Array;
  /** ∂L/∂Z(s, a; θ) of the actions taken (B, N). */
  readonly dTaken: Float32Array;
  /** ∂L/∂Z(s, ·; θ) (B, actionCount, N): zero for the actions that were not taken. */
  readonly dDistributions: Float32Array;
  /** The rows of Z(s′, a*; θ⁻) among those of the target network (B), and γ, or 0 where the task ended (B). */
  readonly #nextRows: Int32Array;
  readonly #discounts: Float64Array;
  /** What `taken` says. */
  readonly #takenRows: DistributionRows;

  /**
   * Throws as that of a `DqnAgent` does.
   *
   * @param parts with a target rule that gives s′ the value of one of its actions in the target network, as `maxTarget` and
   *   `doubleTarget` do. Their loss is never asked.
   */
  constructor(parts: DistributionalParts, options: DqnOptions) {
    super(parts, options);
    const { online, device } = parts;
    const B = options.batchSize;
    const N = online.distribution.size;
    this.nextActions = new Int32Array(B);
    this.#nextRows = new Int32Array(B);
    this.#discounts = new Float64Array(B);
    this.targetDistributions = new Float32Array(B * N);
    this.sampleLosses = new Float32Array(B);
    this.taken = device.float32(B * N);
    this.#takenRows = online.distribution.rowsOn(device, B);
    this.dTaken = new Float32Array(B * N);
    this.dDistributions = device.float32(B * online.body.outputs);
  }

  /** y, as for the mean alone, and T Z. */
  override computeTargets(): void {
    super.computeTargets();
    const { rewards, discounts, terminated, size: B } = this.batch;
    for (let b = 0; b < B; b++) {
      this.nextActions[b] = this.#actionValued(b);
      this.#nextRows[b] = b * this.actionCount + this.nextActions[b];
      this.#discounts[b] = terminated[b] ? 0 : discounts[b];
    }
    this.target.rows.backUp(this.targetDistributions, this.#nextRows, rewards, this.#discounts, B);
  }

  /** Z(s, a; θ) for the actions that were taken, and its mean, Q(s, a; θ). */
  override computeQValues(): void {
    const { observations, actions, size: B } = this.batch;
    const { body, distribution } = this.online;
    const { size: N } = distribution;
    const distributions = body.forward(observations, B);
    for (let b = 0; b < B; b++) {
      const start = (b * this.actionCount + actions[b]) * N;
      for (let i = 0; i < N; i++) this.taken[b * N + i] = distributions[start + i];
    }
    this.#takenRows.means(this.qTaken, this.taken, B);
  }

  /** L = mean of l(T Z, Z(s, a; θ)), and ∂L/∂Z(s, a; θ); δ is the error of the mean, which is only measured. */
  override computeLoss(): void {
    const { weights, size: B } = this.batch;
    const N = this.online.distribution.size;
    this.measureErrors();
    this.#takenRows.loss(this.sampleLosses, this.dTaken, this.targetDistributions);
    this.metrics.loss = 0;
    for (let b = 0; b < B; b++) {
      const factor = weights[b] / B;
      this.metrics.loss += factor * this.sampleLosses[b];
      for (let i = 0; i < N; i++) this.dTaken[b * N + i] *= factor;
    }
  }

  /** Tell D how far off the distribution was of each transition. */
  override updatePriorities(): void {
    this.replay.updatePriorities(this.batch, this.sampleLosses);
  }

  override computeGradients(): void {
    const { actions, size: B } = this.batch;
    const { size: N } = this.online.distribution;
    this.dDistributions.fill(0);
    for (let b = 0; b < B; b++) {
      const start = (b * this.actionCount + actions[b]) * N;
      for (let i = 0; i < N; i++) this.dDistributions[start + i] = this.dTaken[b * N + i];
    }
    this.online.body.backward(this.dDistributions, B);
  }

  /** The first action whose value in the target network the rule gave to s′. */
  #actionValued(b: number): number {
    const { q } = this.target;
    for (let a = 0; a < this.actionCount; a++) {
      // Not ===: where values have become NaN, the loss will say so.
      if (Object.is(q[b * this.actionCount + a], this.nextValues[b])) return a;
    }
    throw new Error('the target rule gave a value that no action has in the target network');
  }

  get sampled(): SampledDistributions {
    const losses = this.sampleLosses.map((loss, b) => this.batch.weights[b] * loss);
    const { text } = this.online.distribution;
    const [target, taken, dTaken] = [this.targetDistributions, this.taken, this.dTaken].map((of) =>
      of.slice(),
    );
    return { text, target, taken, dTaken, losses };
  }
}
