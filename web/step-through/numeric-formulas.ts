/**
 * The formulas of an update with the numbers of one transition put into them.
 *
 * Only what stands in a formula is rounded for reading: results are those that the agent worked out, never worked out again
 * here.
 */
import { argmax } from '../../src/agent/q-function.ts';
import type { DqnConfig } from '../../src/config/config.ts';
import { formatNumber } from '../format.ts';
import { actionName } from '../tasks/views.ts';
import type { Sample } from './sample.ts';

/** A setting or a small whole number: no zeros that say nothing. */
export function formatShort(value: number): string {
  return formatNumber(value, 6)
    .replace(/(\.\d*?)0+(?=e|$)/, '$1')
    .replace(/\.(?=e|$)/, '');
}

/** A number inside a formula: in brackets where a sign would run into an operator. */
const term = (value: number) => (value < 0 ? `(${formatNumber(value)})` : formatNumber(value));

const list = (values: Float32Array) => Array.from(values, (value) => formatNumber(value)).join(', ');

/** The square of a number, in brackets where it is in powers of ten. */
function squared(value: number): string {
  const text = formatNumber(value);
  return text.includes('e') ? `(${text})²` : `${text}²`;
}

/**
 * V(s′), before its result.
 *
 * @param samples the transition as each learner has it.
 */
export function numericNextValue(
  samples: readonly Sample[],
  config: Pick<DqnConfig, 'env' | 'targetRule' | 'targetEpsilon' | 'mellowmaxOmega' | 'munchausenTau'>,
): string {
  const [{ qNextTarget, qNextOnline }] = samples;
  switch (config.targetRule) {
    case 'double':
      return `Q(s′, ${actionName(config.env, argmax(qNextOnline, 0, qNextOnline.length))}; θ⁻)`;
    case 'clipped-double': {
      const smaller = Array.from(qNextTarget, (_, a) => {
        const values = samples.map((sample) => formatNumber(sample.qNextTarget[a]));
        return `min(${values.join(', ')})`;
      });
      return `max(${smaller.join(', ')})`;
    }
    case 'max':
      return `max(${list(qNextTarget)})`;
    case 'expected':
      return numericExpectation(qNextTarget, config.targetEpsilon);
    case 'mellowmax': {
      const omega = formatShort(config.mellowmaxOmega);
      return `ln(mean exp(${omega} · (${list(qNextTarget)}))) / ${omega}`;
    }
    case 'munchausen': {
      const tau = formatShort(config.munchausenTau);
      return `${tau} · ln Σ exp((${list(qNextTarget)}) / ${tau})`;
    }
  }
}

function numericExpectation(q: Float32Array, epsilon: number): string {
  const largest = Math.max(...q);
  const mean = q.reduce((sum, value) => sum + value, 0) / q.length;
  return `${formatShort(1 - epsilon)} · ${term(largest)} + ${formatShort(epsilon)} · ${term(mean)}`;
}

/** "1 + 0.995 · 63.21", or the reward alone where the task ended; with what the target rule adds to it. */
export function numericTarget(
  { reward, discount, nextValue, terminated, tdTarget }: Sample,
  { targetRule, nStep }: Pick<DqnConfig, 'targetRule' | 'nStep'>,
): string {
  const bonus = tdTarget - reward - (terminated ? 0 : discount * nextValue);
  const added = targetRule === 'munchausen' ? ` + ${term(bonus)}` : '';
  if (terminated) return added === '' ? (nStep > 1 ? 'R' : 'r') : `${formatShort(reward)}${added}`;
  return `${formatShort(reward)}${added} + ${formatShort(discount)} · ${term(nextValue)}`;
}

export function numericTdError({ tdTarget, qTaken }: Sample): string {
  return `${formatNumber(tdTarget)} − ${term(qTaken)}`;
}

/** What the loss of a sample is made of. */
export type LossSettings = Pick<DqnConfig, 'loss' | 'huberDelta' | 'replay'>;

/** The weight that prioritized replay gives a sample, as a factor. */
function weightFactor({ weight }: Sample, { replay }: LossSettings): string {
  return replay === 'prioritized' ? `${formatNumber(weight)} · ` : '';
}

/** l(δ), with the weight of the sample. */
export function numericLoss(sample: Sample, config: LossSettings): string {
  const weight = weightFactor(sample, config);
  const size = Math.abs(sample.tdError);
  if (config.loss === 'squared') return `${weight}${squared(size)}`;
  const { huberDelta } = config;
  const kappa = formatShort(huberDelta);
  return size <= huberDelta
    ? `${weight}${squared(size)} / 2`
    : `${weight}${kappa} · (${formatNumber(size)} − ${kappa}/2)`;
}

/** ∂L/∂Q(s, a), where L is a mean over `count` of them. */
export function numericSlope(sample: Sample, config: LossSettings, count: number): string {
  const { tdError } = sample;
  const weight = weightFactor(sample, config);
  if (config.loss === 'squared') return `${weight}(−2) · ${term(tdError)} / ${count}`;
  const { huberDelta } = config;
  const cut = Math.max(-huberDelta, Math.min(huberDelta, tdError));
  const shown = cut === tdError ? formatNumber(-cut) : formatShort(-cut);
  return `${weight}${weight && cut > 0 ? `(${shown})` : shown} / ${count}`;
}

export const numericProduct = (left: number, right: number): string => `${term(left)} · ${term(right)}`;

/** How a gradient goes into what the optimizer keeps. */
export interface Accumulation {
  readonly decay: number;
  readonly share: number;
  readonly isOfSquares: boolean;
}

/** decay · before + share · g, or g² where it is of the squares. */
export function numericAccumulator(
  { decay, share, isOfSquares }: Accumulation,
  before: number,
  gradient: number,
): string {
  const now = isOfSquares ? squared(Math.abs(gradient)) : term(gradient);
  const added = share === 1 ? now : `${formatShort(share)} · ${now}`;
  return `${formatShort(decay)} · ${term(before)} + ${added}`;
}

/** −α u, Δθ by SGD. */
export const numericSgdChange = (learningRate: number, velocity: number): string =>
  `−${formatShort(learningRate)} · ${term(velocity)}`;

/** −α g / (√v + ε), Δθ by Adam and by RMSProp: g and v as the one or the other has them. */
export function numericRootChange(learningRate: number, g: number, v: number, epsilon: number): string {
  return `−${formatShort(learningRate)} · ${term(g)} / (√${formatNumber(v)} + ${formatShort(epsilon)})`;
}

/** −α g / √(v − m² + ε), Δθ by RMSProp as Graves has it. */
export function numericGravesChange(
  learningRate: number,
  g: number,
  { mean, square }: { readonly mean: number; readonly square: number },
  epsilon: number,
): string {
  const variance = `${formatNumber(square)} − ${squared(Math.abs(mean))} + ${formatShort(epsilon)}`;
  return `−${formatShort(learningRate)} · ${term(g)} / √(${variance})`;
}
