/** The loop of Algorithm 1 as a list, each step with its formula, and the one that comes next marked. */
import type { Config } from '../../src/config/config.ts';
import { PASS_STEPS, updateStepsOf } from '../agent-facts.ts';
import { element } from '../dom.ts';
import { formulaElement } from './formula-view.ts';
import { stepFormula } from './formulas.ts';
import { STEP_MEANINGS } from './sentences.ts';

export class Outline {
  readonly element = element('ol', { class: 'outline' });
  readonly #items = new Map<string, HTMLElement>();
  #config: Config | null = null;

  /** Marks the step that comes next and the one that was taken last; none where it is null. */
  show(config: Config, next: string | null, last: string | null): void {
    if (config !== this.#config) this.#build(config);
    for (const [step, item] of this.#items) {
      item.classList.toggle('is-done', step === last);
      if (step === next) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    }
    const current = this.#items.get(next ?? '');
    if (current) this.element.scrollTop = current.offsetTop - this.element.clientHeight / 2;
  }

  #build(config: Config): void {
    this.#config = config;
    this.#items.clear();
    const item = (step: string) => {
      const made = stepItem(step, config);
      this.#items.set(step, made);
      return made;
    };
    const update = () =>
      element(
        'li',
        { class: 'outline-update' },
        element('code', {}, 'learn'),
        element('ol', {}, ...updateStepsOf(config).map(item)),
      );
    const steps = [...PASS_STEPS, 'measure'];
    this.element.replaceChildren(...steps.map((step) => (step === 'learn' ? update() : item(step))));
  }
}

function stepItem(step: string, config: Config): HTMLElement {
  return element(
    'li',
    { class: 'outline-step' },
    element('span', { class: 'marker', 'aria-hidden': 'true' }, '▶'),
    element('code', {}, step),
    element('span', { class: 'outline-meaning' }, STEP_MEANINGS[step]),
    formulaElement(stepFormula(step, config)),
  );
}
