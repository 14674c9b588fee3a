/** Bugs that no curve gives away: the learner finds the line in the source. */
import type { MuseumExhibit } from '../../museum/exhibit.ts';
import { button, type Child, element } from '../dom.ts';
import { richText } from '../rich-text.ts';
import { Choices } from './choices.ts';
import { dealt } from './deck.ts';
import { createDiff } from './diff-view.ts';
import { type ExcerptLine, excerptOf } from './excerpt.ts';
import { RiddleNumber } from './riddle-number.ts';

export function createFindTheLine(exhibits: readonly MuseumExhibit[]): HTMLElement {
  const hidden = exhibits.filter(({ guess }) => guess === null);
  const place = element('div');
  const number = new RiddleNumber('museum-line-riddle', 'Show this riddle', (k) =>
    place.replaceChildren(riddleElement(dealt(hidden, k), () => number.next())),
  );
  return element(
    'div',
    {},
    element(
      'p',
      {},
      'No curve gives these bugs away for certain: you have to read the source. Each piece of it has one bug.',
    ),
    number.element,
    place,
  );
}

/** @param onjudged is called once it is answered. */
function riddleElement(exhibit: MuseumExhibit, onjudged: () => void): HTMLElement {
  const { hunks, effect } = exhibit;
  const lines = excerptOf(hunks[0]);
  const verdict = element('div', { tabindex: -1, class: 'museum-verdict' });
  const answer = button('Answer', judge, { class: 'primary', disabled: true });
  const choices = new Choices<ExcerptLine>(
    'museum-line',
    `${hunks[0].file}: which line is wrong, or next to one that is missing?`,
    lines
      .filter(({ text }) => text.trim() !== '')
      .map((line) => ({ value: line, label: [element('code', {}, line.text)] })),
    () => {
      answer.disabled = false;
    },
  );
  choices.element.classList.add('museum-source');

  function judge(): void {
    const { chosen } = choices;
    if (chosen === null) return;
    answer.hidden = true;
    verdict.replaceChildren(...verdictOn(exhibit, chosen.value.isWrong));
    onjudged();
    verdict.focus();
  }

  return element(
    'div',
    {},
    element('p', {}, 'What it does: ', ...richText(effect)),
    choices.element,
    answer,
    verdict,
  );
}

function verdictOn({ id, bug, hunks, test }: MuseumExhibit, isFound: boolean): Child[] {
  return [
    element(
      'p',
      {},
      element('strong', { class: isFound ? 'good' : 'bad' }, isFound ? 'Found: ' : 'Not that one: '),
      element('code', {}, id),
      '. ',
      ...richText(bug),
    ),
    createDiff(hunks),
    element('p', { class: 'note' }, `The test that turns red: “${test}”.`),
  ];
}
