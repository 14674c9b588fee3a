/** CartPole, in both of its versions, as the page shows it. */
import { STEP_SECONDS, THETA_THRESHOLD, X_THRESHOLD } from '../../../src/env/cart-pole/cart-pole.ts';
import { degrees, fixed } from '../../format.ts';
import type { TaskView } from '../task-view.ts';

const THETA_LIMIT = degrees(THETA_THRESHOLD);

const side = (value: number) => (value < 0 ? 'left' : 'right');

export const cartPoleView: TaskView = {
  title: 'The cart',
  about:
    'Every 0.02 s the cart is pushed to the left or to the right. Each step earns 1, until the pole leans more than 12° or the cart is more than 2.4 m from the middle.',
  stepSeconds: STEP_SECONDS,
  observation: [
    { name: 'position', unit: 'm' },
    { name: 'velocity', unit: 'm/s' },
    { name: 'angle', unit: 'rad' },
    { name: 'angular velocity', unit: 'rad/s' },
  ],
  actions: [
    { name: 'left', label: '← left', command: '← Push left', look: 'left' },
    { name: 'right', label: '→ right', command: 'Push right →', look: 'right' },
  ],
  driving:
    'Use the arrow keys or these buttons. CartPole is pushed at every step: with no key down, the last direction goes on.',
  endings: [
    { short: 'fell', sentence: 'The pole fell after' },
    { short: 'left the track', sentence: 'The cart left the track after' },
  ],
  timeLimit: { short: 'held to the end', sentence: 'Held for all' },
  numbers: [
    { name: 'x, cart position', text: ({ 0: x }) => `${fixed(x, 3)} m` },
    { name: 'ẋ, cart velocity', text: ({ 1: xDot }) => `${fixed(xDot, 3)} m/s` },
    {
      name: 'θ, pole angle',
      text: ({ 2: theta }) => `${fixed(theta, 3)} rad (${fixed(degrees(theta), 1)}°)`,
    },
    { name: 'θ̇, pole velocity', text: ({ 3: thetaDot }) => `${fixed(thetaDot, 3)} rad/s` },
  ],
  describe: ({ 0: x, 2: theta }) =>
    `cart ${Math.abs(x).toFixed(2)} m ${side(x)} of the middle, pole leaning ${Math.abs(degrees(theta)).toFixed(1)}° to the ${side(theta)}`,
  isSmooth: true,
  strike: {
    thing: 'pole',
    size: 0.5,
    commands: ['Push pole left', 'Push pole right'],
    entry: 3,
  },
  map: {
    quantities: [
      {
        name: 'Cart position',
        unit: 'm',
        low: -X_THRESHOLD,
        high: X_THRESHOLD,
        ticks: [-2, -1, 0, 1, 2],
        points: 41,
        step: 0.1,
        home: 0,
      },
      {
        name: 'Cart velocity',
        unit: 'm/s',
        low: -3,
        high: 3,
        ticks: [-3, -2, -1, 0, 1, 2, 3],
        points: 41,
        step: 0.1,
        home: 0,
      },
      // What lies beyond 12° shows how the network goes on where it has seen nothing.
      {
        name: 'Pole angle',
        unit: '°',
        low: -15,
        high: 15,
        ticks: [-12, -6, 0, 6, 12],
        points: 41,
        step: 0.5,
        home: 0,
      },
      {
        name: 'Angular velocity',
        unit: 'rad/s',
        low: -3,
        high: 3,
        ticks: [-3, -2, -1, 0, 1, 2, 3],
        points: 41,
        step: 0.1,
        home: 0,
      },
    ],
    axes: [2, 3],
    observationAt: ([x, xDot, angle, thetaDot]) => [x, xDot, (angle * Math.PI) / 180, thetaDot],
    beyondEnd: ([x, , angle]) => Math.max(Math.abs(x) - X_THRESHOLD, Math.abs(angle) - THETA_LIMIT),
    note: 'Home puts it upright and still. Dashed: beyond 12° the pole counts as fallen; no step begins there, so the network has learned nothing of it.',
  },
  sample: {
    observation: [0, 0, 0.05, 0],
    words: 'the cart at rest in the middle, the pole leaning by 0.05 rad',
  },
};
