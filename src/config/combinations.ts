/** Values that are each right and make no sense together. */
import type { Config, DqnConfig } from './parameters.ts';

export interface Clash {
  /** The hyper-parameter to change. */
  readonly parameter: string;
  /** What it is, what is expected and why. */
  readonly problem: string;
}

/** What is wrong with a configuration as a whole: the first thing of several. */
export function clashIn(config: Config): Clash | null {
  if (config.algorithm === 'dqn') return clashOfDqn(config);
  const { batchSize, replayCapacity } = config;
  if (replayCapacity >= batchSize) return null;
  // It learns from distinct transitions, and waits for enough of them: for ever, if they never fit in.
  return {
    parameter: 'replayCapacity',
    problem: `got ${replayCapacity}, expected batchSize (${batchSize}) or more`,
  };
}

/** Why a distribution cannot be learned with a target rule that is neither max nor double. */
const NO_DISTRIBUTION_OF = {
  expected: 'it values a mixture of all actions, and a target takes the distribution of one',
  mellowmax: 'a mellow maximum lies between the actions, and a target takes the distribution of one',
  munchausen: 'it values a mixture of all actions, and a target takes the distribution of one',
  'clipped-double': 'of two distributions none is the smaller one',
} as const;

function clashOfDqn({ distribution, targetRule, loss, vMin, vMax }: DqnConfig): Clash | null {
  if (distribution === 'none') return null;
  if (targetRule !== 'max' && targetRule !== 'double') {
    return {
      parameter: 'targetRule',
      problem: `got "${targetRule}", expected max or double with distribution ${distribution}: ${NO_DISTRIBUTION_OF[targetRule]}`,
    };
  }
  if (distribution === 'categorical' && loss !== 'squared') {
    return {
      parameter: 'loss',
      problem: `got "${loss}", expected it to be left out with distribution categorical, whose loss is the cross entropy`,
    };
  }
  if (distribution === 'quantile' && loss !== 'huber') {
    return {
      parameter: 'loss',
      problem: `got "${loss}", expected huber with distribution quantile: with squares, it would not be quantiles that are learned`,
    };
  }
  if (distribution === 'categorical' && vMin >= vMax) {
    return { parameter: 'vMax', problem: `got ${vMax}, expected a number above vMin (${vMin})` };
  }
  return null;
}
