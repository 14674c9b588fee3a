/**
 * The address of the page: the settings of the next run, and what of the page is to be seen. Another view is another entry of the
 * history, so that Back and Forward lead from view to view; other settings only change the entry.
 */
import { GUIDE } from './chapters/guide.ts';
import { chooseChapter, onChapterChange, openChapter } from './chapters/open-chapter.ts';
import { makeOffer } from './controls/offer.ts';
import { formatCount } from './format.ts';
import type { Lab } from './lab.ts';
import { oneLine } from './one-line.ts';
import { configFromLink, linkOf } from './settings/link.ts';
import { type Place, placeOf, placeText } from './stage/place.ts';
import type { Stage } from './stage/stage.ts';

/** Milliseconds. Browsers allow some hundred changes of the address a minute, and someone may be typing. */
const DELAY = 500;

/** Goes where the address says, and keeps it up to date from then on. */
export function keepAddress(lab: Lab, stage: Stage): void {
  let isFollowing = false;
  const follow = () => {
    isFollowing = true;
    followSettings(lab);
    const { part, large, chapter } = placeOf(location.hash);
    for (const [name, id] of Object.entries({ part, large })) {
      if (id !== null && stage.knows(id) === null) refuseLink(lab, oneLine(`${name}: there is no ${id}`));
    }
    if (chapter !== null) chooseChapter(Math.min(Math.max(1, chapter), GUIDE.length));
    stage.change({ part: stage.knows(part), large: stage.knows(large), chapters: chapter !== null });
    isFollowing = false;
  };
  follow();
  offerStep(lab);
  window.addEventListener('popstate', follow);

  const push = () => {
    const address = addressOf(lab, stage);
    if (!isFollowing && address !== location.hash) history.pushState(null, '', address);
  };
  stage.onChange(push);
  onChapterChange(push);

  let timer: number | undefined;
  for (const event of ['chosen', 'phase'] as const) {
    lab.on(event, () => {
      window.clearTimeout(timer);
      // What is wrong stays there to be corrected.
      if (lab.refusal !== null || isFollowing || lab.run.phase === 'running') return;
      timer = window.setTimeout(() => {
        const address = addressOf(lab, stage);
        if (address !== location.hash) history.replaceState(null, '', address);
      }, DELAY);
    });
  }
}

/** Chooses what the address asks for. */
function followSettings(lab: Lab): void {
  const found = configFromLink(location.hash) ?? lab.chosen;
  if ('problem' in found) refuseLink(lab, found.problem);
  else if (lab.refusal !== null || linkOf(found.preset, found.config) !== chosenLink(lab)) {
    lab.choose(found.preset, found.config);
  }
}

/** If the address is wrong, nothing else is trained in its place. */
function refuseLink(lab: Lab, problem: string): void {
  lab.refuse(`The link in the address is wrong: ${problem}. Correct it, or choose a preset.`);
}

function offerStep(lab: Lab): void {
  const { step } = placeOf(location.hash);
  if (step === 0 || lab.refusal !== null) return;
  makeOffer({
    text: `This link shows a run at step ${formatCount(step)}.`,
    label: 'Train up to there',
    accept: () => lab.trainUntil(step),
  });
}

const chosenLink = ({ chosen: { preset, config } }: Lab) => linkOf(preset, config);

function addressOf(lab: Lab, stage: Stage): string {
  const { part, large, chapters } = stage.view;
  // The step is that of a run with the settings that are chosen.
  const isOfChosen = chosenLink(lab) === linkOf(lab.run.preset, lab.run.config);
  const step = isOfChosen && lab.run.phase !== 'running' ? lab.run.step : 0;
  const place: Place = { part, large, chapter: chapters ? openChapter() : null, step };
  return [chosenLink(lab), placeText(place)].filter((text) => text !== '').join('&');
}
