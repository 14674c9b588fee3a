/** The cards of an update on the page. */
import { type Child, element } from '../dom.ts';
import { richText } from '../rich-text.ts';
import { type Card, formatValue } from './cards.ts';
import { exactNumber } from './exact-number.ts';
import { formulaParts } from './formula-parts.ts';
import { formulaElement, formulaNodes } from './formula-view.ts';
import type { Knowledge } from './knowledge.ts';
import type { Line } from './line.ts';

const BADGES: Readonly<Record<Knowledge, string>> = {
  none: '',
  later: 'not yet',
  new: 'just computed',
  known: '',
  old: 'last update',
};

/** What a variable in the formula of a card stands for: the quantities whose own symbols begin with it. */
function aboutVariable(lines: readonly Line[]): (variable: string) => string | undefined {
  return (variable) => {
    const begins = ({ symbol }: Line) => {
      const [first] = formulaParts(symbol.text);
      return first?.kind === 'variable' && first.text === variable;
    };
    const about = lines.filter(begins).map(({ quantity }) => quantity);
    return about.length > 0 ? about.join(' ') : undefined;
  };
}

function lineElement({ quantity, symbol, numeric, value, note }: Line, env: string): HTMLElement {
  const parts: Child[] = [];
  if (numeric) parts.push(element('span', { class: 'numeric' }, '= ', ...formulaNodes(numeric)), ' ');
  if (value === null) parts.push(element('span', { class: 'is-later' }, formatValue(value, env)));
  else parts.push('= ', element('strong', {}, exactNumber(quantity, value, formatValue(value, env))));
  if (note) parts.push(' ', element('span', { class: 'note' }, note));
  return element(
    'div',
    { 'data-about': quantity },
    element('dt', {}, formulaElement(symbol)),
    element('dd', {}, ...parts),
  );
}

/** @param env the task, which has names for its actions. */
export function cardElement(
  { step, formula, knowledge, note, lines }: Card,
  env: string,
  ...before: Child[]
): HTMLElement {
  const badge = BADGES[knowledge];
  const heading = element('h4', {}, element('code', {}, step));
  if (badge) heading.append(' ', element('span', { class: 'badge' }, badge));
  const card = element(
    'li',
    { class: `card is-${knowledge}`, 'data-step': step },
    heading,
    formulaElement(formula, aboutVariable(lines)),
  );
  if (note !== null) card.append(element('p', { class: 'note' }, ...richText(note)));
  card.append(...before);
  if (lines.length > 0)
    card.append(element('dl', { class: 'lines' }, ...lines.map((line) => lineElement(line, env))));
  return card;
}
