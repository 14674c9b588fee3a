/** The link of what is chosen, copied at the press of a button. */
import { button, element } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { linkOf } from './link.ts';

/** `problem` says why there is nothing to copy, or null; `announce` tells the person what has happened. */
export function createLinkControls(
  lab: Lab,
  problem: () => string | null,
  announce: (text: string) => void,
): HTMLElement {
  const link = element('input', { id: 'settings-link', type: 'text', readonly: true });
  const byHand = element(
    'div',
    { class: 'field', hidden: true },
    element('label', { for: link.id }, 'Link to these settings'),
    link,
  );

  const copy = async () => {
    const wrong = problem();
    if (wrong !== null) {
      announce(wrong);
      return;
    }
    const address = new URL(linkOf(lab.chosen.preset, lab.chosen.config), location.href).href;
    byHand.hidden = await putOnClipboard(address);
    if (byHand.hidden) {
      announce('Link copied.');
      return;
    }
    link.value = address;
    link.focus();
    link.select();
    announce(
      'This browser does not let the page copy. The link is selected: copy it with your keyboard or menu.',
    );
  };
  return element(
    'div',
    { class: 'link-controls' },
    button('Copy link', () => void copy()),
    byHand,
  );
}

/** Whether it worked: pages that came over plain http have no clipboard, and others may not be allowed to use it. */
async function putOnClipboard(text: string): Promise<boolean> {
  try {
    const clipboard: Clipboard | undefined = navigator.clipboard;
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
