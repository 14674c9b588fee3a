/** Something that opens below its name, over what is there; Escape and a click elsewhere close it. */
import { type Child, element } from '../dom.ts';

export function createDisclosure(name: Child[], ...children: Child[]): HTMLElement {
  const summary = element('summary', {}, ...name);
  const details = element(
    'details',
    { class: 'disclosure' },
    summary,
    element('div', { class: 'disclosed' }, ...children),
  );
  details.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !details.open) return;
    details.open = false;
    summary.focus();
  });
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !details.contains(target)) details.open = false;
  });
  return details;
}
