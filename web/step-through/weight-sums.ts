/** The three sums at the weight that is watched: what comes into its unit, what comes back to that unit, and its gradient. */
import { formatNumber } from '../format.ts';
import { aboutUnit, nameOfUnit, OF_THE_WEIGHT } from '../network/levels-view.ts';
import type { Parameter, TaskNames } from '../network/parameters.ts';
import { gradientSum, slopeSum, unitSum } from '../network/sums.ts';
import type { LearningWay, Way, Ways } from '../network/trace.ts';
import type { SumShown } from './sum-view.ts';

/** The transition and the weight that are looked at, and what can be chosen instead. */
export interface Watched {
  readonly ways: Ways;
  readonly b: number;
  readonly k: number;
  /** That of number k. */
  readonly parameter: Parameter;
  readonly task: TaskNames;
  pickTransition(b: number): void;
  pickWeight(parameter: Parameter): void;
}

function nameOf({ ways, task }: Watched, level: number, unit: number): string {
  return nameOfUnit(ways.layers, task, level, unit);
}

const unitName = (watched: Watched): string => {
  const { layer, to } = watched.parameter;
  return `${nameOf(watched, layer + 1, to)} of layer ${layer + 1}`;
};

export function intoUnit(watched: Watched, way: Way): SumShown {
  const { ways, parameter, pickWeight } = watched;
  const { layer, from, to } = parameter;
  const isHidden = layer < ways.layers.length - 1;
  const becomes = isHidden
    ? `its ReLU makes ${formatNumber(way.levels[layer + 1][to])} of it`
    : 'the last layer has no ReLU';
  return {
    quantity: 'sum.unit',
    title: `Into ${unitName(watched)}`,
    formula: {
      text: 'z = b + Σ_{i} x_{i} w_{i}',
      spoken: 'z is the bias plus the sum of inputs times weights',
    },
    sum: unitSum(ways.layers, way, layer, to),
    startName: 'bias',
    factors: ['x', 'w'],
    note: ways.hasNoise(layer) ? `${becomes}; w has its noise` : becomes,
    marked: from,
    name: (i) => nameOf(watched, layer, i),
    about: (i) => `${aboutUnit(layer, i)}${i === from ? ` ${OF_THE_WEIGHT}` : ''}`,
    pick: (i) => pickWeight({ layer, from: i, to }),
  };
}

/** In words where there is no sum: the slope of an output is that of the loss. */
export function backToUnit(watched: Watched, way: LearningWay): SumShown | { title: string; text: string } {
  const { ways, parameter, pickWeight } = watched;
  const { layer, to } = parameter;
  const title = `Back to ${unitName(watched)}`;
  if (layer === ways.layers.length - 1) {
    return { title, text: `∂L/∂z = ${formatNumber(way.slopes[layer][to])}. It comes from the loss.` };
  }
  const isOn = way.levels[layer + 1][to] > 0;
  return {
    quantity: 'sum.slope',
    title,
    formula: {
      text: '∂L/∂x = Σ_{o} ∂L/∂z_{o} w_{o}',
      spoken: 'the slope of L is the sum, over the units after it, of their slopes times weights',
    },
    sum: slopeSum(ways.layers, way, layer, to),
    startName: null,
    factors: ['∂L/∂z', 'w'],
    note: isOn
      ? 'its ReLU lets this through'
      : 'the unit is off, so its ReLU lets nothing through: ∂L/∂z = 0',
    marked: null,
    name: (o) => nameOf(watched, layer + 2, o),
    about: (o) => aboutUnit(layer + 2, o),
    pick: (o) => pickWeight({ layer: layer + 1, from: to, to: o }),
  };
}

export function gradientOfWeight({ ways, b, k, parameter, pickTransition }: Watched): SumShown {
  const ofNoise = parameter.isSigma ? `, times its noise ε = ${formatNumber(ways.factor(parameter))}` : '';
  return {
    quantity: 'sum.gradient',
    title: `The gradient of weight ${k}`,
    formula: {
      text: 'g_{k} = Σ_{b} x_{b} ∂L/∂z_{b}',
      spoken: 'g is the sum, over the transitions, of input times slope',
    },
    sum: gradientSum(ways.learningWays, parameter),
    startName: null,
    factors: ['x', '∂L/∂z'],
    note: `before clipping${ofNoise}`,
    marked: b,
    name: (transition) => `transition ${transition + 1}`,
    about: (transition) => (transition === b ? 'share gradient' : `transition-${transition}`),
    pick: pickTransition,
  };
}
