/** How fast it trains, from one line after the other to as fast as it can. */
import { element, field, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { SPEEDS } from './speeds.ts';

export function createSpeedChoice(lab: Lab): HTMLElement {
  const slider = element('input', { id: 'speed', type: 'range', min: 0, max: SPEEDS.length - 1, step: 1 });
  const name = element('span', { class: 'speed-name' });
  slider.addEventListener('input', () => lab.setSpeed(SPEEDS[Number(slider.value)].speed));
  const show = () => {
    const k = SPEEDS.findIndex(({ speed }) => speed === lab.speed);
    slider.value = String(k);
    const { text } = SPEEDS[k];
    slider.setAttribute('aria-valuetext', text);
    setText(name, text);
  };
  lab.on('speed', show);
  show();
  return field('Speed', slider, name);
}
