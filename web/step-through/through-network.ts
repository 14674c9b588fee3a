/**
 * The way of the transition that is picked through the network and back, and the three sums at the weight that is watched: what
 * comes into its unit, how the loss changes with that unit, and the gradient of the weight.
 */
import { updateStepsOf } from '../agent-facts.ts';
import { element, field, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import type { Lab } from '../lab.ts';
import { LevelsView } from '../network/levels-view.ts';
import { indexOf, parameterAt, type TaskNames } from '../network/parameters.ts';
import { type LearningWay, type Way, type Ways, waysOf } from '../network/trace.ts';
import { selectWeight } from '../selected-weight.ts';
import { viewOf } from '../tasks/views.ts';
import { knowledgeOf } from './knowledge.ts';
import type { Picked } from './numbers-view.ts';
import { productIn, sumElement } from './sum-view.ts';
import { backToUnit, gradientOfWeight, intoUnit, type Watched } from './weight-sums.ts';

/** Whether the results of all these steps are there. */
function areKnown({ run: { config }, last }: Lab, ...steps: readonly string[]): boolean {
  const all = updateStepsOf(config);
  return steps.every((step) => !all.includes(step) || knowledgeOf(step, all, last) !== 'later');
}

/** Q, and what it is made of where the last layer does not give it. */
function describeValues(
  { layers }: Ways,
  { q }: Way,
  { actions: names }: TaskNames,
  isBack: boolean,
): string {
  const { outputs } = layers[layers.length - 1];
  const actions = q.length;
  const values = Array.from(q, (value, a) => `Q(${names[a].name}) ${formatNumber(value)}`).join(', ');
  const head =
    outputs === 1 + actions
      ? ' Q = V + A − mean A.'
      : outputs > actions
        ? ' Each is the mean of the distribution that the outputs of its action describe.'
        : '';
  const colours = isBack ? ' The left colour of a unit is what it gives, the right one its slope.' : '';
  return `${values}.${head}${colours}`;
}

function wayBack(watched: Watched, way: LearningWay): HTMLElement[] {
  const back = backToUnit(watched, way);
  const shown = 'sum' in back ? sumElement(back) : wordsElement(back.title, back.text);
  return [shown, sumElement(gradientOfWeight(watched))];
}

const noWayBack = (isNext: boolean): HTMLElement =>
  wordsElement('The way back', isNext ? 'Nothing is learned from this way.' : 'Not yet.');

const wordsElement = (title: string, text: string): HTMLElement =>
  element('div', { class: 'sum' }, element('h4', {}, title), element('p', {}, text));

export class ThroughNetwork {
  readonly element: HTMLDetailsElement;
  readonly #lab: Lab;
  readonly #pickTransition: (b: number) => void;
  readonly #summary = element('summary', {});
  readonly #which = element(
    'select',
    { id: 'step-through-way' },
    element('option', {}, 's through θ, and back'),
    element('option', {}, 's′ through θ⁻'),
  );
  readonly #levels = new LevelsView('step-through-level', (parameter) =>
    this.#watched?.pickWeight(parameter),
  );
  readonly #values = element('p', { class: 'note', 'data-about': 'q qTaken' });
  readonly #sums = element('div', { class: 'sums' });
  #picked: Picked | null = null;
  /** What is drawn. */
  #watched: Watched | null = null;

  constructor(lab: Lab, pickTransition: (b: number) => void) {
    this.#lab = lab;
    this.#pickTransition = pickTransition;
    this.element = element(
      'details',
      { class: 'through' },
      this.#summary,
      field('Way', this.#which),
      this.#levels.element,
      this.#values,
      this.#sums,
    );
    this.element.addEventListener('toggle', () => this.#draw());
    this.#which.addEventListener('change', () => this.#draw());
  }

  show(picked: Picked | null): void {
    this.#picked = picked;
    this.element.hidden = picked === null;
    this.#draw();
  }

  #draw(): void {
    if (this.#picked === null) return;
    const { b, k, learner } = this.#picked;
    setText(this.#summary, `Through the network: transition ${b + 1} and weight ${k}, each product`);
    const ways = this.element.open ? waysOf(this.#lab.run.config, learner) : null;
    if (ways === null) return;
    this.#watched = {
      ways,
      b,
      k,
      parameter: parameterAt(ways.layers, k, learner.grads.length),
      task: viewOf(this.#lab.run.config.env),
      pickTransition: this.#pickTransition,
      pickWeight: (parameter) => selectWeight(indexOf(ways.layers, parameter)),
    };
    this.#drawWay(this.#watched);
  }

  #drawWay(watched: Watched): void {
    const { ways, b, parameter, task } = watched;
    const isNext = this.#which.selectedIndex === 1;
    const isThere = isNext
      ? areKnown(this.#lab, 'computeTargets', 'computeTarget')
      : areKnown(this.#lab, 'computeQValues', 'computeQValue');
    this.#levels.element.hidden = !isThere;
    if (!isThere) {
      setText(this.#values, 'Not yet: this update has not reached it.');
      this.#sums.replaceChildren();
      return;
    }
    const learning = !isNext && areKnown(this.#lab, 'computeGradients') ? ways.learningWay(b) : null;
    const way = isNext ? ways.nextWay(b) : ways.learningWay(b);
    const { layers } = ways;
    const slopes = learning?.slopes ?? null;
    this.#levels.show({ layers, task, levels: way.levels, slopes, chosen: parameter });
    setText(this.#values, describeValues(ways, way, task, learning !== null));
    this.#replaceSums(
      sumElement(intoUnit(watched, way)),
      ...(learning === null ? [noWayBack(isNext)] : wayBack(watched, learning)),
    );
  }

  /** The products that are looked at come into view, and the product that had the keyboard has it again. */
  #replaceSums(...sums: HTMLElement[]): void {
    const boxes = () => [...this.#sums.querySelectorAll<HTMLElement>('.products-box')];
    const { activeElement } = document;
    const focused = boxes().findIndex((box) => box.contains(activeElement));
    const product = activeElement?.getAttribute('data-product') ?? '';
    this.#sums.replaceChildren(...sums);
    for (const box of boxes()) {
      const row = box.querySelector<HTMLElement>('[aria-current]');
      if (row !== null) box.scrollTop = row.offsetTop - box.clientHeight / 2;
    }
    const box = boxes()[focused];
    const row = box && (productIn(box, product) ?? box.querySelector<HTMLElement>('[tabindex="0"]'));
    row?.focus({ preventScroll: true });
  }
}
