/** What is learned, and that it guides before it is right. */
import type { MetricsRow } from '../../src/experiment/metrics.ts';
import type { Lab } from '../lab.ts';
import { type Chapter, trainTo } from './chapter.ts';
import { hasEvaluation } from './evaluations.ts';

/** The evaluation of the network that has learned nothing. */
function untaught(lab: Lab): MetricsRow | undefined {
  return lab.run.metrics.find((row) => row.updates === 0 && hasEvaluation(row));
}

export const qFunction: Chapter = {
  id: 'q-function',
  title: 'The Q-function',
  lesson: '3-q.md',
  paragraphs: [
    'Q(s, a) answers: if I take action a in state s, and then always the best one, how much will I earn? A reward t steps away counts γ^{t} times, here with γ = 0.995. So even an endless episode is worth no more than 1 + γ + γ^{2} + … = 1/(1 − γ) = 200.',
    'A network with the parameters θ learns Q: four numbers go in, one value for each action comes out. To act greedily is to take the action with the larger value.',
    'The equation below holds for the true Q, and learning means making it hold. A new network says about 0 everywhere. The right side looks one reward farther than the values it is made of, so these climb slowly. But the agent can know which of two actions is better long before it knows what they are worth.',
  ],
  formula: {
    text: 'Q(s, a) = r + γ max_{a′} Q(s′, a′); if s′ is terminal, Q(s, a) = r',
    spoken:
      'Q of s and a is r plus gamma times the largest Q of s prime over all actions; if s prime is terminal, Q of s and a is r',
  },
  state: { preset: 'default', changes: { seed: 0, earlyStop: false }, step: 1000 },
  look: { pane: 'policy-map', name: 'the policy map' },
  trials: [
    {
      text: 'The memory is full enough, and nothing has been learned yet. Look at the policy map, then make 1000 updates.',
      action: trainTo(2000),
    },
  ],
  sights: [
    {
      text: 'Before the first update, the largest Q of recent states is below 1, and acting greedily lasts fewer than 100 steps.',
      isSeen: (lab) => {
        const row = untaught(lab);
        return row !== undefined && Number(row.diagnosis.maxQ) < 1 && Number(row.greedyReturn) < 100;
      },
    },
    {
      text: 'After 1000 updates it is about 10, far below what acting well is worth, which is nearly 200. Yet acting greedily lasts at least ten times as long as before.',
      isSeen: (lab) => {
        const before = untaught(lab);
        const after = lab.run.metrics.find((row) => row.updates >= 1000 && hasEvaluation(row));
        if (before === undefined || after === undefined) return false;
        const maxQ = Number(after.diagnosis.maxQ);
        return maxQ > 5 && maxQ < 20 && Number(after.greedyReturn) >= 10 * Number(before.greedyReturn);
      },
    },
  ],
};
