/** What the page says of each step of an update: its formula, and the numbers of one transition and one weight. */
import type { Config, DqnConfig } from '../../src/config/config.ts';
import { adamTerms, type Inspection, type UpdateInspection } from '../../src/experiment/inspection.ts';
import { LEARN_STEPS, type LearnStep, type StepName } from '../../src/experiment/stepper.ts';
import { formatCount, formatNumber } from '../format.ts';
import { type Formula, nextValueFormula, sampleLossFormula, stepFormula } from './formulas.ts';
import { type Knowledge, knowledgeOf } from './known.ts';
import { type Sample, sampleOf } from './sample.ts';
import {
  ACTIONS,
  actionName,
  formatShort,
  workAdamChange,
  workLoss,
  workNextValue,
  workSlope,
  workTarget,
  workTdError,
} from './worked.ts';

/** One number, or one for each action, and how it comes about. */
export interface Line {
  /** The name of the quantity in the code, for whoever looks for it. */
  readonly quantity: string;
  readonly symbol: Formula;
  /** The formula with numbers in it, as `formula-parts.ts` reads it. */
  readonly worked?: string;
  /** null where the update has not come to it. */
  readonly value: number | readonly number[] | null;
  readonly note?: string;
}

export interface Card {
  readonly step: LearnStep;
  readonly formula: Formula;
  readonly knowledge: Knowledge;
  /** What has to be said in words, with the markup of `rich-text.ts`. */
  readonly note: string | null;
  /** Empty where there is no update to look at. */
  readonly lines: readonly Line[];
}

/** What the learner looks at: transition `b` of the batch, parameter `k` of the network. */
export interface Choice {
  readonly b: number;
  readonly k: number;
}

interface Context {
  readonly config: DqnConfig;
  readonly inspection: Inspection;
  readonly update: UpdateInspection;
  readonly sample: Sample;
  readonly k: number;
  /** Steps of this update that are past. */
  readonly past: (step: LearnStep) => boolean;
}

const line = (
  quantity: string,
  text: string,
  spoken: string,
  value: Line['value'],
  more: Pick<Line, 'worked' | 'note'> = {},
): Line => ({ quantity, symbol: { text, spoken }, value, ...more });

function targetLines({ sample, config }: Context): readonly Line[] {
  const { text, spoken } = nextValueFormula(config);
  const unused = config.targetRule === 'double' ? {} : { note: 'to compare; not used here' };
  return [
    line('qNextTarget', 'Q(s′, ·; θ⁻)', 'Q of s prime by the target network', [...sample.qNextTarget]),
    line('qNextOnline', 'Q(s′, ·; θ)', 'Q of s prime by the online network', [...sample.qNextOnline], unused),
    line('nextValue', `V(s′) = ${text}`, `V of s prime, which is ${spoken}`, sample.nextValue, {
      worked: workNextValue(sample, config),
      ...(sample.terminated && { note: 'not used: s′ is terminal' }),
    }),
    line('tdTarget', 'y', 'y', sample.tdTarget, { worked: workTarget(sample, config) }),
  ];
}

function valueLines({ sample }: Context): readonly Line[] {
  const action = actionName(sample.action);
  return [
    line('q', 'Q(s, ·; θ)', 'Q of s by the online network', [...sample.q]),
    line('qTaken', 'Q(s, a; θ)', 'Q of s and a', sample.qTaken, { note: `a is ${action}` }),
  ];
}

