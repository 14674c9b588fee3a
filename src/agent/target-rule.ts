/** Where variants of DQN differ in the TD target: the value of the next observation. */
import type { Network } from '../nn/network.ts';
import type { Batch } from './transition.ts';

/**
 * Fills nextValues (B) with an estimate of V(s′) for each transition of the batch.
 *
 * A rule may also add to tdTarget (B), which holds r when it is called and becomes r + γ V(s′), or r, afterwards. It may run both
 * networks forward and so overwrite what they computed before. It does not change the batch.
 */
export type TargetRule = (
  nextValues: Float32Array,
  batch: Batch,
  online: Network,
  target: Network,
  tdTarget: Float32Array,
) => void;
