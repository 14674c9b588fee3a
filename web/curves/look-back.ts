/** A slider that shows scene, map and curves as they were at an earlier step of the run. */
import { element, setText } from '../dom.ts';
import { formatCount } from '../format.ts';
import type { Lab } from '../lab.ts';

export function createLookBack(lab: Lab): HTMLElement {
  const slider = element('input', {
    id: 'look-back',
    type: 'range',
    min: 0,
    step: 1,
    'aria-label': 'Look back',
  });
  const text = element('span', { class: 'look-back-step' });
  const place = element('div', { class: 'look-back' }, slider, text);
  slider.addEventListener('input', () => {
    const pastSteps = lab.run.snapshots.steps;
    const k = Number(slider.value);
    // Its end is now.
    lab.lookBack(k >= pastSteps.length ? null : pastSteps[k]);
  });
  const show = () => {
    const { pastStep } = lab;
    const pastSteps = lab.run.snapshots.steps;
    slider.max = String(pastSteps.length);
    slider.value = String(pastStep === null ? pastSteps.length : pastSteps.indexOf(pastStep));
    const where = pastStep === null ? 'now' : `step ${formatCount(pastStep)}`;
    slider.setAttribute('aria-valuetext', where);
    setText(text, where);
    place.classList.toggle('is-empty', pastSteps.length < 2);
  };
  for (const event of ['started', 'progress', 'shown'] as const) lab.on(event, show);
  show();
  return place;
}
