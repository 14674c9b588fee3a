/** The numbers where the run stands: of the step in the environment, of one transition of the batch and of one weight. */
import type { LearnerInspection, UpdateInspection } from '../../src/experiment/inspection.ts';
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
import { keepingFocus, useArrows } from './number-keys.ts';
import { type Origin, originOf, stepOfPass } from './origins.ts';
import { passCard } from './pass-view.ts';
import { mostWrong, nextTerminated } from './sample.ts';
import { sampleDetails } from './sample-details.ts';
import { SamplePicker } from './sample-picker.ts';
import { SOURCES } from './sources.ts';

/** CSS pixels above a card that is brought into view. */
const REVEAL_MARGIN = 4;

/** The transition and the weight that are looked at. */
export interface Picked {
  readonly learner: LearnerInspection;
  readonly update: UpdateInspection;
  readonly b: number;
  readonly k: number;
}

export class NumbersView {
  /** What is picked, and the numbers of it. */
  readonly choices: HTMLElement;
  readonly element = element('div', { class: 'numbers-box' });
  readonly #lab: Lab;
  readonly #learnerPicker: LearnerPicker;
  readonly #picker: SamplePicker;
  readonly #weight = element('input', { type: 'number', id: 'step-through-weight', min: 0, step: 1 });
  readonly #weightName = element('span', { class: 'note weight-named' });
  readonly #showPicked: (picked: Picked | null) => void;
  /** The learner that is looked into, and the transition that is looked at, from 0. */
  #learner = 0;
  #b = 0;

  /** @param showPicked is told what is looked at, whenever that has changed. */
  constructor(lab: Lab, showPicked: (picked: Picked | null) => void) {
    this.#lab = lab;
    this.#showPicked = showPicked;
    this.#learnerPicker = new LearnerPicker((learner) => {
      this.#learner = learner;
      this.render();
    });
    this.#picker = new SamplePicker({
      move: (step) => this.move(step),
      pick: (b) => this.pick(b),
      mostWrong: () => this.#pick(mostWrong),
      nextTerminated: () => this.#pick((update) => nextTerminated(update, this.#b) ?? this.#b),
    });
    this.#weight.addEventListener('change', () => {
      selectWeight(this.#weight.valueAsNumber);
      this.render();
    });
    onWeightSelected(() => this.render());
    this.choices = element(
      'div',
      { class: 'row choices' },
      this.#learnerPicker.element,
      this.#picker.element,
      field('Weight k to watch', this.#weight),
      this.#weightName,
    );
    useArrows(this.element);
    // Also when it comes onto the page: before that, nothing has a place.
    new ResizeObserver(() => this.reveal()).observe(this.element);
  }

  /** Goes on by so many transitions of the batch, round its ends. Returns whether there is one. */
  move(step: number): boolean {
    return this.#pick(({ size }) => (this.#b + step + size) % size);
  }

  pick(b: number): void {
    this.#pick(() => b);
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
    const { inspection, next, last } = this.#lab;
    const { config } = this.#lab.run;
    const learnerCount = inspection?.learners.length ?? 1;
    this.#learner = Math.min(this.#learner, learnerCount - 1);
    const update = this.#update;
    this.choices.hidden = update === null;
    if (update !== null) {
      this.#b = Math.min(this.#b, update.size - 1);
      const isJudged = knowledgeOf('computeLoss', updateStepsOf(config), last) !== 'later';
      this.#learnerPicker.show(this.#learner, learnerCount);
      this.#picker.show(this.#b, update.size, isJudged);
    }
    const k = selectedWeight(inspection?.learners[0].online.length ?? 0);
    this.#showWeight(k);
    const pass = inspection === null ? [] : [passCard(inspection, next, last, config)];
    const cards = updateCards(config, inspection, last, { learner: this.#learner, b: this.#b, k });
    const elements = cards.map((card) => cardElement(card, config.env, ...this.#detailsOf(card, update)));
    keepingFocus(this.element, () =>
      this.element.replaceChildren(...pass, element('ol', { class: 'cards' }, ...elements)),
    );
    this.#showPicked(
      inspection === null || update === null
        ? null
        : { learner: inspection.learners[this.#learner], update, b: this.#b, k },
    );
  }

  /** The line that makes one of these numbers. */
  originOf(number: HTMLElement): Origin | null {
    const quantity = number.dataset.quantity ?? '';
    const step = number.closest<HTMLElement>('[data-step]')?.dataset.step ?? stepOfPass(quantity);
    return originOf((file) => SOURCES[file], this.#lab.run.config, step, quantity, this.#learner);
  }

  /** Brings the numbers of the last step to the top of their own box. */
  reveal(): void {
    const card = this.element.querySelector<HTMLElement>('.is-new') ?? this.element;
    this.element.scrollTop = card === this.element ? 0 : card.offsetTop - REVEAL_MARGIN;
  }

  #showWeight(k: number): void {
    const { policy, inspection } = this.#lab;
    if (policy === null || inspection === null) return;
    const { layers } = policy.q.network;
    const count = inspection.learners[0].online.length;
    const parameter = parameterAt(layers, k, count);
    this.#weight.max = String(count - 1);
    this.#weight.value = String(k);
    setText(this.#weightName, describeParameter(layers, parameter, viewOf(policy.settings.env)));
  }

  /** What a card shows besides its lines: that which fills the minibatch has the transition itself. */
  #detailsOf({ step, knowledge }: Card, update: UpdateInspection | null): readonly Child[] {
    const isFilled = step === 'sampleBatch' || step === 'takeTransition';
    if (!isFilled || update === null || knowledge === 'later') return [];
    return sampleDetails(update, this.#b, this.#lab.run.config);
  }
}
