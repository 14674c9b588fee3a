/** Trying what does not seem best. */
import type { Lab } from '../lab.ts';
import { type Chapter, trainTo } from './chapter.ts';

/** Whether ε has fallen from row to row, without a rise, down to its end. */
function hasFallenToItsEnd({ run: { metrics, config } }: Lab): boolean {
  const falls = metrics.every(({ epsilon }, k) => k === 0 || epsilon <= metrics[k - 1].epsilon);
  const last = metrics.at(-1);
  return (
    falls && last !== undefined && metrics[0].epsilon > last.epsilon && last.epsilon === config.epsilonEnd
  );
}

export const exploration: Chapter = {
  id: 'exploration',
  title: 'Exploration',
  lesson: '1-trial-and-error.md',
  paragraphs: [
    'An agent that only does what it thinks best never finds out that something else is better. So with probability ε it pushes at random: this is called ε-greedy.',
    'At first everything is random, ε = 1. From there ε falls linearly to 0.05 at step 5000, and stays there. From then on the agent mostly decides for itself, and so chooses the states it gets to.',
    'An evaluation is greedy: no random pushes, and nothing is learned from it. That is why the greedy return can be 500 while the training episodes are still short.',
  ],
  formula: {
    text: 'a = random with probability ε, else argmax_{a} Q(s, a; θ)',
    spoken: 'a is random with probability epsilon, else the action with the largest Q in s',
  },
  state: { preset: 'default', changes: { seed: 0, earlyStop: false }, step: 0 },
  look: { pane: 'curves', name: 'the curves' },
  trials: [
    { text: 'Watch ε and the returns of the episodes while it trains.', action: trainTo(5000) },
    {
      text: 'In the settings, let ε end at 1 (`epsilonEnd`), and start a new run. Does it learn from pushing at random?',
    },
  ],
  sights: [
    { text: 'ε falls from 1 to 0.05 at step 5000, and never rises.', isSeen: hasFallenToItsEnd },
    {
      text: 'The mean return of the last 100 training episodes has more than doubled since step 1000.',
      isSeen: ({ run: { metrics } }) => {
        const before = metrics.find(({ step, meanReturn }) => step >= 1000 && meanReturn !== null);
        return before !== undefined && Number(metrics.at(-1)?.meanReturn) > 2 * Number(before.meanReturn);
      },
    },
  ],
};
