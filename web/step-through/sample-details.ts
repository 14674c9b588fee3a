/** The transition that the learner has picked, as it came out of the memory. */
import type { Config } from '../../src/config/config.ts';
import type { UpdateInspection } from '../../src/experiment/inspection.ts';
import { type Child, element } from '../dom.ts';
import { formatCount, formatNumber } from '../format.ts';
import { actionName } from '../tasks/views.ts';
import { definition } from './definition.ts';
import { exactNumber } from './exact-number.ts';
import { formatShort } from './numeric-formulas.ts';
import { sampleOf } from './sample.ts';
import { transitionTable } from './transition-table.ts';

export function sampleDetails(update: UpdateInspection, b: number, config: Config): readonly Child[] {
  const sample = sampleOf(update, b);
  const { action, reward, terminated, discount, weight, slot } = sample;
  const place = `${b + 1} of ${update.size}, slot ${formatCount(slot)} of D`;
  const isWeighted = config.algorithm === 'dqn' && config.replay === 'prioritized';
  // As the formula of the target has them.
  const isOfSeveralSteps = config.algorithm === 'dqn' && config.nStep > 1;
  const [rewardSymbol, discountSymbol] = isOfSeveralSteps ? ['R', 'γ^{n}'] : ['r', 'γ'];
  const shownWeight = exactNumber('weight', weight, formatNumber(weight));
  return [
    element(
      'dl',
      { class: 'numbers' },
      definition('transition', 'transition', place),
      definition('a', 'a', `${action}, ${actionName(config.env, action)}`),
      definition(rewardSymbol, 'reward', formatShort(reward)),
      definition('terminal', 'terminal', terminated ? 'yes: nothing comes after s′' : 'no'),
      definition(discountSymbol, 'discount', formatShort(discount)),
      ...(isWeighted ? [definition('w', 'weight', shownWeight)] : []),
    ),
    transitionTable(['observation', 'nextObservation'], sample.observation, sample.nextObservation, config),
  ];
}
