/** The tables of the museum: a heading for each column, and a name for each row. */
import { type Child, element } from '../dom.ts';

export function museumRow(name: string, cells: readonly Child[], meaning?: string): HTMLTableRowElement {
  const heading = element('th', { scope: 'row', title: meaning }, name);
  return element('tr', {}, heading, ...cells.map((cell) => element('td', {}, cell)));
}

export function museumTable(titles: readonly string[], rows: readonly HTMLTableRowElement[]): HTMLElement {
  const headings = titles.map((title) => element('th', { scope: 'col' }, title));
  return element(
    'div',
    { class: 'scroll' },
    element(
      'table',
      { class: 'museum-table' },
      element('thead', {}, element('tr', {}, ...headings)),
      element('tbody', {}, ...rows),
    ),
  );
}
