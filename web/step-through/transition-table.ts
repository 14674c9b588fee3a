/** A state before and after a step, as the agent sees it and in the units of the environment. */
import { element } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { INPUT_NAMES, INPUT_UNITS } from '../network/parameters.ts';
import { exactNumber } from './exact-number.ts';
import { formulaElement } from './formula-view.ts';

/** null for what is not known yet. */
type Observation = Float32Array | null;

function cell(quantity: string, observation: Observation, d: number, scale: readonly number[]): HTMLElement {
  if (observation === null) return element('td', { class: 'is-later' }, 'not yet');
  const seen = observation[d];
  return element(
    'td',
    {},
    exactNumber(`${quantity}[${d}]`, seen, formatNumber(seen)),
    element('span', { class: 'unscaled' }, `${formatNumber(seen * scale[d], 3)} ${INPUT_UNITS[d]}`),
  );
}

const heading = (text: string, spoken: string) =>
  element('th', { scope: 'col' }, formulaElement({ text, spoken }));

/**
 * @param quantities what the two states are called in the code.
 * @param scale what each entry was divided by before the agent saw it.
 */
export function transitionTable(
  quantities: readonly [string, string],
  before: Observation,
  after: Observation,
  scale: readonly number[],
): HTMLElement {
  const rows = INPUT_NAMES.map((name, d) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      cell(quantities[0], before, d, scale),
      cell(quantities[1], after, d, scale),
    ),
  );
  return element(
    'table',
    { class: 'transition' },
    element('caption', { class: 'visually-hidden' }, 'State before and after the step'),
    element('thead', {}, element('tr', {}, element('td', {}), heading('s', 's'), heading('s′', 's prime'))),
    element('tbody', {}, ...rows),
  );
}
