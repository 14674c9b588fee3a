/** One chapter: its text, what to do, and what of it has been seen. */
import { button, element, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import type { Lab } from '../lab.ts';
import { richText } from '../rich-text.ts';
import { formulaElement } from '../step-through/formula-view.ts';
import type { Chapter, Sight, Trial } from './chapter.ts';
import type { ChapterProgress } from './chapter-progress.ts';
import { isRunOf, setPage } from './set-page.ts';

/** A part of the page that is drawn once and kept up to date. */
interface View {
  readonly element: HTMLElement;
  update(): void;
}

function trialView(lab: Lab, { state }: Chapter, { text, action }: Trial): View {
  const item = element('li', {}, element('p', {}, ...richText(text)));
  if (action === undefined) return { element: item, update() {} };
  const canAct = () => isRunOf(lab, state) && lab.run.phase === 'paused';
  // It stays where it is and keeps the focus while the run goes on: not `disabled`.
  const act = button(action.label, () => {
    if (canAct()) action.act(lab);
  });
  item.append(act);
  return {
    element: item,
    update() {
      act.setAttribute('aria-disabled', String(!canAct()));
    },
  };
}

function sightView(sight: Sight, progress: ChapterProgress): View {
  const mark = element('strong', { class: 'seen-mark' });
  const item = element('li', { class: 'sight' }, element('p', {}, ...richText(sight.text), ' ', mark));
  return {
    element: item,
    update() {
      const isSeen = progress.has(sight);
      item.classList.toggle('is-seen', isSeen);
      setText(mark, isSeen ? 'Seen' : 'Not seen yet');
    },
  };
}

/** Where the page is, for the person who has just set it. */
function placeText({ run: { step, phase, message }, next }: Lab): string {
  if (phase === 'failed') return `That did not work: ${message}`;
  return `The page is set: step ${formatCount(step)}, before ${next}.`;
}

export interface ChapterView extends View {
  readonly heading: HTMLElement;
  readonly setButton: HTMLElement;
}

/** @param show brings the pane of the chapter before the eyes of the person. */
export function createChapterView(
  lab: Lab,
  chapter: Chapter,
  progress: ChapterProgress,
  show: () => void,
): ChapterView {
  const { title, lesson, paragraphs, formula, state, look, trials, sights } = chapter;
  const heading = element('h3', { tabindex: -1 }, title);
  const place = element('p', { class: 'note', role: 'status' });
  /** Presses of the button, the last of which counts. */
  let presses = 0;
  let isSetting = false;
  const set = button('Set the page to this chapter', async () => {
    const press = ++presses;
    progress.begin(chapter);
    isSetting = true;
    setText(place, 'Training …');
    const isSet = await setPage(lab, state);
    if (press !== presses) return;
    isSetting = false;
    setText(place, isSet || lab.run.phase === 'failed' ? placeText(lab) : '');
    if (isSet) show();
  });
  const trialViews = trials.map((trial) => trialView(lab, chapter, trial));
  const sightViews = sights.map((sight) => sightView(sight, progress));
  const update = () => {
    set.classList.toggle('primary', !isRunOf(lab, state));
    if (!isSetting && lab.run.phase === 'running') setText(place, '');
    for (const view of [...trialViews, ...sightViews]) view.update();
  };
  update();
  return {
    heading,
    setButton: set,
    element: element(
      'article',
      { class: 'chapter' },
      heading,
      ...paragraphs.map((text) => element('p', {}, ...richText(text))),
      element('p', { class: 'chapter-formula' }, formulaElement(formula)),
      set,
      place,
      element('p', { class: 'note' }, 'Look at ', element('a', { href: `#${look.pane}` }, look.name), '.'),
      element(
        'p',
        { class: 'note' },
        ...richText(`More on this in the introduction: \`docs/introduction/${lesson}\`.`),
      ),
      element('h4', {}, 'Try'),
      element('ol', {}, ...trialViews.map((view) => view.element)),
      element('h4', {}, 'You should see'),
      element('ul', { class: 'sights' }, ...sightViews.map((view) => view.element)),
    ),
    update,
  };
}
