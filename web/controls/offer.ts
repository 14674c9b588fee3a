/** One thing that the page proposes when it is opened, such as to go on with the run that was there before. */
import { button, element, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';

export interface Offer {
  readonly text: string;
  /** On the button. */
  readonly label: string;
  readonly accept: () => void;
}

const listeners = new Set<(offer: Offer) => void>();

export function makeOffer(offer: Offer): void {
  for (const listener of listeners) listener(offer);
}

/** It goes away when it was taken, was declined, or a run has begun. */
export function createOffer(lab: Lab): HTMLElement {
  const text = element('span');
  let accept = () => {};
  const take = button('', () => {
    hide();
    accept();
  });
  const decline = button('No', () => hide(), { 'aria-label': 'No, leave it' });
  const offered = element('p', { class: 'offer', 'aria-live': 'polite', hidden: true }, text, take, decline);
  const hide = () => {
    offered.hidden = true;
  };
  listeners.add((offer) => {
    setText(text, offer.text);
    setText(take, offer.label);
    accept = offer.accept;
    offered.hidden = false;
  });
  lab.on('started', hide);
  return offered;
}
