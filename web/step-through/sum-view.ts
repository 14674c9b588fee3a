/** One sum of the network with each of its products, and what has come together so far. */
import { button, element } from '../dom.ts';
import { formatNumber } from '../format.ts';
import { rangeAround, type UnitRange } from '../network/heat-map-grid.ts';
import type { Sum } from '../network/sums.ts';
import { exactNumber } from './exact-number.ts';
import { formulaElement } from './formula-view.ts';
import type { Formula } from './formulas.ts';
import { chooseStop, useArrows } from './number-keys.ts';

export interface SumShown {
  /** The name of the sum for programs that read the page. */
  readonly quantity: string;
  readonly title: string;
  readonly formula: Formula;
  readonly sum: Sum;
  /** What the sum begins with, such as a bias; null where that is 0. */
  readonly startName: string | null;
  /** What the two factors are. */
  readonly factors: readonly [string, string];
  /** What becomes of the sum, in words. */
  readonly note: string;
  /** The product that is looked at. */
  readonly marked: number | null;
  /** What each product comes from. */
  name(k: number): string;
  about(k: number): string;
  pick(k: number): void;
}

/** The rows that have the keyboard: a stop for Tab in each table, and ↑ and ↓ between them. */
const PRODUCTS = 'tr[data-product]';

/** The row of product number k, if it is there. */
export const productIn = (box: ParentNode, k: number | string): HTMLElement | null =>
  box.querySelector(`tr[data-product="${k}"]`);

const cell = (value: number | null) =>
  value === null ? element('td', {}) : element('td', { title: String(value) }, formatNumber(value));

function row(
  name: string,
  values: readonly (number | null)[],
  attributes: Parameters<typeof element>[1] = {},
) {
  return element('tr', attributes, element('th', { scope: 'row' }, name), ...values.map(cell));
}

function rows(
  { sum, startName, marked, name, about, pick }: SumShown,
  { first, count }: UnitRange,
): HTMLElement[] {
  const start = startName === null || first > 0 ? [] : [row(startName, [null, null, null, sum.start])];
  const products = sum.terms.slice(first, first + count).map(({ left, right, product, total }, j) => {
    const k = first + j;
    const attributes = {
      'data-product': k,
      'data-about': about(k),
      'aria-current': k === marked,
      onclick: () => pick(k),
    };
    return row(name(k), [left, right, product, total], attributes);
  });
  return [...start, ...products];
}

export function sumElement(shown: SumShown): HTMLElement {
  const { quantity, title, formula, sum, factors, note, marked } = shown;
  const headings = ['from', ...factors, 'product', 'sum'];
  const count = sum.terms.length;
  const body = element('tbody', {});
  const pages = element('div', { class: 'row' });
  const box = element(
    'div',
    { class: 'products-box scroll', role: 'region', 'aria-label': `${title}: products` },
    element(
      'table',
      { class: 'products' },
      element(
        'thead',
        {},
        element('tr', {}, ...headings.map((text) => element('th', { scope: 'col' }, text))),
      ),
      body,
    ),
  );
  let range = rangeAround(marked ?? 0, count);
  const turnTo = (k: number) => {
    range = rangeAround(k, count);
    body.replaceChildren(...rows(shown, range));
    chooseStop(body, PRODUCTS, productIn(body, k));
    const turn = (text: string, to: number) =>
      to >= 0 && to < count ? [button(text, () => turnTo(to))] : [];
    const here = `${range.first + 1} to ${range.first + range.count} of ${count} products`;
    if (range.count < count) {
      pages.replaceChildren(
        ...turn('← Products before', range.first - 1),
        element('span', { class: 'note' }, here),
        ...turn('Products after →', range.first + range.count),
      );
    }
  };
  turnTo(marked ?? 0);
  useArrows(body, PRODUCTS);
  body.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return;
    const to = { ArrowUp: range.first - 1, ArrowDown: range.first + range.count }[event.key];
    if (to !== undefined && to >= 0 && to < count) {
      turnTo(to);
      productIn(body, to)?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') (event.target as HTMLElement).click();
    else return;
    event.preventDefault();
  });
  return element(
    'div',
    { class: 'sum' },
    element('h4', {}, title),
    formulaElement(formula),
    element(
      'p',
      { class: 'sum-result' },
      '= ',
      element('strong', {}, exactNumber(quantity, sum.total, formatNumber(sum.total))),
      ' ',
      element('span', { class: 'note' }, note),
    ),
    box,
    pages,
  );
}
