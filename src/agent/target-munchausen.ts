/**
 * Munchausen DQN: the agent is rewarded for what its own policy finds likely, and lifts itself by that.
 *
 *   π = softmax(Q(·, ·; θ⁻) / τ)
 *   y = r + α [τ ln π(a|s)]_l⁰ + γ Σ_a′ π(a′|s′) (Q(s′, a′; θ⁻) − τ ln π(a′|s′)), without the last term where the task ended
 *
 * τ ln π(a|s) is about 0 for the best action, and about −(Q(s, a*) − Q(s, a)) for another one, which is thus punished for being
 * worse: the gaps between the values of the actions grow, and an error of the network no longer changes their order so easily. The rest of y is soft Q-learning, whose policy likes to keep its choices open.
 *
 * With M(s) = τ ln Σ_a exp(Q(s, a) / τ) the logarithm is τ ln π(a|s) = Q(s, a) − M(s), and the sum over a′ is M(s′).
 *
 * Source: Vieillard, Pietquin & Geist 2020, "Munchausen Reinforcement Learning": M-DQN, with the logarithm clipped as there.
 * Deviation: r is not clipped.
 */
import { checkNumber, refusal } from '../checks.ts';
import { SoftMaximum } from '../nn/exponential.ts';
import type { TargetRule } from './target-rule.ts';

export interface MunchausenOptions {
  /** α: share of the logarithm of the policy in the reward; 0 is soft Q-learning. */
  readonly alpha: number;
  /** τ: temperature of the policy; near 0 it is greedy, and y is that of plain DQN if α is 0. */
  readonly temperature: number;
  /** l⁰: the lower bound of τ ln π; a likely action may be all the less likely elsewhere. */
  readonly lowest: number;
}

/**
 * V(s′) = τ ln Σ_a exp(Q(s′, a; θ⁻) / τ), and α [τ ln π(a|s)]_l⁰ added to each reward.
 *
 * @throws RangeError unless alpha is from 0 to 1, the temperature positive and `lowest` from −10⁹ to 0.
 */
export function munchausenTarget({ alpha, temperature, lowest }: MunchausenOptions): TargetRule {
  checkNumber('alpha', alpha, 0, 1);
  checkNumber('lowest', lowest, -1e9, 0);
  if (!(temperature > 0 && temperature < Infinity))
    throw refusal('temperature', temperature, 'a positive number');
  const softMaximum = new SoftMaximum(temperature);
  return (nextValues, { observations, actions, nextObservations, size: B }, _online, target, tdTarget) => {
    const { outputs: actionCount } = target;
    const q = target.forward(observations, B);
    const softValues = softMaximum.of(q, B, actionCount);
    for (let b = 0; b < B; b++) {
      const logPolicy = q[b * actionCount + actions[b]] - softValues[b];
      tdTarget[b] += alpha * Math.max(lowest, Math.min(0, logPolicy));
    }
    const nextQ = target.forward(nextObservations, B);
    const softNextValues = softMaximum.of(nextQ, B, actionCount);
    for (let b = 0; b < B; b++) nextValues[b] = softNextValues[b];
  };
}
