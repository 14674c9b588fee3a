/** What can be inspected of a learner between any two steps of an update. */
import type { Loss } from '../nn/losses.ts';
import type { Network } from '../nn/network.ts';
import type { Optimizer } from '../nn/optimizer.ts';
import type { LearnMetrics } from './agent.ts';
import type { Batch } from './transition.ts';

/** Refuses learners with equal parameters: learning from the same minibatches, they would stay equal. */
export function checkDifferent([first, ...others]: readonly Learner[]): void {
  for (const { online } of others) {
    if (online.params.every((value, k) => value === first.online.params[k])) {
      throw new RangeError(
        'the learners start from equal parameters and would stay equal; give each its own',
      );
    }
  }
}

/** How the returns of a minibatch are distributed, in rows of N numbers; copies. */
export interface SampledDistributions {
  /** What the N numbers are, as `Distribution` has it: `categorical,51,-10,10`. */
  readonly text: string;
  /** T Z, what the network learns towards (B, N). */
  readonly target: Float32Array;
  /** The network's outputs for the actions taken (B, N). */
  readonly taken: Float32Array;
  /** ∂L/∂taken (B, N) */
  readonly dTaken: Float32Array;
  /** Weighted l(T Z, Z(s, a; θ)) of each sample (B). */
  readonly losses: Float32Array;
}

/**
 * One network that learns, and the update that it is in, or was in last. B is `batch.size`.
 *
 * These are the arrays that the learner works with: copy one to keep it.
 */
export interface Learner {
  /** Q(·, ·; θ) */
  readonly online: Network;
  /** Q(·, ·; θ⁻); the online network itself where there is no other. */
  readonly target: Network;
  readonly optimizer: Optimizer;
  readonly batch: Batch;
  /** V(s′) (B) */
  readonly nextValues: Float32Array;
  /** y (B) */
  readonly tdTarget: Float32Array;
  /** Q(s, a; θ) (B) */
  readonly qTaken: Float32Array;
  /** δ = y − Q(s, a; θ) (B) */
  readonly tdError: Float32Array;
  /** ∂L/∂Q(s, a; θ) (B); zero for a learner of distributions, whose loss is of more than Q. */
  readonly dQTaken: Float32Array;
  /** ∂L/∂Q (B, actionCount) */
  readonly dQ: Float32Array;
  /** l(δ); never asked by a learner of distributions. */
  readonly loss: Loss;
  /** Left out by learners of the mean alone. */
  readonly sampled?: SampledDistributions;
  readonly metrics: Readonly<LearnMetrics>;
  /** α of the update after step number `step`. */
  learningRate(step: number): number;
}