function lossLines({ sample, update, config }: Context): readonly Line[] {
  const { text, spoken } = sampleLossFormula(config);
  const weighted = config.replay === 'prioritized';
  return [
    line('tdError', 'δ', 'delta', sample.tdError, { worked: workTdError(sample) }),
    line(
      'loss',
      `${weighted ? 'w ' : ''}l(δ) = ${weighted ? `w · (${text})` : text}`,
      `${weighted ? 'weight times ' : ''}l of delta, which is ${spoken}`,
      sample.loss,
      { worked: workLoss(sample, config) },
    ),
    line('batchLoss', 'L', 'the loss L', update.loss, { note: `the mean of all ${update.size}` }),
    line('dQTaken', '∂L/∂Q(s, a)', 'the slope of L with respect to Q of s and a', sample.dQTaken, {
      worked: workSlope(sample, config, update.size),
    }),
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

function gradientLines({ sample, inspection, k, past }: Context): readonly Line[] {
  const isClipped = past('clipGradients') && norm(inspection.grads) < inspection.gradientNorm * 0.999999;
  return [
    line('dQ', '∂L/∂Q(s, ·)', 'the slopes of L with respect to Q of s', [...sample.dQ]),
    line('gradient', 'g_{k} = ∂L/∂θ_{k}', 'the gradient of the weight that is watched', inspection.grads[k], {
      ...(isClipped && { note: 'clipped meanwhile' }),
    }),
  ];
}

function clipLines({ inspection, config }: Context): readonly Line[] {
  const { maxGradientNorm: c } = config;
  const after = norm(inspection.grads);
  const before = inspection.gradientNorm;
  const off =
    c === 0 ? 'clipping is off' : before <= c ? 'short enough: unchanged' : `cut to c = ${formatShort(c)}`;
  return [
    line('gradientNorm', '‖g‖ before', 'length of the gradient before clipping', before),
    line('clippedNorm', '‖g‖ after', 'length of the gradient after clipping', after, { note: off }),
  ];
}

function parameterLines({ inspection, k }: Context): readonly Line[] {
  const { online, onlineBefore } = inspection;
  return [
    line('before', 'θ_{k} before', 'the weight before', onlineBefore[k]),
    line('after', 'θ_{k} after', 'the weight after', online[k]),
  ];
}

function optimizerLines(context: Context): readonly Line[] {
  const { inspection, k } = context;
  const { adam, learningRate, online, onlineBefore } = inspection;
  if (adam === null) {
    const change = online[k] - onlineBefore[k];
    return [
      line('learningRate', 'α', 'alpha, the learning rate', learningRate),
      line('change', 'Δθ_{k}', 'change of the weight', change),
      ...parameterLines(context),
    ];
  }
  const terms = adamTerms(adam, learningRate, k);
  const corrected = (of: number, beta: number) =>
    `${formatNumber(of)} / (1 − ${formatShort(beta)}^{${formatCount(adam.updates)}})`;
  return [
    line('m', 'm', 'm, the running mean of the gradient', terms.m),
    line('v', 'v', 'v, the running mean of its square', terms.v),
    line('mHat', 'm̂', 'm hat', terms.mHat, { worked: corrected(terms.m, adam.beta1) }),
    line('vHat', 'v̂', 'v hat', terms.vHat, { worked: corrected(terms.v, adam.beta2) }),
    line('change', 'Δθ_{k} = −α m̂ / (√v̂ + ε)', 'change of the weight', terms.change, {
      worked: workAdamChange(terms, learningRate, adam.epsilon),
    }),
    ...parameterLines(context),
  ];
}

/** The place of a number without the number: there is only that of the update before. */
const notYet = ({ quantity, symbol }: Line): Line => ({ quantity, symbol, value: null });

const LINES: Readonly<Record<LearnStep, (context: Context) => readonly Line[]>> = {
  sampleBatch: () => [],
  computeTargets: targetLines,
  computeQValues: valueLines,
  computeLoss: lossLines,
  updatePriorities: () => [],
  computeGradients: gradientLines,
  clipGradients: clipLines,
  updateParameters: optimizerLines,
};

/** What this configuration makes of a step, in words; null where the formula says it all. */
function settingsNote(step: LearnStep, config: DqnConfig): string | null {
  switch (step) {
    case 'sampleBatch':
      return `B = ${formatCount(config.batchSize)}${config.replay === 'prioritized' ? ', the more wrong Q was the more often' : ', each as likely as any other'}`;
    case 'computeTargets':
      return targetNote(config);
    case 'computeLoss':
      return config.loss === 'huber' ? `Huber: κ = ${formatShort(config.huberDelta)}` : null;
    case 'clipGradients':
      return config.maxGradientNorm > 0 ? `c = ${formatShort(config.maxGradientNorm)}` : null;
    case 'updateParameters':
      return optimizerNote(config);
    default:
      return null;
  }
}

/** Where the formula has a number that no line of the card has. */
function optimizerNote({ optimizer, sgdMomentum, rmspropDecay, rmspropEpsilon }: DqnConfig): string | null {
  if (optimizer === 'adam') return null;
  if (optimizer === 'sgd') return `μ = ${formatShort(sgdMomentum)}`;
  return `ρ = ${formatShort(rmspropDecay)}, ε = ${formatShort(rmspropEpsilon)}`;
}

function targetNote({ targetRule, targetEpsilon, nStep }: DqnConfig): string | null {
  const rule = {
    max: '',
    double: 'The online network chooses the action, the target network says what it is worth.',
    expected: `The value of a policy that is random with probability ε_{t} = ${formatShort(targetEpsilon)}.`,
    'clipped-double': '',
  }[targetRule];
  const steps = nStep > 1 ? `R sums up to ${nStep} rewards, and s′ comes after the last of them.` : '';
  return `${rule} ${steps}`.trim() || null;
}

/**
 * The cards of all steps of an update.
 *
 * @param inspection null while nothing can be seen.
 * @param last the step that was taken last, as far as it is known.
 */
export function updateCards(
  config: Config,
  inspection: Inspection | null,
  next: StepName | null,
  last: StepName | null,
  { b, k }: Choice,
): readonly Card[] {
  if (config.algorithm !== 'dqn') return [];
  const update = inspection?.update ?? null;
  return LEARN_STEPS.map((step) => {
    const about = { step, formula: stepFormula(step, config), note: settingsNote(step, config) };
    if (inspection === null || update === null) return { ...about, knowledge: 'none', lines: [] };
    const knowledge = knowledgeOf(step, next, last);
    const past = (other: LearnStep) => knowledgeOf(other, next, last) !== 'later';
    const context = { config, inspection, update, sample: sampleOf(update, b), k, past };
    const lines = LINES[step](context);
    return { ...about, knowledge, lines: knowledge === 'later' ? lines.map(notYet) : lines };
  });
}

/** "left 62.10, right 63.21", or a single number. */
export function formatValue(value: Line['value']): string {
  if (value === null) return 'not yet';
  if (typeof value === 'number') return formatNumber(value);
  return value.map((of, action) => `${ACTIONS[action] ?? action} ${formatNumber(of)}`).join(', ');
}
