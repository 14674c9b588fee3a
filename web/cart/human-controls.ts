/** What a person needs who drives: two buttons to hold, for those without arrow keys, and a way out. */
import { button, element } from '../dom.ts';
import { LEFT, RIGHT } from './steering.ts';
import { createHeldButton, type SteeringListener } from './steering-input.ts';

export function createHumanControls(listener: SteeringListener, handOver: () => void): HTMLElement {
  return element(
    'div',
    { class: 'cart-human' },
    element(
      'div',
      { class: 'cart-held-buttons' },
      createHeldButton('← Push left', LEFT, listener),
      createHeldButton('Push right →', RIGHT, listener),
    ),
    element(
      'p',
      { class: 'note' },
      'Use the arrow keys or these buttons. CartPole is pushed at every step: with no key down, the last direction goes on.',
    ),
    button('Hand over to the agent', handOver, { class: 'primary' }),
  );
}
