/** The numbers where the run stands: of the step in the environment, of one transition of the batch and of one weight. */
import type { UpdateInspection } from '../../src/experiment/inspection.ts';
import type { StepName } from '../../src/experiment/stepper.ts';
import { type Child, element, field, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { describeParameter, parameterAt } from '../network/parameters.ts';
import { onWeightSelected, selectedWeight, selectWeight } from '../selected-weight.ts';
import { type Card, updateCards } from './cards.ts';
import { cardElement } from './cards-view.ts';
import { knowledgeOf } from './known.ts';
import { passCard } from './pass-view.ts';
import { learnsLineByLine } from './places.ts';
import { mostWrong, nextTerminated } from './sample.ts';
import { sampleDetails } from './sample-details.ts';
import { SamplePicker } from './sample-picker.ts';

/** First and end of each group of cards: what goes in; what comes out, and how wrong it is; what becomes of it. */
const CARD_GROUPS = [
  [0, 1],
  [1, 4],
  [4, 8],
] as const;

export class NumbersView {
  readonly element: HTMLElement;
  readonly #lab: Lab;
  readonly #pass = element('div', {});
  readonly #picker: SamplePicker;
  readonly #weight = element('input', { type: 'number', id: 'step-through-weight', min: 0, step: 1 });
  readonly #weightName = element('span', { class: 'note weight-named' });
  readonly #choices: HTMLElement;
  /** One list for each group of cards, which goes down a column where there is room. */
  readonly #cards = CARD_GROUPS.map(() => element('ol', { class: 'cards' }));
  /** The transition that is looked at, from 0. */
  #b = 0;
  /** The step that was taken last, as far as it is known. */
  #last: StepName | null = null;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#picker = new SamplePicker({
      move: (step) => this.move(step),
      pick: (b) => this.#pick(() => b),
      mostWrong: () => this.#pick(mostWrong),
      nextTerminated: () => this.#pick((update) => nextTerminated(update, this.#b) ?? this.#b),
    });
    this.#weight.addEventListener('change', () => {
      selectWeight(this.#weight.valueAsNumber);
      this.#render();
    });
    onWeightSelected(() => this.#render());
    this.#choices = element(
      'div',
      { class: 'row choices' },
      this.#picker.element,
      field('Weight k to watch', this.#weight),
      this.#weightName,
    );
    const columns = this.#cards.map((cards, k) =>
      element('div', { class: 'numbers-column' }, ...(k === 0 ? [this.#pass] : []), cards),
    );
    this.element = element('div', {}, this.#choices, element('div', { class: 'numbers-area' }, ...columns));
  }

  /** @param last the step that was taken last, as far as it is known. */
  show(last: StepName | null): void {
    this.#last = last;
    this.#render();
  }

  /** Goes on by so many transitions of the batch, round its ends. Returns whether there is one. */
  move(step: number): boolean {
    return this.#pick(({ size }) => (this.#b + step + size) % size);
  }

  /** Goes to a transition, or to the nearest that there is. Returns whether there is a batch to pick from. */
  #pick(choose: (update: UpdateInspection) => number): boolean {
    const update = this.#lab.inspection?.update ?? null;
    if (update === null) return false;
    const b = choose(update);
    if (!Number.isNaN(b)) this.#b = Math.max(0, Math.min(update.size - 1, Math.round(b)));
    this.#render();
    return true;
  }

  #render(): void {
    const { config, inspection, next } = this.#lab;
    const update = inspection?.update ?? null;
    this.#choices.hidden = update === null;
    if (update !== null) {
      this.#b = Math.min(this.#b, update.size - 1);
      this.#picker.show(this.#b, update.size, knowledgeOf('computeLoss', next, this.#last) !== 'later');
    }
    const k = selectedWeight(inspection?.online.length ?? 0);
    this.#showWeight(k);
    const pass = inspection === null ? [] : [passCard(inspection, next, this.#last, config.observationScale)];
    this.#pass.replaceChildren(...pass);
    const cards = learnsLineByLine(config)
      ? updateCards(config, inspection, next, this.#last, { b: this.#b, k })
      : [];
    for (const [group, [first, end]] of CARD_GROUPS.entries()) {
      const shown = cards
        .slice(first, end)
        .map((card) => cardElement(card, ...this.#detailsOf(card, update)));
      this.#cards[group].replaceChildren(...shown);
    }
  }

  #showWeight(k: number): void {
    const { policy, inspection } = this.#lab;
    if (policy === null || inspection === null) return;
    const { layers, outputs } = policy.network;
    this.#weight.max = String(inspection.online.length - 1);
    this.#weight.value = String(k);
    setText(this.#weightName, describeParameter(layers, parameterAt(layers, k), outputs));
  }

  /** What a card shows besides its lines: the first one has the transition itself. */
  #detailsOf({ step, knowledge }: Card, update: UpdateInspection | null): readonly Child[] {
    if (step !== 'sampleBatch' || update === null || knowledge === 'later') return [];
    return sampleDetails(update, this.#b, this.#lab.config);
  }
}
