/** Why transitions are kept and drawn at random. */
import type { MetricsRow } from '../../src/experiment/metrics.ts';
import type { Lab } from '../lab.ts';
import { type Chapter, isPast, learnerOf, trainTo } from './chapter.ts';

/** Whether a minibatch has just been drawn that has something of the first and of the last fifth of the memory. */
function comesFromEverywhere(lab: Lab): boolean {
  const update = learnerOf(lab)?.update;
  if (!update || !isPast(lab, 'sampleBatch')) return false;
  const size = Math.min(lab.run.step, lab.run.config.replayCapacity);
  return Math.min(...update.slots) < 0.2 * size && Math.max(...update.slots) >= 0.8 * size;
}

/** Share of the memory that are falls. */
function fallShare(row: MetricsRow | undefined, { run: { config } }: Lab): number | null {
  return row === undefined ? null : row.terminalsInMemory / Math.min(row.step, config.replayCapacity);
}

export const memory: Chapter = {
  id: 'memory',
  title: 'The memory',
  lesson: '5-replay.md',
  paragraphs: [
    'Consecutive states are alike. A network that learned from them in order would be pulled towards whatever it has just been doing. So each transition (s, a, r, s′) is stored in a memory D, and each update learns from a minibatch of 64 transitions drawn at random from all of it.',
    'Reliable ones are rare. Only where the task ended with s′ is the target a fact, y = r; everywhere else it rests on what the network itself says about s′. And the better the agent, the less often it falls.',
    'This memory holds every step of the run. A smaller one forgets: soon it holds little but successes.',
  ],
  formula: {
    text: '(s, a, r, s′)_{1…B} ~ D',
    spoken: 'B transitions s, a, r, s prime are drawn from the memory D',
  },
  state: { preset: 'default', changes: { seed: 0, earlyStop: false }, step: 2000, line: 'sampleBatch' },
  look: { pane: 'step-through', name: 'the step-through' },
  trials: [
    {
      text: 'The page is paused before `sampleBatch`. Draw the minibatch, and go through its transitions.',
      action: { label: 'Next line', act: (lab) => lab.advance('line') },
    },
    { text: 'Then watch the terminals in the memory, among the curves.', action: trainTo(8000) },
  ],
  sights: [
    {
      text: 'The 64 transitions come from all over the memory: at least one from its first fifth, and one from its last.',
      isSeen: comesFromEverywhere,
    },
    {
      text: 'Pushing at random, about one transition in twenty is a fall. At step 8000 fewer than one in fifty is.',
      isSeen: (lab) => {
        const early = fallShare(
          lab.run.metrics.find(({ step }) => step >= 1000),
          lab,
        );
        const late = fallShare(
          lab.run.metrics.find(({ step }) => step >= 8000),
          lab,
        );
        return early !== null && late !== null && early > 0.04 && late < 0.02;
      },
    },
  ],
};
