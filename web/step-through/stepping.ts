/** The buttons that let the run go on a little, and the one that trains or pauses. */
import { button, element, setText } from '../dom.ts';
import type { Lab, StepGoal } from '../lab.ts';

const GOALS: readonly { readonly goal: StepGoal; readonly text: string; readonly key: string }[] = [
  { goal: 'line', text: 'Next line', key: 'n' },
  { goal: 'update', text: 'Next update', key: 'u' },
  { goal: 'step', text: 'Next step', key: 's' },
  { goal: 'episode', text: 'Next episode', key: 'e' },
];

export interface Stepping {
  readonly element: HTMLElement;
  /** What the buttons can do now. */
  update(): void;
}

/**
 * Buttons that can do nothing stay where they are and keep the focus, so that who steps by keyboard does not lose the place:
 * `aria-disabled`, not `disabled`.
 */
export function createStepping(lab: Lab): Stepping {
  const canAdvance = () => lab.run.phase === 'empty' || lab.run.phase === 'paused';
  const goals = GOALS.map(({ goal, text, key }) =>
    button(text, () => canAdvance() && lab.advance(goal), {
      'data-goal': goal,
      'aria-keyshortcuts': key,
      class: goal === 'line' ? 'primary' : undefined,
    }),
  );
  const train = button('Train on', () => {
    if (lab.run.phase === 'running') lab.pause();
    else if (canAdvance()) lab.train();
  });
  const setEnabled = (control: HTMLButtonElement, isEnabled: boolean) =>
    control.setAttribute('aria-disabled', String(!isEnabled));
  return {
    element: element('div', { class: 'row stepping' }, ...goals, train),
    update() {
      for (const control of goals) setEnabled(control, canAdvance());
      setEnabled(train, canAdvance() || lab.run.phase === 'running');
      setText(train, lab.run.phase === 'running' ? 'Pause' : 'Train on');
    },
  };
}
