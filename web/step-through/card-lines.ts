/** The numbers that each step of an update leaves, of one transition and one weight, and how they come about. */
import type { Config, DqnConfig, TutorialConfig } from '../../src/config/config.ts';
import { formatNumber } from '../format.ts';
import { parameterAt } from '../network/parameters.ts';
import { gradientSum } from '../network/sums.ts';
import { actionName } from '../tasks/views.ts';
import { type Formula, nextValueFormula, sampleLossFormula } from './formulas.ts';
import { type Line, type LineContext, line } from './line.ts';
import {
  formatShort,
  type LossSettings,
  numericLoss,
  numericNextValue,
  numericProduct,
  numericSlope,
  numericTarget,
  numericTdError,
} from './numeric-formulas.ts';
import { optimizerLines } from './optimizer-lines.ts';
import type { Sample } from './sample.ts';

function nextValueLine(sample: Sample, { text, spoken }: Formula, numeric: string): Line {
  return line('nextValue', `V(s′) = ${text}`, `V of s prime, which is ${spoken}`, sample.nextValue, {
    numeric,
    ...(sample.terminated && { note: 'not used: s′ is terminal' }),
  });
}

const targetLine = (sample: Sample, config: Pick<DqnConfig, 'targetRule' | 'nStep'>): Line =>
  line('tdTarget', 'y', 'y', sample.tdTarget, { numeric: numericTarget(sample, config) });

function targetLines({ samples, sample, config }: LineContext<DqnConfig>): readonly Line[] {
  if (samples.length > 1) return sharedTargetLines(samples, config);
  const unused = config.targetRule === 'double' ? {} : { note: 'to compare; not used here' };
  return [
    line('qNextTarget', 'Q(s′, ·; θ⁻)', 'Q of s prime by the target network', [...sample.qNextTarget]),
    line('qNextOnline', 'Q(s′, ·; θ)', 'Q of s prime by the online network', [...sample.qNextOnline], unused),
    nextValueLine(sample, nextValueFormula(config), numericNextValue([sample], config)),
    targetLine(sample, config),
  ];
}

/** Of two learners, both of whose target networks are asked. */
function sharedTargetLines(samples: readonly Sample[], config: DqnConfig): readonly Line[] {
  const [sample] = samples;
  return [
    ...samples.map(({ qNextTarget }, k) =>
      line(
        `qNextTarget${k + 1}`,
        `Q_{${k + 1}}(s′, ·; θ_{${k + 1}}⁻)`,
        `Q of s prime by the target network of learner ${k + 1}`,
        [...qNextTarget],
      ),
    ),
    nextValueLine(sample, nextValueFormula(config), numericNextValue(samples, config)),
    targetLine(sample, config),
  ];
}

function valueLines({ sample, config }: LineContext<Pick<Config, 'env'>>): readonly Line[] {
  const action = actionName(config.env, sample.action);
  return [
    line('q', 'Q(s, ·; θ)', 'Q of s by the online network', [...sample.q]),
    line('qTaken', 'Q(s, a; θ)', 'Q of s and a', sample.qTaken, { note: `a is ${action}` }),
  ];
}

const tdErrorLine = (sample: Sample): Line =>
  line('tdError', 'δ', 'delta', sample.tdError, { numeric: numericTdError(sample) });

const slopeLine = (sample: Sample, settings: LossSettings, count: number): Line =>
  line('dQTaken', '∂L/∂Q(s, a)', 'the slope of L with respect to Q of s and a', sample.dQTaken, {
    numeric: numericSlope(sample, settings, count),
  });

const batchLossLine = (batchLoss: number, size: number): Line =>
  line('batchLoss', 'L', 'the loss L', batchLoss, { note: `the mean of all ${size}` });

function lossLines({ sample, size, batchLoss, config }: LineContext<DqnConfig>): readonly Line[] {
  const { text, spoken } = sampleLossFormula(config);
  const weighted = config.replay === 'prioritized';
  if (config.distribution !== 'none') {
    return [
      { ...tdErrorLine(sample), note: 'only measured: nothing is learned from it' },
      line('loss', `${weighted ? 'w ' : ''}l`, `${weighted ? 'weight times ' : ''}l`, sample.loss),
      batchLossLine(batchLoss, size),
    ];
  }
  return [
    tdErrorLine(sample),
    line(
      'loss',
      `${weighted ? 'w ' : ''}l(δ) = ${weighted ? `w · (${text})` : text}`,
      `${weighted ? 'weight times ' : ''}l of delta, which is ${spoken}`,
      sample.loss,
      { numeric: numericLoss(sample, config) },
    ),
    batchLossLine(batchLoss, size),
    slopeLine(sample, config, size),
  ];
}

