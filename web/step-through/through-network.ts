/**
 * The way of the transition that is picked through the network and back, and the three sums at the weight that is watched: what
 * comes into its unit, how the loss changes with that unit, and the gradient of the weight.
 */
import { updateStepsOf } from '../agent-facts.ts';
import { element, field, setText } from '../dom.ts';
import { formatNumber } from '../format.ts';
import type { Lab } from '../lab.ts';
import { aboutUnit, LevelsView, nameOfUnit } from '../network/levels-view.ts';
import { indexOf, type Parameter, parameterAt, type TaskNames } from '../network/parameters.ts';
import { gradientSum, slopeSum, unitSum } from '../network/sums.ts';
import { type LearningWay, type Way, type Ways, waysOf } from '../network/trace.ts';
import { selectWeight } from '../selected-weight.ts';
import { viewOf } from '../tasks/views.ts';
import { knowledgeOf } from './knowledge.ts';
import type { Picked } from './numbers-view.ts';
import { sumElement } from './sum-view.ts';

/** What is shown of the weight that is watched, as `data-about` has it. */
const OF_THE_WEIGHT = 'share gradient m v mHat vHat change before after';

/** Whether the results of all these steps are there. */
function areKnown({ config, last }: Lab, ...steps: readonly string[]): boolean {
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
  const head =
    outputs === 1 + actions
      ? ' = V + A − mean A'
      : outputs > actions
        ? ' by the mean of its distribution'
        : '';
  const values = Array.from(q, (value, a) => `Q(${names[a].name})${head}: ${formatNumber(value)}`);
  const colours = isBack ? 'The left colour of a unit is what it gives, the right one its slope.' : '';
  return `${values.join(', ')}. ${colours}`;
}

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
  readonly #levels = new LevelsView('step-through-level', (parameter) => this.#select(parameter));
  readonly #values = element('p', { class: 'note', 'data-about': 'q qTaken' });
  readonly #sums = element('div', { class: 'sums' });
  #picked: Picked | null = null;

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
    if (!this.element.open) return;
    const ways = waysOf(this.#lab.config, learner);
    if (ways === null) return;
    this.#drawWay(ways, parameterAt(ways.layers, k, learner.grads.length));
  }

  #drawWay(ways: Ways, chosen: Parameter): void {
    const { b } = this.#picked as Picked;
    const isNext = this.#which.selectedIndex === 1;
    const isThere = isNext
      ? areKnown(this.#lab, 'computeTargets', 'computeTarget')
      : areKnown(this.#lab, 'computeQValues', 'computeQValue');
    this.#levels.element.hidden = !isThere;
    if (!isThere) {
      setText(this.#values, 'Not yet: this update has not come to it.');
      this.#sums.replaceChildren();
      return;
    }
    const learning = !isNext && areKnown(this.#lab, 'computeGradients') ? ways.learningWay(b) : null;
    const way = isNext ? ways.nextWay(b) : ways.learningWay(b);
    const { layers } = ways;
    this.#levels.show({
      layers,
      task: this.#task,
      levels: way.levels,
      slopes: learning?.slopes ?? null,
      chosen,
    });
    setText(this.#values, describeValues(ways, way, this.#task, learning !== null));
    const back =
      learning === null
        ? [
            element(
              'p',
              { class: 'note' },
              isNext ? 'Nothing is learned from this way.' : 'The way back: not yet.',
            ),
          ]
        : [this.#slope(ways, learning, chosen), this.#gradient(ways, chosen)];
    this.#replaceSums(this.#unit(ways, way, chosen), ...back);
  }

  /** The products that are looked at come into view, and the box that had the keyboard has it again. */
  #replaceSums(...sums: HTMLElement[]): void {
    const boxes = () => [...this.#sums.querySelectorAll<HTMLElement>('.products-box')];
    const focused = boxes().indexOf(document.activeElement as HTMLElement);
    this.#sums.replaceChildren(...sums);
    for (const box of boxes()) {
      const row = box.querySelector<HTMLElement>('[aria-current]');
      if (row !== null) box.scrollTop = row.offsetTop - box.clientHeight / 2;
    }
    boxes()[focused]?.focus({ preventScroll: true });
  }

  #select(parameter: Parameter): void {
    const { config } = this.#lab;
    const ways = waysOf(config, (this.#picked as Picked).learner);
    if (ways !== null) selectWeight(indexOf(ways.layers, parameter));
  }

  get #task(): TaskNames {
    return viewOf(this.#lab.config.env);
  }

  #nameOf({ layers }: Ways, level: number, unit: number): string {
    return nameOfUnit(layers, this.#task, level, unit);
  }

  #unit(ways: Ways, way: Way, { layer, from, to }: Parameter): HTMLElement {
    const sum = unitSum(ways.layers, way, layer, to);
    const isHidden = layer < ways.layers.length - 1;
    const name = this.#nameOf(ways, layer + 1, to);
    return sumElement({
      quantity: 'sum.unit',
      title: `Into ${name} of layer ${layer + 1}`,
      formula: {
        text: 'z = b + Σ_{i} x_{i} w_{i}',
        spoken: 'z is the bias plus the sum of inputs times weights',
      },
      sum,
      startName: 'bias',
      factors: ['x', 'w'],
      note: isHidden
        ? `its ReLU makes ${formatNumber(way.levels[layer + 1][to])} of it`
        : 'as it is: the last layer has no ReLU',
      marked: from,
      name: (i) => this.#nameOf(ways, layer, i),
      about: (i) => `${aboutUnit(layer, i)}${i === from ? ` ${OF_THE_WEIGHT}` : ''}`,
      pick: (i) => this.#select({ layer, from: i, to }),
    });
  }

  #slope(ways: Ways, way: LearningWay, { layer, to }: Parameter): HTMLElement {
    const name = this.#nameOf(ways, layer + 1, to);
    const slope = way.slopes[layer][to];
    const title = `Back to ${name} of layer ${layer + 1}`;
    if (layer === ways.layers.length - 1) {
      return element(
        'div',
        { class: 'sum' },
        element('h4', {}, title),
        element('p', {}, `∂L/∂z = ${formatNumber(slope)}. It comes from the loss.`),
      );
    }
    const isOn = way.levels[layer + 1][to] > 0;
    return sumElement({
      quantity: 'sum.slope',
      title,
      formula: {
        text: '∂L/∂x = Σ_{o} ∂L/∂z_{o} w_{o}',
        spoken: 'the slope of L is the sum, over the units after it, of their slopes times weights',
      },
      sum: slopeSum(ways.layers, way, layer, to),
      factors: ['∂L/∂z', 'w'],
      startName: null,
      note: isOn
        ? 'the ReLU lets it through'
        : 'the unit is off, so its ReLU lets nothing through: ∂L/∂z = 0',
      marked: null,
      name: (o) => this.#nameOf(ways, layer + 2, o),
      about: (o) => aboutUnit(layer + 2, o),
      pick: (o) => this.#select({ layer: layer + 1, from: to, to: o }),
    });
  }

  #gradient(ways: Ways, parameter: Parameter): HTMLElement {
    const { b, k } = this.#picked as Picked;
    const ofNoise = parameter.isSigma ? `, times its noise ε = ${formatNumber(ways.factor(parameter))}` : '';
    return sumElement({
      quantity: 'sum.gradient',
      title: `The gradient of weight ${k}`,
      formula: {
        text: 'g_{k} = Σ_{b} x_{b} ∂L/∂z_{b}',
        spoken: 'g is the sum, over the transitions, of input times slope',
      },
      sum: gradientSum(ways.learningWays, parameter),
      factors: ['x', '∂L/∂z'],
      startName: null,
      note: `before clipping${ofNoise}`,
      marked: b,
      name: (transition) => `transition ${transition + 1}`,
      about: (transition) => (transition === b ? 'share gradient' : `transition-${transition}`),
      pick: (transition) => this.#pickTransition(transition),
    });
  }
}
