/**
 * Single keys that work anywhere on the page, except where someone is typing.
 *
 * They can be switched off (WCAG 2.1.4): who speaks to the computer, or rests a hand on the keys, sets them off by chance.
 */
import { element } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { createDisclosure } from './disclosure.ts';
import { SHORTCUTS, shortcutFor } from './shortcut-keys.ts';

/** Listens on the whole page, and returns the explanation with the switch. */
export function createShortcuts(lab: Lab): HTMLElement {
  const on = element('input', { type: 'checkbox', id: 'shortcuts-on', checked: true });
  document.addEventListener('keydown', (event) => {
    if (!on.checked) return;
    const { target } = event;
    const isInside = (selector: string) => target instanceof Element && target.closest(selector) !== null;
    const shortcut = shortcutFor(event, isInside);
    if (shortcut === null) return;
    event.preventDefault();
    shortcut.act(lab);
  });
  const keys = SHORTCUTS.map(({ name, what }) =>
    element('div', {}, element('dt', {}, element('kbd', {}, name)), element('dd', {}, what)),
  );
  return createDisclosure(
    ['Keys'],
    element('dl', { class: 'numbers' }, ...keys),
    element('p', { class: 'note' }, 'They do nothing while a field is being filled in.'),
    element('label', {}, on, 'Use these keys'),
  );
}
