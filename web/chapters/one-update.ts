/** The eight lines of `learn()`. */
import type { Lab } from '../lab.ts';
import { type Chapter, isPast, learnerOf } from './chapter.ts';

/** By how much a sum of 32-bit numbers may differ from the same one in 64 bits. */
const ROUNDING = 1e-5;

/** Whether each y of the minibatch is what the formula says. */
function targetsAgree(lab: Lab): boolean {
  const update = learnerOf(lab)?.update;
  if (!update || !isPast(lab, 'computeTargets')) return false;
  const { actionCount: A, rewards, discounts, terminated, qNextTarget, tdTarget } = update;
  return tdTarget.every((y, b) => {
    const best = Math.max(...qNextTarget.subarray(b * A, (b + 1) * A));
    const expected = terminated[b] ? rewards[b] : rewards[b] + discounts[b] * best;
    return Math.abs(y - expected) <= ROUNDING * Math.abs(expected);
  });
}

/** Whether the gradient goes into the values of the actions taken, and into no others. */
function othersAreLeftAlone(lab: Lab): boolean {
  const update = learnerOf(lab)?.update;
  if (!update || !isPast(lab, 'computeGradients')) return false;
  const { actionCount: A, actions, dQTaken, dQ } = update;
  return dQ.every(
    (gradient, k) => gradient === (k % A === actions[Math.floor(k / A)] ? dQTaken[Math.floor(k / A)] : 0),
  );
}

/** Whether θ has just moved, each parameter by less than four times α. */
function hasMovedALittle(lab: Lab): boolean {
  const learner = learnerOf(lab);
  if (lab.next !== 'sync' || !learner?.update || !learner.adam) return false;
  const { online, onlineBefore, learningRate } = learner;
  const largest = online.reduce(
    (most, parameter, k) => Math.max(most, Math.abs(parameter - onlineBefore[k])),
    0,
  );
  return largest > 0 && largest < 4 * learningRate;
}

export const oneUpdate: Chapter = {
  id: 'one-update',
  title: 'One update',
  lesson: '7-one-update.md',
  paragraphs: [
    'All learning is this, again and again: draw a minibatch, compute a target y for each of its transitions, ask the network for Q(s, a; θ), and change θ so that Q moves a little closer to y. In `learn()` that is eight lines.',
    'δ = y − Q(s, a; θ) is how wrong Q was, and the loss is the mean of δ^{2}. y is treated as a constant: no gradient flows into it. And only the action taken is judged; nothing is learned about the other one.',
    'Adam keeps running means of each gradient and of its square, m and v. Both begin at zero; m̂ and v̂ are corrected for that. It moves a parameter against m̂, by α times m̂ over the root of v̂: large and small gradients make steps of a similar size.',
  ],
  formula: {
    text: 'L = mean of (y − Q(s, a; θ))^{2}, θ ← θ − α m̂ / (√v̂ + ε)',
    spoken:
      'L is the mean of the square of y minus Q of s and a; theta becomes theta minus alpha times m hat over the root of v hat plus epsilon',
  },
  state: { preset: 'default', changes: { seed: 0, earlyStop: false }, step: 1500, line: 'sampleBatch' },
  look: { pane: 'step-through', name: 'the step-through' },
  trials: [
    {
      text: 'Take the eight lines one by one, and follow one transition: y, then δ, then the gradient.',
      action: { label: 'Next line', act: (lab) => lab.advance('line') },
    },
    { text: 'Look for a transition whose task ended with s′. What is its y?' },
  ],
  sights: [
    {
      text: 'After `computeTargets`, each y is r + γ max_{a′} Q(s′, a′; θ⁻), and just r where the task ended.',
      isSeen: targetsAgree,
    },
    {
      text: 'After `computeGradients`, the gradient of the loss with respect to Q is zero for each action that was not taken.',
      isSeen: othersAreLeftAlone,
    },
    {
      text: 'After `updateParameters`, θ has changed, and no parameter by as much as four times α.',
      isSeen: hasMovedALittle,
    },
  ],
};
