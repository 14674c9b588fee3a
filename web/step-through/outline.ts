/** The loop of Algorithm 1 as a list, each step with its formula, and the one that comes next marked. */
import type { Config } from '../../src/config/config.ts';
import type { StepName } from '../../src/experiment/stepper.ts';
import { element } from '../dom.ts';
import { formulaElement } from './formula-view.ts';
import { stepFormula } from './formulas.ts';
import { learnsLineByLine, stepsOfPass } from './places.ts';
import { STEP_MEANINGS } from './words.ts';

export class Outline {
  readonly element = element('ol', { class: 'outline' });
  readonly #items = new Map<StepName, HTMLElement>();
  #config: Config | null = null;

  /** Marks the step that comes next; none where it is null. */
  show(config: Config, next: StepName | null): void {
    if (config !== this.#config) this.#build(config);
    for (const [step, item] of this.#items) {
      if (step === next) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    }
  }

  #build(config: Config): void {
    this.#config = config;
    this.#items.clear();
    const item = (step: StepName) => {
      const made = stepItem(step, config);
      this.#items.set(step, made);
      return made;
    };
    const steps = stepsOfPass(config);
    if (!learnsLineByLine(config)) {
      this.element.replaceChildren(...steps.map(item));
      return;
    }
    const [before, learn, after] = [steps.slice(0, 3), steps.slice(3, -3), steps.slice(-3)];
    this.element.replaceChildren(
      ...before.map(item),
      element(
        'li',
        { class: 'outline-update' },
        element('code', {}, 'learn'),
        element('ol', {}, ...learn.map(item)),
      ),
      ...after.map(item),
    );
  }
}

function stepItem(step: StepName, config: Config): HTMLElement {
  return element(
    'li',
    { class: 'outline-step' },
    element('span', { class: 'marker', 'aria-hidden': 'true' }, '▶'),
    element('code', {}, step),
    element('span', { class: 'outline-meaning' }, STEP_MEANINGS[step]),
    formulaElement(stepFormula(step, config)),
  );
}
