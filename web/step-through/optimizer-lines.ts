/** What an optimizer keeps of the gradients of one weight, and the change that it makes of it. */
import type { Config } from '../../src/config/config.ts';
import { type AdamInspection, adamTerms, type LearnerInspection } from '../../src/experiment/inspection.ts';
import { formatCount, formatNumber } from '../format.ts';
import { accumulatorsOf } from '../network/accumulators.ts';
import { type Line, type LineContext, line } from './line.ts';
import {
  formatShort,
  numericAccumulator,
  numericGravesChange,
  numericRootChange,
  numericSgdChange,
} from './numeric-formulas.ts';

type Context = LineContext<Config>;

/** How much of an accumulator an update leaves. */
function decayOf(symbol: string, config: Config, adam: AdamInspection | null): number {
  if (adam !== null) return symbol === 'm' ? adam.beta1 : adam.beta2;
  if (config.algorithm !== 'dqn') return 0;
  return config.optimizer === 'sgd' ? config.sgdMomentum : config.rmspropDecay;
}

function accumulatorLines({ config, learner, k }: Context): readonly Line[] {
  return accumulatorsOf(config).map(({ name, symbol, meaning }) => {
    const decay = decayOf(symbol, config, learner.adam);
    const how = { decay, share: symbol === 'u' ? 1 : 1 - decay, isOfSquares: symbol === 'v' };
    return line(name, symbol, `${symbol}, the ${meaning}`, learner.accumulators[name][k], {
      numeric: numericAccumulator(how, learner.accumulatorsBefore[name][k], learner.grads[k]),
    });
  });
}

const changeLine = (formula: string, value: number, numeric: string): Line =>
  line('change', `Δθ_{k} = ${formula}`, 'change of the weight', value, { numeric });

function adamLines(adam: AdamInspection, { learningRate }: LearnerInspection, k: number): readonly Line[] {
  const { m, v, mHat, vHat, change } = adamTerms(adam, learningRate, k);
  const corrected = (of: number, beta: number) =>
    `${formatNumber(of)} / (1 − ${formatShort(beta)}^{${formatCount(adam.updates)}})`;
  return [
    line('mHat', 'm̂', 'm hat', mHat, { numeric: corrected(m, adam.beta1) }),
    line('vHat', 'v̂', 'v hat', vHat, { numeric: corrected(v, adam.beta2) }),
    changeLine('−α m̂ / (√v̂ + ε)', change, numericRootChange(learningRate, mHat, vHat, adam.epsilon)),
  ];
}

/** Of the optimizers of DQN but Adam. */
function otherChange(config: Config, learner: LearnerInspection, k: number): readonly Line[] {
  if (config.algorithm !== 'dqn') return [];
  const { optimizer, rmspropEpsilon: epsilon } = config;
  const { accumulators, learningRate, grads, online, onlineBefore } = learner;
  const change = online[k] - onlineBefore[k];
  if (optimizer === 'sgd') {
    return [changeLine('−α u', change, numericSgdChange(learningRate, accumulators.velocity[k]))];
  }
  const [g, square] = [grads[k], accumulators.square[k]];
  if (optimizer === 'rmsprop') {
    return [changeLine('−α g / (√v + ε)', change, numericRootChange(learningRate, g, square, epsilon))];
  }
  const averages = { mean: accumulators.mean[k], square };
  const numeric = numericGravesChange(learningRate, g, averages, epsilon);
  return [changeLine('−α g / √(v − m^{2} + ε)', change, numeric)];
}

export function optimizerLines(context: Context): readonly Line[] {
  const { config, learner, k } = context;
  const { adam, online, onlineBefore } = learner;
  return [
    ...accumulatorLines(context),
    ...(adam === null ? otherChange(config, learner, k) : adamLines(adam, learner, k)),
    line('before', 'θ_{k} before', 'the weight before', onlineBefore[k]),
    line('after', 'θ_{k} after', 'the weight after', online[k]),
  ];
}
