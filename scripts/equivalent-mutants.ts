/** Mutants that no test can tell from the program, each with the reason. `mutation-page.ts` puts them into the page. */

export interface EquivalentMutant {
  readonly file: string;
  /** The line of the source on which the mutant begins, without the spaces around it: line numbers move. */
  readonly line: string;
  /** What the mutant puts in the place of a part of it. */
  readonly replacement: string;
  readonly reason: string;
}

export const EQUIVALENT_MUTANTS: readonly EquivalentMutant[] = [
  {
    file: 'src/agent/sum-tree.ts',
    line: 'while (node > 1) {',
    replacement: 'node >= 1',
    reason: 'One turn more writes node 0, which is no part of the tree: nothing reads it.',
  },
  {
    file: 'src/agent/sum-tree.ts',
    line: 'for (let node = this.#leaves - 1; node > 0; node--) {',
    replacement: 'node >= 0',
    reason: 'One turn more writes node 0, which is no part of the tree: nothing reads it.',
  },
  {
    file: 'src/random.ts',
    line: 'if (spawnKey.length > 0) {',
    replacement: 'true',
    reason:
      'Zeros are added to a seed without a key. The pool takes missing words as 0, so it comes out the same.',
  },
  {
    file: 'src/random.ts',
    line: 'if (spawnKey.length > 0) {',
    replacement: 'spawnKey.length >= 0',
    reason:
      'Zeros are added to a seed without a key. The pool takes missing words as 0, so it comes out the same.',
  },
  {
    file: 'src/random.ts',
    line: 'for (let k = 0; k < 4; k++) {',
    replacement: 'k <= 4',
    reason:
      'Both loops: the fifth value falls outside the array, which ignores it, and nothing is read afterwards.',
  },
  {
    file: 'src/random.ts',
    line: 'if ((low | 0) === low && span >>> 0 === span && span > 1) return low + this.#boundedUint32(span);',
    replacement: 'false',
    reason: 'The slow path gives the same integers from the same draws.',
  },
  {
    file: 'src/random.ts',
    line: 'if (BigInt.asUintN(64, product) < span) {',
    replacement: 'true',
    reason:
      'The threshold is below the span, so a low word from the span on is never drawn again: only time is lost.',
  },
  {
    file: 'src/random.ts',
    line: 'if (BigInt.asUintN(64, product) < span) {',
    replacement: 'BigInt.asUintN(64, product) <= span',
    reason:
      'The threshold is below the span, so a low word from the span on is never drawn again: only time is lost.',
  },
  {
    file: 'src/random.ts',
    line: 'if (low < span) {',
    replacement: 'true',
    reason:
      'The threshold is below the span, so a low word from the span on is never drawn again: only time is lost.',
  },
  {
    file: 'src/random.ts',
    line: 'if (low < span) {',
    replacement: 'low <= span',
    reason:
      'The threshold is below the span, so a low word from the span on is never drawn again: only time is lost.',
  },
  {
    file: 'src/random.ts',
    line: 'const threshold = (TWO_POW_32 - span) % span;',
    replacement: 'TWO_POW_32 + span',
    reason: 'Both are 2^32 modulo the span.',
  },
  {
    file: 'src/random.ts',
    line: 'if (span < TWO_POW_32) return this.#boundedUint32(span);',
    replacement: 'span <= TWO_POW_32',
    reason:
      'For a span of 2^32 the product is the draw itself as its high word, and the low word 0 is not below the threshold 0.',
  },
];
