/** How fast it trains. */
import { element, field } from '../dom.ts';
import type { Lab, Speed } from '../lab.ts';

const SPEEDS: readonly { readonly speed: Speed; readonly text: string }[] = [
  { speed: 'full', text: 'as fast as it can' },
  { speed: 1000, text: '1000 steps a second' },
  { speed: 50, text: '50 a second: real time' },
  { speed: 5, text: '5 a second' },
];

export function createSpeedChoice(lab: Lab): HTMLElement {
  const options = SPEEDS.map(({ speed, text }) => element('option', { value: speed }, text));
  const select = element('select', { id: 'speed' }, ...options);
  select.addEventListener('change', () => {
    lab.setSpeed(SPEEDS.find(({ speed }) => String(speed) === select.value)?.speed ?? 'full');
  });
  const show = () => {
    select.value = String(lab.speed);
  };
  lab.on('speed', show);
  show();
  return field('Speed', select);
}
