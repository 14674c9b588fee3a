/** Stops the run between any two lines of Algorithm 1: the code, the formulas, and the numbers of one transition. */
import './step-through.css';
import { element, pane, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import type { Lab } from '../lab.ts';
import { NumbersView } from './numbers-view.ts';
import { Outline } from './outline.ts';
import { stepOfKey } from './sample-picker.ts';
import { describeStanding, explain } from './sentences.ts';
import { SourceView } from './source-view.ts';
import { stepSource } from './step-sources.ts';
import { createStepping } from './stepping.ts';

const HINT =
  'The keys ← and →, or comma and full stop, go to the previous and the next transition of the minibatch. Numbers are rounded for reading; point at one to see all its digits.';

export function createStepThroughPane(lab: Lab): HTMLElement {
  const stepping = createStepping(lab);
  const status = element('p', { class: 'standing', role: 'status' });
  // While it trains; no news that anyone must be told of.
  const count = element('span', { class: 'note' });
  const source = new SourceView();
  const outline = new Outline();
  const notes = element('div', {});
  const numbers = new NumbersView(lab);

  const showCount = () => {
    const { phase, step, updates } = lab;
    const isRunning = phase === 'running';
    setText(count, isRunning ? `step ${formatCount(step)}, update ${formatCount(updates)}` : '');
  };

  const show = () => {
    const { config, inspection, next } = lab;
    stepping.update();
    setText(status, describeStanding(lab));
    showCount();
    source.show(stepSource(next ?? 'choose', config), next !== null);
    outline.show(config, next);
    const sentences = explain(config, inspection);
    notes.replaceChildren(...sentences.map((text) => element('p', { class: 'note explanation' }, text)));
    numbers.render();
  };

  lab.on('inspection', show);
  lab.on('phase', show);
  lab.on('chosen', show);
  lab.on('progress', showCount);
  show();

  const made = pane(
    'step-through',
    'Step through the algorithm',
    stepping.element,
    element('div', { class: 'standing-row' }, status, count),
    element(
      'div',
      { class: 'code-and-outline' },
      element('div', { class: 'code' }, element('h3', {}, 'The code of what comes next'), source.element),
      element('div', {}, element('h3', {}, 'The loop'), outline.element),
    ),
    notes,
    element('h3', {}, 'The numbers'),
    numbers.element,
    element('p', { class: 'note' }, HINT),
  );
  // A click anywhere in the pane gives it the keyboard.
  made.tabIndex = -1;
  made.addEventListener('keydown', (event) => {
    const step = stepOfKey(event);
    if (step !== 0 && numbers.move(step)) event.preventDefault();
  });
  return made;
}
