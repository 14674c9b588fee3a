/** A run with a hidden bug, or none: the learner names it from the curves, the numbers, the policy map and single steps. */
import type { MuseumExhibit } from '../../museum/exhibit.ts';
import { STATISTICS } from '../../museum/statistics.ts';
import { button, type Child, element, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { richText } from '../rich-text.ts';
import { Choices } from './choices.ts';
import { createDiff } from './diff-view.ts';
import { formatRange, NumbersTable } from './numbers-table.ts';
import { RiddleNumber } from './riddle-number.ts';
import { type Riddle, riddleOf, type Suspect, suspectsOf } from './riddles.ts';
import type { Room } from './room.ts';
import { configOf, describeSettings } from './settings.ts';

export function createGuessTheBug(lab: Lab, exhibits: readonly MuseumExhibit[]): Room {
  const suspects = suspectsOf(exhibits);
  let riddle: Riddle | null = null;
  let isBeginning = false;
  const number = new RiddleNumber('museum-riddle', 'Begin this riddle', begin);
  const settings = element('p', { class: 'note', role: 'status' });
  const numbers = new NumbersTable();
  const choices = new Choices<Suspect | null>(
    'museum-guess',
    'What is wrong with this agent?',
    [
      { value: null, label: ['nothing: it is the correct agent'] },
      ...suspects.map((value) => ({
        value,
        label: [element('code', {}, value.id), ': ', ...richText(value.how)],
      })),
    ],
    show,
  );
  const answer = button('Answer', judge, { id: 'museum-answer', class: 'primary' });
  const verdict = element('div', { tabindex: -1, class: 'museum-verdict' });

  function begin(k: number): void {
    const next = riddleOf(suspects, k);
    const { culprit, like, seed } = next;
    isBeginning = true;
    lab.choose(like.preset, configOf(like, seed));
    lab.start({ bug: culprit?.id ?? null, isSecret: true });
    isBeginning = false;
    lab.trainUntil(Infinity);
    riddle = next;
    choices.clear();
    verdict.replaceChildren();
    show();
  }

  function judge(): void {
    const { chosen } = choices;
    if (riddle === null || chosen === null) return;
    lab.discloseBug();
    verdict.replaceChildren(...verdictOn(riddle, chosen.value));
    number.next();
    show();
    verdict.focus();
  }

  function show(): void {
    const isJudged = verdict.hasChildNodes();
    setText(settings, riddle === null ? '' : `The run: ${describeSettings(riddle.like, riddle.seed)}.`);
    numbers.show(riddle?.like.guess.right ?? null, riddle === null ? null : lab.run.metrics);
    numbers.mark(isJudged ? (riddle?.culprit?.guess.statistic ?? null) : null);
    choices.element.hidden = riddle === null;
    answer.hidden = riddle === null || isJudged;
    answer.disabled = choices.chosen === null;
  }

  lab.on('started', () => {
    if (!isBeginning) riddle = null;
    show();
  });
  for (const event of ['progress', 'phase'] as const) lab.on(event, () => riddle !== null && show());
  show();
  const placeOfStrips = element('div');
  const room = element(
    'div',
    {},
    element(
      'p',
      {},
      'A run starts whose program may have a bug. Look at its curves, its policy map and these numbers, step through it if you like, and say what is wrong.',
    ),
    number.element,
    settings,
    element(
      'div',
      { class: 'museum-pair' },
      element('div', {}, numbers.element, choices.element, answer),
      placeOfStrips,
    ),
    verdict,
  );
  return { element: room, placeOfStrips };
}

function verdictOn({ culprit, like }: Riddle, guessed: Suspect | null): Child[] {
  const isRight = guessed === culprit;
  const truth =
    culprit === null
      ? ['this is the correct agent.']
      : ['the bug is ', element('code', {}, culprit.id), '. ', ...richText(culprit.bug)];
  const heading = element(
    'p',
    {},
    element('strong', { class: isRight ? 'good' : 'bad' }, isRight ? 'Right: ' : 'Not quite: '),
    ...truth,
  );
  return culprit === null ? [heading, ...whyNot(like, guessed)] : [heading, ...whatGaveItAway(culprit)];
}

function whatGaveItAway({ guess, hunks }: Suspect): Child[] {
  const { statistic, text, right, wrong } = guess;
  const { name, meaning } = STATISTICS[statistic];
  return [
    element('p', {}, text),
    element(
      'p',
      { class: 'note' },
      `${name} (${meaning}), on 16 seeds: ${formatRange(right[statistic])} for the correct agent, ${formatRange(wrong)} with this bug.`,
    ),
    createDiff(hunks),
  ];
}

/** A bug that was suspected of the correct agent would have shown itself. */
function whyNot(like: Suspect, guessed: Suspect | null): Child[] {
  if (guessed === null)
    return [element('p', {}, 'All of its numbers are in the range of the correct agent.')];
  const { statistic, wrong } = guessed.guess;
  const { name } = STATISTICS[statistic];
  return [
    element(
      'p',
      {},
      `With ${guessed.id}, ${name} would be ${formatRange(wrong)}; the correct agent has ${formatRange(like.guess.right[statistic])}.`,
    ),
  ];
}
