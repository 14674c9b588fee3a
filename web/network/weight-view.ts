/** All that is known of the weight that is watched. */
import type { Config } from '../../src/config/config.ts';
import type { LearnerInspection } from '../../src/experiment/inspection.ts';
import { element, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { exactNumber } from '../step-through/exact-number.ts';
import { targetNumber, weightNumbers } from './weight-numbers.ts';

export interface WatchedWeight {
  readonly config: Config;
  readonly k: number;
  /** "layer 2, from unit 13 to unit 5" */
  readonly name: string;
  readonly params: Float32Array;
  /** null while it trains. */
  readonly learner: LearnerInspection | null;
  /** Whether an update is under way. */
  readonly isUpdating: boolean;
  /** Whether the agent has a target network. */
  readonly hasTarget: boolean;
}

export class WeightView {
  readonly element: HTMLElement;
  readonly #name: HTMLElement;
  readonly #numbers = element('dl', { class: 'numbers' });

  /** @param id of the line that says which weight it is. */
  constructor(id: string) {
    this.#name = element('p', { id, class: 'weight-name', role: 'status' });
    this.element = element('div', {}, this.#name, this.#numbers);
  }

  show({ config, k, name, params, learner, isUpdating, hasTarget }: WatchedWeight): void {
    setText(this.#name, `θ[${k}]: ${name}`);
    const missing = learner === null ? 'when paused' : isUpdating ? 'not yet' : 'not known';
    const [own, ...others] = weightNumbers(config, params, learner, isUpdating, k);
    const numbers = [own, ...(hasTarget ? [targetNumber(learner, k)] : []), ...others];
    const pairs = numbers.map(({ quantity, symbol, meaning, value }) =>
      element(
        'div',
        {},
        element('dt', {}, element('var', {}, symbol), ` ${meaning}`),
        value === null
          ? element('dd', { class: 'is-later' }, missing)
          : element('dd', {}, exactNumber(quantity, value, formatNumber(value))),
      ),
    );
    this.#numbers.replaceChildren(...pairs);
  }
}
