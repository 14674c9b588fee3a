/** A state before and after a step, as the agent sees it and in the units of the environment. */
import type { Config } from '../../src/config/config.ts';
import { element } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { viewOf } from '../tasks/views.ts';
import { exactNumber } from './exact-number.ts';
import { formulaElement } from './formula-view.ts';

/** null for what is not known yet. */
type Observation = Float32Array | null;

/** Of longer observations, such as a screen, only those entries are listed that the step has changed or, before it, that are not 0. */
const MOST_ENTRIES = 12;

function listed(before: Float32Array, after: Observation): readonly number[] {
  const entries = [...before.keys()];
  if (entries.length <= MOST_ENTRIES) return entries;
  return entries.filter((d) => before[d] !== (after?.[d] ?? 0));
}

function cell(
  quantity: string,
  observation: Observation,
  d: number,
  scale: number,
  unit: string,
): HTMLElement {
  if (observation === null) return element('td', { class: 'is-later' }, 'not yet');
  const seen = observation[d];
  const unscaled = `${formatNumber(seen * scale, 3)} ${unit}`;
  const isScaled = scale !== 1 || unit !== '';
  return element(
    'td',
    { 'data-about': `${quantity}[${d}]` },
    exactNumber(`${quantity}[${d}]`, seen, formatNumber(seen)),
    ...(isScaled ? [element('span', { class: 'unscaled' }, unscaled)] : []),
  );
}

const heading = (text: string, spoken: string) =>
  element('th', { scope: 'col' }, formulaElement({ text, spoken }));

/** @param quantities what the two states are called in the code. */
export function transitionTable(
  quantities: readonly [string, string],
  before: Float32Array,
  after: Observation,
  { env, observationScale }: Pick<Config, 'env' | 'observationScale'>,
): HTMLElement {
  const { observation } = viewOf(env);
  const rows = listed(before, after).map((d) => {
    const { name, unit } = observation[d];
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      cell(quantities[0], before, d, observationScale[d], unit),
      cell(quantities[1], after, d, observationScale[d], unit),
    );
  });
  return element(
    'table',
    { class: 'transition' },
    element('caption', { class: 'visually-hidden' }, 'State before and after the step'),
    element('thead', {}, element('tr', {}, element('td', {}), heading('s', 's'), heading('s′', 's prime'))),
    element('tbody', {}, ...rows),
  );
}
