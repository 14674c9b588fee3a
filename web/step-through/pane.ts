/** Stops the run between any two lines of Algorithm 1: the code, the formulas, and the numbers of one transition. */
import './step-through.css';
import { element, pane, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import type { Lab } from '../lab.ts';
import { NumbersView } from './numbers-view.ts';
import { OriginView } from './origin-view.ts';
import { Outline } from './outline.ts';
import { stepOfKey } from './sample-picker.ts';
import { describeStanding, explain, museumSentences } from './sentences.ts';
import { SourceView } from './source-view.ts';
import { stepSource } from './step-sources.ts';
import { createStepping } from './stepping.ts';
import { ThroughNetwork } from './through-network.ts';

const HINT =
  'The keys ← and →, or comma and full stop, go to the previous and the next transition of the minibatch.';

const part = (name: string, title: string, content: HTMLElement) =>
  element('div', { class: `view-${name}` }, element('h3', { class: 'visually-hidden' }, title), content);

export function createStepThroughPane(lab: Lab): HTMLElement {
  const stepping = createStepping(lab);
  const status = element('p', { class: 'standing', role: 'status' });
  // While it trains; no news that anyone must be told of.
  const count = element('span', { class: 'note' });
  const source = new SourceView();
  const outline = new Outline();
  const notes = element('div', {});
  const network = new ThroughNetwork(lab, (b) => numbers.pick(b));
  const numbers: NumbersView = new NumbersView(lab, (picked) => network.show(picked));

  const showCount = () => {
    const { phase, step, updates } = lab.run;
    const isRunning = phase === 'running';
    setText(count, isRunning ? `step ${formatCount(step)}, update ${formatCount(updates)}` : '');
  };

  const show = () => {
    const { inspection, next, last } = lab;
    const { phase, config, message } = lab.run;
    stepping.update();
    setText(status, describeStanding({ phase, config, message, shown: lab.shown, next, inspection }));
    showCount();
    const done = inspection === null || last === null ? null : stepSource(last, config);
    source.show(stepSource(next ?? 'choose', config), next !== null, done);
    outline.show(config, next, last);
    const sentences = [...museumSentences(lab.run.exhibit), ...explain(config, inspection)];
    notes.replaceChildren(...sentences.map((text) => element('p', { class: 'note explanation' }, text)));
    numbers.render();
    numbers.reveal();
  };

  lab.on('inspection', show);
  lab.on('phase', show);
  lab.on('chosen', show);
  lab.on('progress', showCount);

  const made = pane('step-through', 'Step through the algorithm');
  const origin = new OriginView(made, source, (number) => numbers.originOf(number));
  made.append(
    stepping.element,
    element('div', { class: 'standing-row' }, status, count),
    element(
      'div',
      { class: 'one-view' },
      part('loop', 'The loop', outline.element),
      part('code', 'The code', source.element),
      part('numbers', 'The numbers', numbers.element),
    ),
    origin.element,
    numbers.choices,
    notes,
    network.element,
    element('p', { class: 'note' }, HINT),
  );
  show();
  // A click anywhere in the pane gives it the keyboard.
  made.tabIndex = -1;
  made.addEventListener('keydown', (event) => {
    const step = stepOfKey(event);
    if (step !== 0 && numbers.move(step)) event.preventDefault();
  });
  return made;
}
