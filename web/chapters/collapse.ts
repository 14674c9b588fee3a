/** Why DQN loses what it had. */
import { CART_LEFT } from '../../src/env/cart-pole/task.ts';
import type { MetricsRow } from '../../src/experiment/metrics.ts';
import type { Lab } from '../lab.ts';
import { type Chapter, trainTo } from './chapter.ts';
import { evaluationsAfter, firstPerfect, isSolved } from './evaluations.ts';

/** The row of the first perfect evaluation and the last row after it, once an evaluation after it was not solved. */
function lost({ metrics, config }: Lab): { readonly perfect: MetricsRow; readonly now: MetricsRow } | null {
  const perfect = firstPerfect(metrics, config);
  const now = metrics.at(-1);
  if (perfect === undefined || now === undefined) return null;
  return evaluationsAfter(metrics, perfect.step).some((row) => !isSolved(row, config))
    ? { perfect, now }
    : null;
}

export const collapse: Chapter = {
  id: 'collapse',
  title: 'Why it collapses',
  lesson: '8-collapse.md',
  paragraphs: [
    'Who balances well can afford a mistake: one wrong push is made up for by the next. So in almost every state both actions are worth nearly the same. The true Q is a plateau with a cliff at its rim, and what tells the actions apart is a small difference of large numbers.',
    'Where two estimates are off by a little, the maximum takes the one that is too large, and hands it on to the state before, and so on, round and round. Only falls end this loop, with y = r. But an agent that acts well hardly falls, and a beginner has dropped the pole long before the cart got anywhere: of the ends of the track the network has seen next to nothing.',
    'So the pole is kept up, and the cart runs away. Over 100 seeds, 80 % of the evaluations after the first perfect one reach 475.',
  ],
  formula: {
    text: 'y = r + γ max_{a′} Q(s′, a′; θ⁻)',
    spoken: 'y is r plus gamma times the largest Q of s prime by the target network',
  },
  state: { preset: 'default', changes: { seed: 0, earlyStop: false }, step: 2000 },
  look: { pane: 'curves', name: 'the curves' },
  trials: [
    {
      text: 'All 20 greedy episodes of the evaluation at step 2000 lasted to the limit. Train on, and watch the cart, too.',
      action: trainTo(4000),
    },
    { text: 'Train on to the end of the budget. Does it come back? Does it stay? How large does Q become?' },
  ],
  sights: [
    {
      text: 'After a perfect evaluation, a later one is below 475.',
      isSeen: (lab) => lost(lab) !== null,
    },
    {
      text: 'The memory held next to no cart that had left the track when the agent was perfect. Now it holds more.',
      isSeen: (lab) => {
        const rows = lost(lab);
        if (rows === null) return false;
        const then = rows.perfect.diagnosis.endingsInMemory[CART_LEFT];
        return then <= 3 && rows.now.diagnosis.endingsInMemory[CART_LEFT] > then;
      },
    },
    {
      text: 'One step before a fall, Q should be 1. It says more than 5, and more than when the agent was perfect.',
      isSeen: (lab) => {
        const rows = lost(lab);
        if (rows === null) return false;
        const now = Number(rows.now.diagnosis.qBeforeEnd);
        return now > 5 && now > Number(rows.perfect.diagnosis.qBeforeEnd);
      },
    },
  ],
};
