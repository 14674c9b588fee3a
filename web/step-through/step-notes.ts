/** What a configuration makes of a step, in words, where the formula does not say it all. */
import type { Config, DqnConfig, TutorialConfig } from '../../src/config/config.ts';
import { formatCount } from '../format.ts';
import { formatShort } from './numeric-formulas.ts';

export function stepNote(step: string, config: Config): string | null {
  return config.algorithm === 'dqn' ? dqnNote(step, config) : tutorialNote(step, config);
}

function dqnNote(step: string, config: DqnConfig): string | null {
  switch (step) {
    case 'sampleBatch':
      return `B = ${formatCount(config.batchSize)}${config.replay === 'prioritized' ? ', the more wrong Q was the more often' : ', each as likely as any other'}`;
    case 'computeTargets':
      return targetNote(config);
    case 'computeLoss':
      return config.loss === 'huber' ? `Huber: κ = ${formatShort(config.huberDelta)}` : null;
    case 'updatePriorities':
      return config.targetRule === 'clipped-double' ? 'It is told the larger of the two errors δ.' : null;
    case 'clipGradients':
      return config.maxGradientNorm > 0 ? `c = ${formatShort(config.maxGradientNorm)}` : null;
    default:
      return null;
  }
}

function targetNote(config: DqnConfig): string | null {
  const { targetRule, targetEpsilon, mellowmaxOmega, nStep } = config;
  const { munchausenAlpha, munchausenTau, munchausenLowest } = config;
  const rule = {
    max: '',
    double: 'The online network chooses the action, the target network says what it is worth.',
    expected: `The value of a policy that is random with probability ε_{t} = ${formatShort(targetEpsilon)}.`,
    mellowmax: `ω = ${formatShort(mellowmaxOmega)}`,
    munchausen: `α = ${formatShort(munchausenAlpha)}, τ = ${formatShort(munchausenTau)}. π is the softmax of the target network's Q / τ; τ ln π(a|s) is no less than ${formatShort(munchausenLowest)}.`,
    'clipped-double': 'Both learners go towards the same y.',
  }[targetRule];
  const learned = {
    none: '',
    categorical: `z: ${config.atoms} atoms from ${formatShort(config.vMin)} to ${formatShort(config.vMax)}.`,
    quantile: `${config.quantiles} quantiles.`,
  }[config.distribution];
  const noise =
    config.noisyLayers === 'none' ? '' : 'Each network has drawn fresh noise, and keeps it for this update.';
  const steps = nStep > 1 ? `R sums up to ${nStep} rewards, and s′ comes after the last of them.` : '';
  return [rule, learned, noise, steps].filter((text) => text !== '').join(' ') || null;
}

function tutorialNote(step: string, { batchSize, epsilonDecay, epsilonEnd }: TutorialConfig): string | null {
  switch (step) {
    case 'drawSample':
      return `B = ${formatCount(batchSize)}, each as likely as any other`;
    case 'takeTransition':
      return 'From here to `updateParameters`, once for each of them.';
    case 'exploreLess':
      return `decay = ${formatShort(epsilonDecay)}, end = ${formatShort(epsilonEnd)}`;
    default:
      return null;
  }
}
