/** Why DQN loses what it had. */
import { CART_LEFT } from '../../src/env/cart-pole/task.ts';
import type { MetricsRow } from '../../src/experiment/metrics.ts';
import type { Lab } from '../lab.ts';
import { type Chapter, trainTo } from './chapter.ts';
import { evaluationsAfter, firstPerfect, isSolved } from './evaluations.ts';

/** The row of the first perfect evaluation and the last row after it, once an evaluation after it was not solved. */
function lost({
  run: { metrics, config },
}: Lab): { readonly perfect: MetricsRow; readonly now: MetricsRow } | null {
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
    'An agent that balances well can afford a mistake: its next pushes make up for it. So in almost every state both actions are worth nearly the same. The true Q is a plateau with a cliff at its edge, and only a small difference between large numbers tells the actions apart.',
    'When two estimates are a little off, the maximum takes the one that is too large and passes it on to the state before, and so on, round and round. Only falls, with y = r, stop this loop. But a good agent hardly falls, and a beginner drops the pole long before the cart gets anywhere: the network has seen next to nothing of the ends of the track.',
    'So the pole stays up, and the cart runs away. Over 100 seeds, 80 % of the evaluations after the first perfect one reach 475.',
  ],
  formula: {
    text: 'y = r + γ max_{a′} Q(s′, a′; θ⁻)',
    spoken: 'y is r plus gamma times the largest Q of s prime by the target network',
  },
  state: { preset: 'default', changes: { seed: 0, earlyStop: false }, step: 2000 },
  look: { pane: 'curves', name: 'the curves' },
  trials: [
    {
      text: 'All 20 greedy episodes of the evaluation at step 2000 lasted to the limit. Keep training, and watch the cart as well.',
      action: trainTo(4000),
    },
    { text: 'Train to the end of the budget. Does it recover? Does it stay good? How large does Q become?' },
  ],
  sights: [
    {
      text: 'After a perfect evaluation, a later one is below 475.',
      isSeen: (lab) => lost(lab) !== null,
    },
    {
      text: 'When the agent was perfect, the memory held almost no carts that had left the track. Now it holds more.',
      isSeen: (lab) => {
        const rows = lost(lab);
        if (rows === null) return false;
        const then = rows.perfect.diagnosis.endingsInMemory[CART_LEFT];
        return then <= 3 && rows.now.diagnosis.endingsInMemory[CART_LEFT] > then;
      },
    },
    {
      text: 'One step before a fall, Q should be 1. It is more than 5, and more than when the agent was perfect.',
      isSeen: (lab) => {
        const rows = lost(lab);
        if (rows === null) return false;
        const now = Number(rows.now.diagnosis.qBeforeEnd);
        return now > 5 && now > Number(rows.perfect.diagnosis.qBeforeEnd);
      },
    },
  ],
};
