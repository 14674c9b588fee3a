/** Stops the run between any two lines of Algorithm 1: the code, the formulas, and the numbers of one transition. */
import './step-through.css';
import type { StepName } from '../../src/experiment/stepper.ts';
import { element, pane, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import type { Lab } from '../lab.ts';
import { lastStep } from './known.ts';
import { NumbersView } from './numbers-view.ts';
import { Outline } from './outline.ts';
import { learnsLineByLine, placeOf } from './places.ts';
import { stepOfKey } from './sample-picker.ts';
import { SourceView } from './source-view.ts';
import { createStepping } from './stepping.ts';
import { describeStanding, explain } from './words.ts';

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
  /** Updates made where the run stood last. */
  let updates = 0;
  /** The step that was taken last, as far as it is known. */
  let last: StepName | null = null;

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
    source.show(placeOf(next ?? 'choose', config), next !== null);
    outline.show(config, next);
    const sentences = explain(config, inspection);
    notes.replaceChildren(...sentences.map((text) => element('p', { class: 'note explanation' }, text)));
    numbers.show(last);
  };

  /** The run stands elsewhere, or does not stand any more. */
  const move = () => {
    const { config, inspection, next } = lab;
    const updated = inspection !== null && inspection.updates > updates;
    last = inspection && lastStep(next, updated, learnsLineByLine(config));
    updates = inspection?.updates ?? updates;
    show();
  };

  lab.on('started', () => {
    updates = 0;
  });
  lab.on('inspection', move);
  lab.on('phase', show);
  lab.on('chosen', show);
  lab.on('progress', showCount);
  move();

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
