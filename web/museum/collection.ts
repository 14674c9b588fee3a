/** Every bug: what is wrong, what it changes in the source, what was measured, and a run of it beside the correct agent. */
import type { MuseumExhibit } from '../../museum/exhibit.ts';
import { nodeCommand } from '../controls/node-command.ts';
import { button, element, field, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { richText } from '../rich-text.ts';
import { createDiff } from './diff-view.ts';
import type { Room } from './room.ts';
import { configOf, describeSettings } from './settings.ts';
import { SideBySide, type Stage } from './side-by-side.ts';
import { museumRow, museumTable } from './table.ts';

const SAID: Readonly<Record<Stage, string>> = {
  idle: '',
  right: 'First the correct agent trains…',
  wrong: 'Now the agent with the bug trains, from the same seed…',
  done: 'Done. The curves show both runs: the agent with the bug, and dashed the correct one before it.',
  interrupted: 'Another run was started instead.',
};

export function createCollection(lab: Lab, exhibits: readonly MuseumExhibit[]): Room {
  const choice = element(
    'select',
    { id: 'museum-bug', onchange: () => show() },
    ...[false, true].map((isOfVariant) =>
      element(
        'optgroup',
        { label: isOfVariant ? 'In variants' : 'In DQN itself' },
        ...exhibits
          .filter((exhibit) => exhibit.isOfVariant === isOfVariant)
          .map(({ id }) => element('option', { value: id }, id)),
      ),
    ),
  );
  const chosen = () => exhibits.find(({ id }) => id === choice.value) ?? exhibits[0];
  const train = button('Train it beside the correct agent', () => sideBySide.begin(chosen()), {
    id: 'museum-train',
    class: 'primary',
  });
  const status = element('p', { class: 'note', role: 'status' });
  const placard = element('div');
  const figures = element('div', { class: 'museum-figures' });
  const sideBySide = new SideBySide(lab, (stage) => setText(status, SAID[stage]));

  function show(): void {
    const exhibit = chosen();
    placard.replaceChildren(...placardOf(exhibit));
    figures.replaceChildren(...figuresOf(exhibit));
    train.disabled = !exhibit.isTrainable;
  }

  show();
  const placeOfStrips = element('div');
  const room = element(
    'div',
    {},
    element(
      'p',
      {},
      'Bugs that raise no error: the program runs to its end, and learns worse, or does not even show that.',
    ),
    element('div', { class: 'row' }, field('Bug', choice), train),
    status,
    element('div', { class: 'museum-pair' }, placard, placeOfStrips),
    figures,
  );
  return { element: room, placeOfStrips };
}

function placardOf(exhibit: MuseumExhibit): HTMLElement[] {
  const { bug, effect, how, hunks } = exhibit;
  return [
    element('p', {}, element('strong', {}, ...richText(bug)), ' ', ...richText(effect)),
    element('p', {}, ...richText(how.replace(/^[a-z]/, (letter) => letter.toUpperCase())), ':'),
    createDiff(hunks),
  ];
}

function figuresOf(exhibit: MuseumExhibit): HTMLElement[] {
  const { seeds, test } = exhibit;
  return [
    element('h3', {}, 'What shows'),
    measuredTable(exhibit),
    element(
      'p',
      { class: 'note' },
      `Medians of ${seeds.length} seeds: ${describeSettings(exhibit, seeds[0]).replace(/seed \d+, /, '')}. The test that turns red: “${test}”.`,
    ),
    howToTrain(exhibit),
  ];
}

function measuredTable({ measured }: MuseumExhibit): HTMLElement {
  return museumTable(
    ['median', ...measured.map(({ title }) => title)],
    [
      museumRow(
        'correct agent',
        measured.map(({ right }) => right),
      ),
      museumRow(
        'with the bug',
        measured.map(({ wrong }) => wrong),
      ),
    ],
  );
}

function howToTrain(exhibit: MuseumExhibit): HTMLElement {
  const { id, preset, seeds, isTrainable } = exhibit;
  if (!isTrainable) {
    return element(
      'p',
      { class: 'note' },
      'A run that starts from random weights, as all do here, never reaches this code.',
    );
  }
  const command = element('code', { class: 'command' }, nodeCommand(preset, configOf(exhibit, seeds[0]), id));
  return element(
    'div',
    {},
    element('p', { class: 'note' }, 'The same run in Node, in a checkout of the source:'),
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Command with the bug' },
      command,
    ),
  );
}
