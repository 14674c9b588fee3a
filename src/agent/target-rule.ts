/** The part of the TD target that variants of DQN differ in: the value of the next observation. */
import type { Network } from '../nn/network.ts';

/**
 * Fills nextValues (B) with an estimate of the value of each row of nextObservations (B, observationSize).
 *
 * A rule may run both networks forward, so whatever they computed before is gone afterwards.
 */
export type TargetRule = (
  nextValues: Float32Array,
  nextObservations: Float32Array,
  online: Network,
  target: Network,
  B: number,
) => void;
