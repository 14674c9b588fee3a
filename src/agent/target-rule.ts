/** The part of the TD target that variants of DQN differ in: the value of the next observation. */
import type { Network } from '../nn/network.ts';
import type { Batch } from './transition.ts';

/**
 * Fills nextValues (B) with an estimate of V(s′) for each transition of the batch.
 *
 * A rule may also add to tdTarget (B), which holds r when it is called and becomes r + γ V(s′), or r, afterwards. It may run both
 * networks forward, so whatever they computed before is gone then. It leaves the batch as it is.
 */
export type TargetRule = (
  nextValues: Float32Array,
  batch: Batch,
  online: Network,
  target: Network,
  tdTarget: Float32Array,
) => void;
