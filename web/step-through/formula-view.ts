/** A formula as elements of the page, with the words for those who hear it. */
import { element } from '../dom.ts';
import { type FormulaPart, formulaParts } from './formula-parts.ts';
import type { Formula } from './formulas.ts';

/** What a variable of a formula stands for, as `data-about` has it; undefined for what has no number. */
type About = (variable: string) => string | undefined;

function nodes(parts: readonly FormulaPart[], about: About): Node[] {
  return parts.map((part) => {
    if ('parts' in part) return element(part.kind, {}, ...nodes(part.parts, () => undefined));
    const { kind, text } = part;
    if (kind === 'variable') return element('var', { 'data-about': about(text) }, text);
    return document.createTextNode(text);
  });
}

export const formulaNodes = (text: string, about: About = () => undefined): readonly Node[] =>
  nodes(formulaParts(text), about);

export function formulaElement({ text, spoken }: Formula, about?: About): HTMLElement {
  return element(
    'span',
    { class: 'formula', role: 'math', 'aria-label': spoken },
    ...formulaNodes(text, about),
  );
}
