/** The bar that stays in view: train, pause, step; the preset and the seed; where the run stands. */
import './controls.css';
import { button, element, pane, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { hintText, isOtherChosen } from './hint.ts';
import { createQuickChoice } from './quick-choice.ts';
import { createShortcuts } from './shortcuts.ts';
import { createSpeedChoice } from './speed.ts';
import { createChecksum, createNumbers, createPhase } from './status.ts';
import { toggleTraining } from './training.ts';

/** Both buttons do nothing when they cannot; so they stay where they are and keep the focus. */
function setEnabled(control: HTMLButtonElement, isEnabled: boolean): void {
  control.setAttribute('aria-disabled', String(!isEnabled));
}

export function createControls(lab: Lab): HTMLElement {
  const train = button('Train', () => toggleTraining(lab), { id: 'train', class: 'primary' });
  const nextLine = button('Next line', () => lab.advance('line'), { id: 'next-line' });
  const newRun = button('New run', () => lab.start(), { id: 'new-run' });
  const hint = element('p', { class: 'note hint' });

  const show = () => {
    const { phase } = lab;
    const ended = phase === 'finished' || phase === 'failed';
    setText(train, phase === 'running' || lab.isWalking ? 'Pause' : 'Train');
    setEnabled(train, !ended);
    setEnabled(nextLine, !ended && phase !== 'running');
    train.classList.toggle('primary', !ended);
    newRun.classList.toggle('primary', ended || isOtherChosen(lab));
  };
  const showHint = () => setText(hint, hintText(lab));
  for (const event of ['phase', 'started', 'chosen'] as const) lab.on(event, show);
  for (const event of ['phase', 'started', 'chosen', 'progress'] as const) lab.on(event, showHint);
  show();
  showHint();

  const section = pane(
    'controls',
    'Controls',
    element(
      'div',
      { class: 'controls-main' },
      element('div', { class: 'buttons' }, train, nextLine, newRun),
      createPhase(lab),
    ),
    element(
      'div',
      { class: 'controls-more' },
      element(
        'div',
        { class: 'row' },
        createSpeedChoice(lab),
        ...createQuickChoice(lab),
        createShortcuts(lab),
      ),
      element('div', { class: 'figures' }, createNumbers(lab), hint, createChecksum(lab)),
    ),
  );
  section.querySelector('h2')?.classList.add('visually-hidden');
  return section;
}