/** Norms that were asked for already: a large network has millions of gradients. */
const norms = new WeakMap<Float32Array, number>();

/** Summed in float64 here: only to be read. */
function norm(grads: Float32Array): number {
  const known = norms.get(grads);
  if (known !== undefined) return known;
  let sum = 0;
  for (const g of grads) sum += g * g;
  norms.set(grads, Math.sqrt(sum));
  return Math.sqrt(sum);
}

function gradientLines({ sample, learner, b, ways, size, k, past }: LineContext<unknown>): readonly Line[] {
  const { grads, gradientNorm } = learner;
  const isClipped = past('clipGradients') && norm(grads) < gradientNorm * 0.999999;
  const parameter = parameterAt(ways.layers, k, grads.length);
  const [{ left, right, total }] = gradientSum([ways.learningWay(b)], parameter).terms;
  const ofNoise = parameter.isSigma ? `, times its noise ε = ${formatNumber(ways.factor(parameter))}` : '';
  return [
    line('dQ', '∂L/∂Q(s, ·)', 'the slopes of L with respect to Q of s', [...sample.dQ]),
    line('share', 'x ∂L/∂z', 'the input of the weight times the slope of its unit', total, {
      numeric: numericProduct(left, right),
      note: 'the share of this transition',
    }),
    line('gradient', 'g_{k} = ∂L/∂θ_{k}', 'the gradient of the weight that is watched', grads[k], {
      note: isClipped ? 'clipped meanwhile' : `the sum of the shares of all ${size}${ofNoise}`,
    }),
  ];
}

function clipLines({ learner, config }: LineContext<DqnConfig>): readonly Line[] {
  const { maxGradientNorm: c } = config;
  const after = norm(learner.grads);
  const before = learner.gradientNorm;
  const off =
    c === 0 ? 'clipping is off' : before <= c ? 'short enough: unchanged' : `cut to c = ${formatShort(c)}`;
  return [
    line('gradientNorm', '‖g‖ before', 'length of the gradient before clipping', before),
    line('clippedNorm', '‖g‖ after', 'length of the gradient after clipping', after, { note: off }),
  ];
}

type Lines<Settings> = Readonly<Record<string, (context: LineContext<Settings>) => readonly Line[]>>;

export const DQN_LINES: Lines<DqnConfig> = {
  sampleBatch: () => [],
  computeTargets: targetLines,
  computeQValues: valueLines,
  computeLoss: lossLines,
  updatePriorities: () => [],
  computeGradients: (context) =>
    // The gradient of a distribution does not go through Q.
    gradientLines(context).slice(context.config.distribution === 'none' ? 0 : 1),
  clipGradients: clipLines,
  updateParameters: optimizerLines,
};

/** Its target and its loss in the terms of the others. */
const TUTORIAL_RULES = {
  targetRule: 'max',
  targetEpsilon: 0,
  mellowmaxOmega: 1,
  munchausenTau: 1,
  nStep: 1,
} as const;
const TUTORIAL_LOSS: LossSettings = { loss: 'squared', huberDelta: 1, replay: 'uniform' };

export const TUTORIAL_LINES: Lines<TutorialConfig> = {
  drawSample: () => [],
  takeTransition: () => [],
  computeTarget: ({ sample, config: { env } }) => [
    line('qNextTarget', 'Q(s′, ·; θ)', 'Q of s prime by the network', [...sample.qNextTarget]),
    nextValueLine(
      sample,
      { text: 'max_{a′} Q(s′, a′; θ)', spoken: 'the largest Q of s prime by the network' },
      numericNextValue([sample], { env, ...TUTORIAL_RULES }),
    ),
    targetLine(sample, TUTORIAL_RULES),
  ],
  computeQValue: valueLines,
  computeLoss: ({ sample }) => {
    const actions = sample.q.length;
    return [
      tdErrorLine(sample),
      line(
        'loss',
        `L = δ^{2}/${actions}`,
        'the loss L: delta squared, over the number of actions',
        sample.loss,
        {
          numeric: `${numericLoss(sample, TUTORIAL_LOSS)} / ${actions}`,
          note: 'the other actions have no error',
        },
      ),
      slopeLine(sample, TUTORIAL_LOSS, actions),
    ];
  },
  computeGradients: gradientLines,
  updateParameters: optimizerLines,
  exploreLess: ({ inspection }) => [line('epsilon', 'ε', 'epsilon', inspection.epsilon)],
};
