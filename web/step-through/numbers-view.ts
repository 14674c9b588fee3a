/** The numbers where the run stands: of the step in the environment, of one transition of the batch and of one weight. */
import type { UpdateInspection } from '../../src/experiment/inspection.ts';
import { updateStepsOf } from '../agent-facts.ts';
import { type Child, element, field, setText } from '../dom.ts';
import type { Lab } from '../lab.ts';
import { describeParameter, parameterAt } from '../network/parameters.ts';
import { onWeightSelected, selectedWeight, selectWeight } from '../selected-weight.ts';
import { viewOf } from '../tasks/views.ts';
import { type Card, updateCards } from './cards.ts';
import { cardElement } from './cards-view.ts';
import { knowledgeOf } from './knowledge.ts';
import { LearnerPicker } from './learner-picker.ts';
import { passCard } from './pass-view.ts';
import { mostWrong, nextTerminated } from './sample.ts';
import { sampleDetails } from './sample-details.ts';
import { SamplePicker } from './sample-picker.ts';

/** The cards by columns: what goes in; what comes out of the network, and how wrong it is; what becomes of it. */
function inColumns(cards: readonly Card[]): readonly (readonly Card[])[] {
  const target = cards.findIndex(({ step }) => step.startsWith('computeTarget'));
  const end = cards.findIndex(({ step }) => step === 'computeLoss') + 1;
  return [cards.slice(0, target), cards.slice(target, end), cards.slice(end)];
}

export class NumbersView {
  readonly element: HTMLElement;
  readonly #lab: Lab;
  readonly #pass = element('div', {});
  readonly #learnerPicker: LearnerPicker;
  readonly #picker: SamplePicker;
  readonly #weight = element('input', { type: 'number', id: 'step-through-weight', min: 0, step: 1 });
  readonly #weightName = element('span', { class: 'note weight-named' });
  readonly #choices: HTMLElement;
  /** One list of cards for each column. */
  readonly #cards = [0, 1, 2].map(() => element('ol', { class: 'cards' }));
  /** The learner that is looked into, and the transition that is looked at, from 0. */
  #learner = 0;
  #b = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#learnerPicker = new LearnerPicker((learner) => {
      this.#learner = learner;
      this.render();
    });
    this.#picker = new SamplePicker({
      move: (step) => this.move(step),
      pick: (b) => this.#pick(() => b),
      mostWrong: () => this.#pick(mostWrong),
      nextTerminated: () => this.#pick((update) => nextTerminated(update, this.#b) ?? this.#b),
    });
    this.#weight.addEventListener('change', () => {
      selectWeight(this.#weight.valueAsNumber);
      this.render();
    });
    onWeightSelected(() => this.render());
    this.#choices = element(
      'div',
      { class: 'row choices' },
      this.#learnerPicker.element,
      this.#picker.element,
      field('Weight k to watch', this.#weight),
      this.#weightName,
    );
    const columns = this.#cards.map((cards, k) =>
      element('div', { class: 'numbers-column' }, ...(k === 0 ? [this.#pass] : []), cards),
    );
    this.element = element('div', {}, this.#choices, element('div', { class: 'numbers-area' }, ...columns));
  }

  /** Goes on by so many transitions of the batch, round its ends. Returns whether there is one. */
  move(step: number): boolean {
    return this.#pick(({ size }) => (this.#b + step + size) % size);
  }

  /** Goes to a transition, or to the nearest that there is. Returns whether there is a batch to pick from. */
  #pick(choose: (update: UpdateInspection) => number): boolean {
    const update = this.#update;
    if (update === null) return false;
    const b = choose(update);
    if (!Number.isNaN(b)) this.#b = Math.max(0, Math.min(update.size - 1, Math.round(b)));
    this.render();
    return true;
  }

  get #update(): UpdateInspection | null {
    return this.#lab.inspection?.learners[this.#learner]?.update ?? null;
  }

  render(): void {
    const { config, inspection, next, last } = this.#lab;
    const learnerCount = inspection?.learners.length ?? 1;
    this.#learner = Math.min(this.#learner, learnerCount - 1);
    const update = this.#update;
    this.#choices.hidden = update === null;
    if (update !== null) {
      this.#b = Math.min(this.#b, update.size - 1);
      const isJudged = knowledgeOf('computeLoss', updateStepsOf(config), last) !== 'later';
      this.#learnerPicker.show(this.#learner, learnerCount);
      this.#picker.show(this.#b, update.size, isJudged);
    }
    const k = selectedWeight(inspection?.learners[0].online.length ?? 0);
    this.#showWeight(k);
    const pass = inspection === null ? [] : [passCard(inspection, next, last, config)];
    this.#pass.replaceChildren(...pass);
    const cards = updateCards(config, inspection, last, { learner: this.#learner, b: this.#b, k });
    for (const [column, shown] of inColumns(cards).entries()) {
      const elements = shown.map((card) => cardElement(card, ...this.#detailsOf(card, update)));
      this.#cards[column].replaceChildren(...elements);
    }
  }

  #showWeight(k: number): void {
    const { policy, inspection } = this.#lab;
    if (policy === null || inspection === null) return;
    const { layers } = policy.q.network;
    this.#weight.max = String(inspection.learners[0].online.length - 1);
    this.#weight.value = String(k);
    setText(this.#weightName, describeParameter(layers, parameterAt(layers, k), viewOf(policy.settings.env)));
  }

  /** What a card shows besides its lines: that which fills the minibatch has the transition itself. */
  #detailsOf({ step, knowledge }: Card, update: UpdateInspection | null): readonly Child[] {
    const isFilled = step === 'sampleBatch' || step === 'takeTransition';
    if (!isFilled || update === null || knowledge === 'later') return [];
    return sampleDetails(update, this.#b, this.#lab.config);
  }
}
