/** What keeps it up: another question. */
import type { Lab } from '../lab.ts';
import { type Chapter, trainTo } from './chapter.ts';
import { evaluationsAfter, firstPerfect, isSolved } from './evaluations.ts';

const LATE_STEP = 6000;

/** Whether it was perfect at some time, and every evaluation since then, up to `LATE_STEP` at least, was solved. */
function hasStayed({ run: { metrics, config, step } }: Lab): boolean {
  const perfect = firstPerfect(metrics, config);
  if (perfect === undefined || step < LATE_STEP) return false;
  const later = evaluationsAfter(metrics, perfect.step);
  return later.length >= 3 && later.every((row) => isSolved(row, config));
}

export const steadies: Chapter = {
  id: 'steadies',
  title: 'What steadies it',
  lesson: '8-collapse.md',
  paragraphs: [
    'The preset `steady` does not ask how much acting well is worth. It asks how much acting is worth if each push is random with probability ε_{t} = 0.8. Such an agent falls all the time, and the sooner the closer it is to the edge. The plateau becomes a hill: every step towards the middle is worth something, and falls are never far away.',
    'To act greedily on these values is one step of improvement over a policy that is mostly random. On CartPole one step is enough. But this Q is not what greedy acting earns: it says about 31 at the start, where 99 is earned (both with γ = 0.99).',
    'The softness is what helps. With ε_{t} = 0 and all else the same, 6 of 32 runs end solved instead of 32. Of changes that keep a true maximum, 3-step returns help most.',
  ],
  formula: {
    text: 'y = r + γ [(1 − ε_{t}) max_{a′} Q(s′, a′; θ⁻) + ε_{t} mean_{a′} Q(s′, a′; θ⁻)]',
    spoken:
      'y is r plus gamma times the sum of: one minus epsilon t times the largest Q of s prime, and epsilon t times the mean Q of s prime, both by the target network',
  },
  state: { preset: 'steady', changes: { seed: 0, earlyStop: false }, step: 2000 },
  look: { pane: 'curves', name: 'the curves' },
  trials: [
    {
      text: 'This run is perfect at step 2000, too. Keep training, and compare it with the previous run, if that was the one of the last chapter.',
      action: trainTo(LATE_STEP),
    },
    { text: 'In the settings, set `targetEpsilon` to 0, and start a new run: Q-learning again.' },
  ],
  sights: [
    { text: 'Each evaluation after the perfect one reaches 475, up to step 6000.', isSeen: hasStayed },
    {
      text: 'One step before a fall, Q is still below 5.',
      isSeen: ({ run: { metrics } }) => {
        const row = metrics.findLast(({ step }) => step >= LATE_STEP);
        const qBeforeFall = row?.diagnosis.qBeforeEnd ?? null;
        return qBeforeFall !== null && qBeforeFall < 5;
      },
    },
  ],
};
