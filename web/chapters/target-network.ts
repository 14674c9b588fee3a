/** Why the targets stand still for a while. */
import type { Lab } from '../lab.ts';
import { type Chapter, learnerOf } from './chapter.ts';

/** Whether θ and θ⁻ are the same in every parameter; undefined where it is not to be seen. */
function areEqual(lab: Lab): boolean | undefined {
  const learner = learnerOf(lab);
  return learner?.online.every((parameter, k) => parameter === learner.target[k]);
}

/** Steps since one at which the target network is copied. */
function stepsSinceCopy({ run: { config, step } }: Lab): number | null {
  return config.algorithm === 'dqn' && config.targetTau === 1 ? step % config.targetSyncSteps : null;
}

export const targetNetwork: Chapter = {
  id: 'target-network',
  title: 'The target network',
  lesson: '6-target-network.md',
  paragraphs: [
    'The target y depends on what a network says about s′. If that were the network being trained, each update would also move the target, and the network would chase itself.',
    'So there are two: one with the parameters θ, which learns and acts, and one with the parameters θ⁻, which only makes targets and stands still. Every C environment steps, here 100, θ⁻ becomes a copy of θ.',
    'In the preset `steady`, θ⁻ follows in small steps instead: every step, it moves a hundredth of the way to θ.',
  ],
  formula: {
    text: 'y = r + γ max_{a′} Q(s′, a′; θ⁻); every C steps θ⁻ ← θ',
    spoken:
      'y is r plus gamma times the largest Q of s prime by the target network; every C steps theta minus becomes theta',
  },
  state: { preset: 'default', changes: { seed: 0, earlyStop: false }, step: 1399, line: 'sync' },
  look: { pane: 'network', name: 'the network' },
  trials: [
    {
      text: 'It is step 1400, and `sync` comes next. Take it, and compare θ and θ⁻ before and after.',
      action: { label: 'Next line', act: (lab) => lab.advance('line') },
    },
    {
      text: 'Make one more update.',
      action: { label: 'Next update', act: (lab) => lab.advance('update') },
    },
  ],
  sights: [
    {
      text: 'Before `sync`, 100 updates after the last copy, θ and θ⁻ differ.',
      isSeen: (lab) => lab.next === 'sync' && stepsSinceCopy(lab) === 0 && areEqual(lab) === false,
    },
    {
      text: 'Right after it, they are equal in every parameter.',
      isSeen: (lab) => lab.next === 'moveOn' && stepsSinceCopy(lab) === 0 && areEqual(lab) === true,
    },
    {
      text: 'One update later, they differ again.',
      isSeen: (lab) => lab.next === 'sync' && stepsSinceCopy(lab) === 1 && areEqual(lab) === false,
    },
  ],
};
