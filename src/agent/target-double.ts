/**
 * V(s′) = Q(s′, argmax_a Q(s′, a; θ); θ⁻): the online network chooses the action, the target network values it.
 *
 * The maximum over noisy values is biased upwards; a choice made with different noise is not.
 *
 * Source: van Hasselt, Guez & Silver 2016, "Deep Reinforcement Learning with Double Q-learning",
 * section "Double DQN": its equation 4 with θ⁻ in place of θ′.
 */
import { argmax } from './q-function.ts';
import type { TargetRule } from './target-rule.ts';

/** V(s′) = Q(s′, argmax_a Q(s′, a; θ); θ⁻) */
export const doubleTarget: TargetRule = (nextValues, { nextObservations, size: B }, online, target) => {
  const qOnline = online.forward(nextObservations, B);
  const qTarget = target.forward(nextObservations, B);
  const { outputs: actionCount } = target;
  for (let b = 0; b < B; b++) {
    const row = b * actionCount;
    nextValues[b] = qTarget[row + argmax(qOnline, row, actionCount)];
  }
};
