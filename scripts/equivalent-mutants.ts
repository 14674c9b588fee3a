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
];
