/** What the agent sees, does and earns. */
import { STEP_SECONDS } from '../../src/env/cart-pole/cart-pole.ts';
import type { Lab } from '../lab.ts';
import type { Chapter } from './chapter.ts';

/** s and s′ are known to seven digits. */
const TOLERANCE = 1e-5;

/** Whether a step has just been executed, and its s′ is where the velocity in s leads. */
function followsFromVelocity({ next, inspection, run: { config } }: Lab): boolean {
  if (next === null || next === 'choose' || next === 'execute' || inspection === null) return false;
  const { observation, nextObservation } = inspection.transition;
  const [xScale, xDotScale] = config.observationScale;
  const expected = observation[0] * xScale + STEP_SECONDS * observation[1] * xDotScale;
  return Math.abs(nextObservation[0] * xScale - expected) < TOLERANCE;
}

export const environment: Chapter = {
  id: 'environment',
  title: 'The environment',
  lesson: '2-cart-pole.md',
  paragraphs: [
    'A pole stands on a cart. Fifty times a second the agent sees a state s of four numbers: where the cart is, how fast it moves, how far the pole leans, and how fast it turns. Its action a is a push of 10 newtons, to the left or to the right. Then it sees the next state s′.',
    'Each step earns a reward r of 1. The episode ends when the pole leans more than 12° or the cart is more than 2.4 m from the middle, and after 500 steps in any case. So the return of an episode, the sum of its rewards, is the number of steps it lasted.',
    'Nobody tells the agent about gravity or levers. All it ever gets are transitions (s, a, r, s′).',
  ],
  formula: {
    text: 'x′ = x + 0.02 ẋ',
    spoken: 'x prime is x plus 0.02 times x dot: position, plus the time of a step times velocity',
  },
  state: { preset: 'default', changes: { seed: 0, earlyStop: false }, step: 0 },
  look: { pane: 'scene', name: 'the cart' },
  trials: [
    {
      text: 'Go line by line until `execute` is done, and compare s and s′ in the step-through.',
      action: { label: 'Next line', act: (lab) => lab.advance('line') },
    },
    {
      text: 'Then let the first episode end. The agent knows nothing yet; it pushes at random.',
      action: { label: 'To the end of the episode', act: (lab) => lab.advance('episode') },
    },
    { text: 'Drive the cart yourself with the arrow keys. Who lasts longer?' },
  ],
  sights: [
    {
      text: 'After `execute`, the cart is where its velocity has carried it in a fiftieth of a second: x′ = x + 0.02 ẋ. The push has changed the velocities.',
      isSeen: followsFromVelocity,
    },
    {
      text: 'Pushing at random, the first episode ends with a fall, after fewer than 100 steps, and its return is its length.',
      isSeen: ({ run: { episodes } }) => {
        const first = episodes.find(({ episode }) => episode === 1);
        return first?.terminated === true && first.length < 100 && first.return === first.length;
      },
    },
  ],
};
