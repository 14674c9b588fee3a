/** The bar that stays in view: train, pause, step; the preset and the seed; where the run stands. */
import './controls.css';
import { resolveConfig } from '../../src/config/config.ts';
import { button, element, pane, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import type { Lab } from '../lab.ts';
import type { Run } from '../run.ts';
import { hintText, isOtherChosen } from './hint.ts';
import { createOffer } from './offer.ts';
import { createQuickChoice } from './quick-choice.ts';
import { createShortcuts } from './shortcuts.ts';
import { createSpeedChoice } from './speed.ts';
import { createChecksum, createNumbers, createPhase } from './status.ts';
import { toggleTraining } from './training.ts';

/** Both buttons do nothing when they cannot; so they stay where they are and keep the focus. */
function setEnabled(control: HTMLButtonElement, isEnabled: boolean): void {
  control.setAttribute('aria-disabled', String(!isEnabled));
}

function goOnTitle({ step, config: { steps } }: Run): string {
  const end = step < steps ? steps : 2 * steps;
  return `Train on to step ${formatCount(end)}, without stopping when solved`;
}

/** The same settings with the next seed, from its beginning. */
function startWithNewSeed(lab: Lab): void {
  if (lab.refusal !== null) return;
  const { preset, config } = lab.chosen;
  lab.choose(preset, resolveConfig({ ...config, seed: config.seed + 1 }));
  lab.start();
  lab.train();
}

export function createControls(lab: Lab): HTMLElement {
  const train = button('Train', () => toggleTraining(lab), { id: 'train', class: 'primary' });
  const nextLine = button('Next line', () => lab.advance('line'), { id: 'next-line' });
  const newRun = button('New run', () => lab.start(), { id: 'new-run' });
  const goOn = button('Go on', () => void lab.goOn(), { id: 'go-on', class: 'primary' });
  const newSeed = button('New seed', () => startWithNewSeed(lab), { id: 'new-seed' });
  const branch = button('Branch', () => void lab.branch().catch(refuse), {
    id: 'branch',
    title: 'A new run with the settings chosen, whose networks begin with what these have learned',
  });
  const refusal = element('p', { id: 'refusal', class: 'refusal', role: 'alert' });
  const hint = element('p', { class: 'note hint' });
  for (const control of [train, nextLine, newRun]) control.setAttribute('aria-describedby', refusal.id);

  const refuse = (error: Error) => setText(refusal, error.message);
  const ways = [train, nextLine, goOn, newSeed, branch];
  const show = () => {
    const { phase } = lab.run;
    const focused = ways.find((way) => way === document.activeElement);
    const ended = phase === 'finished' || phase === 'failed';
    const isRefused = lab.refusal !== null;
    const canGoOn = !ended && (phase !== 'empty' || !isRefused);
    setText(refusal, lab.refusal ?? '');
    // A finished run has its ways on where the way to its end was.
    for (const control of [train, nextLine]) control.hidden = phase === 'finished';
    // What was trained with a bug goes on only in the museum.
    goOn.hidden = phase !== 'finished' || lab.run.exhibit !== null;
    newSeed.hidden = phase !== 'finished';
    const stands = phase === 'paused' && lab.run.step > 0 && !lab.isWalking;
    branch.hidden = lab.run.exhibit !== null || !(phase === 'finished' || stands);
    goOn.title = goOnTitle(lab.run);
    // Who pressed what is gone now must not lose the place.
    if (focused?.hidden) ways.find((way) => !way.hidden)?.focus();
    setText(train, phase === 'running' || lab.isWalking ? 'Pause' : 'Train');
    setEnabled(train, canGoOn);
    setEnabled(nextLine, canGoOn && phase !== 'running');
    setEnabled(newRun, !isRefused);
    setEnabled(newSeed, !isRefused);
    setEnabled(branch, !isRefused && lab.pastStep === null);
    train.classList.toggle('primary', !ended);
    newRun.classList.toggle('primary', phase === 'failed' || isOtherChosen(lab.run, lab.chosen));
  };
  const showHint = () => setText(hint, hintText(lab.run, lab.chosen));
  for (const event of ['phase', 'started', 'chosen', 'shown', 'inspection'] as const) lab.on(event, show);
  for (const event of ['phase', 'started', 'chosen', 'progress'] as const) lab.on(event, showHint);
  show();
  showHint();

  const section = pane(
    'controls',
    'Controls',
    element(
      'div',
      { class: 'controls-main' },
      element('div', { class: 'buttons' }, train, nextLine, goOn, newSeed, newRun, branch),
      createPhase(lab),
    ),
    refusal,
    createOffer(lab),
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
