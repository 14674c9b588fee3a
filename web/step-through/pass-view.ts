/** The step (s, a, r, s′) that the run is taking now. */
import type { Config } from '../../src/config/config.ts';
import type { Inspection } from '../../src/experiment/inspection.ts';
import { element } from '../dom.ts';
import { formatCount, formatNumber } from '../format.ts';
import { actionName } from '../tasks/views.ts';
import { formatValue } from './cards.ts';
import { definition } from './definition.ts';
import { exactNumber } from './exact-number.ts';
import { passKnowledge } from './knowledge.ts';
import { formatShort } from './numeric-formulas.ts';
import { transitionTable } from './transition-table.ts';

const notYet = () => element('span', { class: 'is-later' }, 'not yet');

export function passCard(
  inspection: Inspection,
  next: string | null,
  last: string | null,
  config: Config,
): HTMLElement {
  const { observation, nextObservation, action, reward, terminated, truncated } = inspection.transition;
  const { chosen, executed } = passKnowledge(next);
  const end = terminated ? 'yes, the task ended' : truncated ? 'no, the time limit ended it' : 'no';
  return element(
    'div',
    { class: `card ${last === 'choose' || last === 'execute' ? 'is-new' : 'is-known'}` },
    element('h4', {}, 'Now, in the environment'),
    element(
      'dl',
      { class: 'numbers' },
      definition(
        'steps taken',
        'steps taken',
        exactNumber('step', inspection.step, formatCount(inspection.step)),
      ),
      definition(
        'ε',
        'epsilon',
        exactNumber('epsilon', inspection.epsilon, formatNumber(inspection.epsilon)),
        // The step has been counted already.
        ...(executed ? [' ', element('span', { class: 'note' }, 'of the next choice')] : []),
      ),
      definition(
        'Q(s, ·; θ)',
        'Q of s',
        exactNumber('pass.q', [...inspection.q], formatValue([...inspection.q], config.env)),
      ),
      definition(
        'a',
        'a',
        chosen
          ? exactNumber('pass.action', action, `${action}, ${actionName(config.env, action)}`)
          : notYet(),
      ),
      definition('r', 'r', executed ? exactNumber('pass.reward', reward, formatShort(reward)) : notYet()),
      definition('terminal', 'terminal', executed ? end : notYet()),
    ),
    transitionTable(
      ['pass.observation', 'pass.nextObservation'],
      observation,
      executed ? nextObservation : null,
      config,
    ),
  );
}
