/** A formula as elements of the page, with the words for those who hear it. */
import { element } from '../dom.ts';
import { type FormulaPart, formulaParts } from './formula-parts.ts';
import type { Formula } from './formulas.ts';

function nodes(parts: readonly FormulaPart[]): Node[] {
  return parts.map((part) => {
    if ('parts' in part) return element(part.kind, {}, ...nodes(part.parts));
    return part.kind === 'variable' ? element('var', {}, part.text) : document.createTextNode(part.text);
  });
}

export const formulaNodes = (text: string): readonly Node[] => nodes(formulaParts(text));

export function formulaElement({ text, spoken }: Formula): HTMLElement {
  return element('span', { class: 'formula', role: 'math', 'aria-label': spoken }, ...formulaNodes(text));
}
