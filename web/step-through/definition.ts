/** A symbol and what it stands for now, as a pair in a list of numbers. */
import { type Child, element } from '../dom.ts';
import { formulaElement } from './formula-view.ts';

/** @param spoken the symbol in words. */
export function definition(symbol: string, spoken: string, ...value: Child[]): HTMLElement {
  return element(
    'div',
    {},
    element('dt', {}, formulaElement({ text: symbol, spoken })),
    element('dd', {}, ...value),
  );
}
