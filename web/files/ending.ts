/** How far a checkpoint's run is to go, if further than it was to: a run that has ended can go on in no other way. */
import { numberOrText } from '../../src/config/domain.ts';
import { element, field } from '../dom.ts';
import type { ConfigChanges } from '../lab.ts';

export interface EndingChoice {
  readonly element: HTMLElement;
  /** The hyper-parameters that are to be changed, for `continuedConfig` to judge. */
  changes(): ConfigChanges;
}

export function createEndingChoice(): EndingChoice {
  const onAfterSolved = element('input', { id: 'files-no-early-stop', type: 'checkbox' });
  const steps = element('input', {
    id: 'files-steps',
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    maxlength: 20,
    'aria-describedby': 'files-steps-note',
  });
  return {
    element: element(
      'details',
      {},
      element('summary', {}, 'Go on with a run that has ended'),
      element(
        'p',
        { class: 'note' },
        'A run that is solved or at the end of its budget has nothing left to do. These apply to the next checkpoint that is opened.',
      ),
      element('p', {}, onAfterSolved, element('label', { for: onAfterSolved.id }, 'Do not stop when solved')),
      field(
        'Budget of steps',
        steps,
        element('p', { class: 'note', id: 'files-steps-note' }, 'Empty: as in the checkpoint.'),
      ),
    ),
    changes: () => {
      const budget = steps.value.trim();
      return {
        ...(onAfterSolved.checked ? { earlyStop: false } : {}),
        ...(budget === '' ? {} : { steps: numberOrText(budget) }),
      };
    },
  };
}
