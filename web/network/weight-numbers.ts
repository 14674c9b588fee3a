/** What is to be said about one parameter of the network. */
import type { Config } from '../../src/config/config.ts';
import { adamTerms, type LearnerInspection } from '../../src/experiment/inspection.ts';
import { formatCount } from '../format.ts';
import { accumulatorsOf, optimizerOf } from './accumulators.ts';

export interface WeightNumber {
  /** The name of the quantity for programs that read the page. */
  readonly quantity: string;
  readonly symbol: string;
  readonly meaning: string;
  /** null where it cannot be known. */
  readonly value: number | null;
}

/** What the last complete update added to parameter k; null where that was not kept. */
function lastChange(learner: LearnerInspection, k: number): number | null {
  const { adam, learningRate, online, onlineBefore, update } = learner;
  if (update === null) return null;
  return adam === null ? online[k] - onlineBefore[k] : adamTerms(adam, learningRate, k).change;
}

/**
 * Parameter number k as it is now.
 *
 * @param learner null while it trains: only the value is known then.
 * @param isUpdating whether an update is under way, whose change is still to come.
 */
export function weightNumbers(
  config: Config,
  params: Float32Array,
  learner: LearnerInspection | null,
  isUpdating: boolean,
  k: number,
): readonly WeightNumber[] {
  const grads = learner?.update ? learner.grads : null;
  const change = learner === null || isUpdating ? null : lastChange(learner, k);
  const terms = learner?.adam ? adamTerms(learner.adam, learner.learningRate, k) : null;
  const corrected: readonly WeightNumber[] = [
    { quantity: 'weight.mHat', symbol: 'm̂', meaning: 'm, bias corrected', value: terms?.mHat ?? null },
    { quantity: 'weight.vHat', symbol: 'v̂', meaning: 'v, bias corrected', value: terms?.vHat ?? null },
  ];
  return [
    { quantity: 'weight.value', symbol: 'θ', meaning: 'value', value: params[k] },
    { quantity: 'weight.gradient', symbol: 'g', meaning: 'latest gradient', value: grads?.[k] ?? null },
    ...accumulatorsOf(config).map(({ name, symbol, meaning }) => ({
      quantity: `weight.${name}`,
      symbol,
      meaning,
      value: learner?.accumulators[name][k] ?? null,
    })),
    ...(optimizerOf(config) === 'adam' ? corrected : []),
    { quantity: 'weight.change', symbol: 'Δθ', meaning: 'last change', value: change },
  ];
}

/** The same parameter of the target network. */
export function targetNumber(learner: LearnerInspection | null, k: number): WeightNumber {
  const value = learner?.target[k] ?? null;
  return { quantity: 'target.value', symbol: 'θ⁻', meaning: 'in the target network', value };
}

/** How much the target network differs from the one that learns. */
export function describeLag({ online, target }: Pick<LearnerInspection, 'online' | 'target'>): string {
  const different = online.reduce((count, value, k) => count + (value === target[k] ? 0 : 1), 0);
  return different === 0
    ? 'θ and θ⁻ are equal in every parameter.'
    : `θ and θ⁻ differ in ${formatCount(different)} of ${formatCount(online.length)} parameters.`;
}
