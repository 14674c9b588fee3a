/**
 * Starts an agent from weights that were trained before.
 *
 * An agent has more networks than the one that acts. With new weights in that one alone, its first targets would be the values
 * of random weights, and learning would begin by undoing what was loaded.
 */
import type { Tensor } from '../nn/safetensors.ts';
import { networkFromTensors } from '../nn/weights.ts';
import type { Agent } from './agent.ts';
import { checkDifferent } from './learner.ts';

/**
 * Puts weights into every network of an agent: one map of tensors, such as `decodeSafetensors` gives, for each of its learners
 * (two for clipped double Q-learning, else one). Target networks become copies. The memory and the optimizer stay as they are.
 *
 * Throws a RangeError for another number of maps and for equal ones, and a SafetensorsError for tensors of another network; an
 * agent of two learners must then be discarded.
 */
export function loadWeights(agent: Agent, ...weights: readonly ReadonlyMap<string, Tensor>[]): void {
  const { learners } = agent;
  if (weights.length !== learners.length) {
    throw new RangeError(
      `got the weights of ${weights.length} networks; expected those of ${learners.length}, one for each learner`,
    );
  }
  for (const [k, { online, target }] of learners.entries()) {
    networkFromTensors(online, weights[k]);
    if (target !== online) target.copyFrom(online);
  }
  checkDifferent(learners);
}
