/** What a bug changes in the source. */
import type { Hunk, HunkLine } from '../../museum/hunk.ts';
import { element } from '../dom.ts';

const SPOKEN = { '-': 'taken out:', '+': 'put in:', ' ': '' };

/** Each file with the lines that were taken out and put in, and some of those around them. */
export function createDiff(hunks: readonly Hunk[]): HTMLElement {
  return element('div', { class: 'museum-diff' }, ...hunks.map(hunkElement));
}

function hunkElement({ file, firstLine, lines }: Hunk): HTMLElement {
  const place = `${file}, line ${firstLine}`;
  return element(
    'figure',
    {},
    element('figcaption', { class: 'mono' }, place),
    element(
      'div',
      { class: 'scroll museum-code', tabindex: 0, role: 'region', 'aria-label': `Difference in ${place}` },
      ...lines.map(lineElement),
    ),
  );
}

function lineElement({ mark, text }: HunkLine): HTMLElement {
  const kind = { '-': 'is-out', '+': 'is-in', ' ': '' }[mark];
  return element(
    'div',
    { class: `museum-line ${kind}` },
    element('span', { class: 'visually-hidden' }, SPOKEN[mark]),
    element('span', { class: 'museum-mark', 'aria-hidden': 'true' }, mark === '-' ? '−' : mark),
    element('code', {}, text === '' ? ' ' : text),
  );
}
