/** What each optimizer keeps of the gradients so far: one number of each for a parameter. */
import type { Config, DqnConfig } from '../../src/config/config.ts';

export interface Accumulator {
  /** Its name in the code. */
  readonly name: string;
  /** As the formulas have it. */
  readonly symbol: string;
  readonly meaning: string;
}

const mean = (name: string): Accumulator => ({ name, symbol: 'm', meaning: 'running mean of the gradient' });
const square = (name: string): Accumulator => ({ name, symbol: 'v', meaning: 'running mean of its square' });

const ACCUMULATORS: Readonly<Record<DqnConfig['optimizer'], readonly Accumulator[]>> = {
  adam: [mean('m'), square('v')],
  sgd: [{ name: 'velocity', symbol: 'u', meaning: 'velocity' }],
  rmsprop: [square('square')],
  'rmsprop-graves': [mean('mean'), square('square')],
};

/** The tutorial's agent has Adam and no choice. */
export const optimizerOf = (config: Config): DqnConfig['optimizer'] =>
  config.algorithm === 'dqn' ? config.optimizer : 'adam';

export const accumulatorsOf = (config: Config): readonly Accumulator[] => ACCUMULATORS[optimizerOf(config)];
