/**
 * A formula written as one line of text, taken apart for the screen: `y = r + γ max_{a′} Q(s′, a′; θ⁻)`.
 *
 * `_{…}` is a subscript and `^{…}` a superscript; a letter on its own is a variable, several together are a word, and the e of
 * 1e−8 is neither.
 */
export type FormulaPart =
  | { readonly kind: 'text' | 'variable'; readonly text: string }
  | { readonly kind: 'sub' | 'sup'; readonly parts: readonly FormulaPart[] };

const PART =
  /\d[\d.]*e−?\d+|(?<raised>[_^])\{(?<inner>[^}]*)\}|(?<variable>\p{L}\p{M}*)(?![\p{L}\p{M}])|\p{L}[\p{L}\p{M}]+|[^_^\p{L}\d]+|\d/gu;

export function formulaParts(formula: string): readonly FormulaPart[] {
  return Array.from(formula.matchAll(PART), ({ 0: text, groups = {} }): FormulaPart => {
    const { raised, inner, variable } = groups;
    if (raised) return { kind: raised === '_' ? 'sub' : 'sup', parts: formulaParts(inner) };
    return { kind: variable ? 'variable' : 'text', text };
  });
}
