/**
 * V(s′) = max_a Q(s′, a; θ⁻): Q-learning with a target network.
 *
 * Source: Mnih et al. 2015, "Human-level control through deep reinforcement learning", Algorithm 1.
 */
import { argmax } from './q-function.ts';
import type { TargetRule } from './target-rule.ts';

/** V(s′) = max_a Q(s′, a; θ⁻) */
export const maxTarget: TargetRule = (nextValues, { nextObservations, size: B }, _online, target) => {
  const q = target.forward(nextObservations, B);
  const { outputs: actionCount } = target;
  for (let b = 0; b < B; b++) {
    const row = b * actionCount;
    nextValues[b] = q[row + argmax(q, row, actionCount)];
  }
};
