/**
 * V(s′) = ln(mean_a exp(ω Q(s′, a; θ⁻))) / ω: a mean for small ω, the maximum for large ω, and smooth in between.
 *
 * The maximum jumps from one action to another where their values cross, and is biased upwards by noise; a mellow one does
 * neither as much. It changes by no more than its values do, so value iteration with it converges, unlike with the mean
 * under a softmax policy.
 *
 * Source: Asadi & Littman 2017, "An Alternative Softmax Operator for Reinforcement Learning". Deviation: the behaviour is
 * ε-greedy, not the paper's maximum-entropy mellowmax policy.
 */
import { refusal } from '../checks.ts';
import { log, SoftMaximum } from '../nn/exponential.ts';
import type { TargetRule } from './target-rule.ts';

/**
 * V(s′) = ln(mean_a exp(ω Q(s′, a; θ⁻))) / ω
 *
 * @param omega ω, a positive number.
 * @throws RangeError for anything else.
 */
export function mellowmaxTarget(omega: number): TargetRule {
  if (!(omega > 0 && omega < Infinity)) throw refusal('omega', omega, 'a positive number');
  const softMaximum = new SoftMaximum(1 / omega);
  return (nextValues, { nextObservations, size: B }, _online, target) => {
    const q = target.forward(nextObservations, B);
    const { outputs: actionCount } = target;
    // The mean in place of the sum.
    const share = log(actionCount) / omega;
    const softValues = softMaximum.of(q, B, actionCount);
    for (let b = 0; b < B; b++) nextValues[b] = softValues[b] - share;
  };
}
