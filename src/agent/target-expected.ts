/**
 * V(s′) = (1 − ε) max_a Q(s′, a; θ⁻) + ε mean_a Q(s′, a; θ⁻): the value of an ε-soft policy.
 *
 * The network then learns the value of being mostly greedy and sometimes random. It is low near the edge, where one
 * random action ends the episode.
 *
 * Source: van Seijen et al. 2009, "A theoretical and empirical analysis of Expected Sarsa", equation 5. Deviation: ε of
 * the target policy is a constant of its own, not that of the behaviour policy, so this learns off-policy.
 */
import { checkNumber } from '../checks.ts';
import { argmax } from './q-function.ts';
import type { TargetRule } from './target-rule.ts';

/**
 * V(s′) = (1 − ε) max_a Q(s′, a; θ⁻) + ε mean_a Q(s′, a; θ⁻)
 *
 * @param epsilon from 0 (the same as `maxTarget`) to 1 (the value of the random policy).
 * @throws RangeError for another number.
 */
export function expectedTarget(epsilon: number): TargetRule {
  checkNumber('epsilon', epsilon, 0, 1);
  return (nextValues, { nextObservations, size: B }, _online, target) => {
    const q = target.forward(nextObservations, B);
    const { outputs: actionCount } = target;
    for (let b = 0; b < B; b++) {
      const row = b * actionCount;
      let sum = 0;
      for (let a = 0; a < actionCount; a++) sum += q[row + a];
      const greedyValue = q[row + argmax(q, row, actionCount)];
      nextValues[b] = (1 - epsilon) * greedyValue + epsilon * (sum / actionCount);
    }
  };
}
