/**
 * The formulas of an update with the numbers of one transition put into them.
 *
 * Only what stands in a formula is rounded for reading: results are those that the agent worked out, never worked out again
 * here.
 */
import { argmax } from '../../src/agent/q-function.ts';
import type { DqnConfig } from '../../src/config/config.ts';
import { formatNumber } from '../format.ts';
import type { Sample } from './sample.ts';

export const ACTIONS = ['left', 'right'] as const;

export const actionName = (action: number): string => ACTIONS[action] ?? String(action);

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

/** V(s′), before its result. */
export function workNextValue(sample: Sample, { targetRule, targetEpsilon }: DqnConfig): string {
  const { qNextTarget, qNextOnline } = sample;
  if (targetRule === 'double') {
    return `Q(s′, ${actionName(argmax(qNextOnline, 0, qNextOnline.length))}; θ⁻)`;
  }
  if (targetRule !== 'expected') return `max(${list(qNextTarget)})`;
  const largest = Math.max(...qNextTarget);
  const mean = qNextTarget.reduce((sum, value) => sum + value, 0) / qNextTarget.length;
  return `${formatShort(1 - targetEpsilon)} · ${term(largest)} + ${formatShort(targetEpsilon)} · ${term(mean)}`;
}

/** "1 + 0.995 · 63.21", or the reward alone where the task ended. */
export function workTarget(
  { reward, discount, nextValue, terminated }: Sample,
  { nStep }: Pick<DqnConfig, 'nStep'>,
): string {
  if (terminated) return nStep > 1 ? 'R' : 'r';
  return `${formatShort(reward)} + ${formatShort(discount)} · ${term(nextValue)}`;
}

export function workTdError({ tdTarget, qTaken }: Sample): string {
  return `${formatNumber(tdTarget)} − ${term(qTaken)}`;
}

/** The weight that prioritized replay gives a sample, as a factor. */
function weightFactor({ weight }: Sample, { replay }: DqnConfig): string {
  return replay === 'prioritized' ? `${formatNumber(weight)} · ` : '';
}

/** l(δ), with the weight of the sample. */
export function workLoss(sample: Sample, config: DqnConfig): string {
  const weight = weightFactor(sample, config);
  const size = Math.abs(sample.tdError);
  if (config.loss === 'squared') return `${weight}${squared(size)}`;
  const { huberDelta } = config;
  const kappa = formatShort(huberDelta);
  return size <= huberDelta
    ? `${weight}${squared(size)} / 2`
    : `${weight}${kappa} · (${formatNumber(size)} − ${kappa}/2)`;
}

/** ∂L/∂Q(s, a) of a batch of B. */
export function workSlope(sample: Sample, config: DqnConfig, B: number): string {
  const { tdError } = sample;
  const weight = weightFactor(sample, config);
  if (config.loss === 'squared') return `${weight}(−2) · ${term(tdError)} / ${B}`;
  const { huberDelta } = config;
  const cut = Math.max(-huberDelta, Math.min(huberDelta, tdError));
  const shown = cut === tdError ? formatNumber(-cut) : formatShort(-cut);
  return `${weight}${weight && cut > 0 ? `(${shown})` : shown} / ${B}`;
}

/** θ ← θ + change, of the parameter that is watched. */
export function workAdamChange(
  { mHat, vHat }: { readonly mHat: number; readonly vHat: number },
  learningRate: number,
  epsilon: number,
): string {
  return `−${formatShort(learningRate)} · ${term(mHat)} / (√${formatNumber(vHat)} + ${formatShort(epsilon)})`;
}
