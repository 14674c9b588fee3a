/**
 * Numbers with their sum, in which one can be found by its place in the sum: what sampling by priority needs.
 *
 * A binary tree in one array: node k has the children 2k and 2k + 1, node 1 is the root, and the leaves are the numbers.
 * Each inner node is the sum of its two children, so both operations walk one path: O(log n).
 *
 * Source: Schaul et al. 2016, "Prioritized Experience Replay", appendix B.2.1. A path is summed again from its leaf, where
 * other code adds the difference to each node: so rounding errors never accumulate, and the tree depends only on its leaves.
 */
import { checkPositiveInteger } from '../checks.ts';

export class SumTree {
  /** Numbers held. */
  readonly size: number;
  /** The next power of two; the leaves beyond `size` stay 0. */
  readonly #leaves: number;
  readonly #nodes: Float64Array;

  /** `size` zeros. Throws a RangeError unless it is a positive integer. */
  constructor(size: number) {
    checkPositiveInteger('size', size);
    let leaves = 1;
    while (leaves < size) leaves *= 2;
    this.size = size;
    this.#leaves = leaves;
    this.#nodes = new Float64Array(2 * leaves);
  }

  /** The sum of all numbers. */
  get total(): number {
    return this.#nodes[1];
  }

  get(index: number): number {
    return this.#nodes[this.#leaves + index];
  }

  /** Replaces a number by another, which must not be negative. */
  set(index: number, value: number): void {
    const nodes = this.#nodes;
    let node = this.#leaves + index;
    nodes[node] = value;
    while (node > 1) {
      node >>= 1;
      nodes[node] = nodes[2 * node] + nodes[2 * node + 1];
    }
  }

  /** The first `count` numbers, to read or to overwrite; after overwriting, call `addUp`. */
  first(count: number): Float64Array {
    return this.#nodes.subarray(this.#leaves, this.#leaves + count);
  }

  /** Recomputes all sums. The result is the same as if `set` had made them one by one. */
  addUp(): void {
    const nodes = this.#nodes;
    for (let node = this.#leaves - 1; node > 0; node--) {
      nodes[node] = nodes[2 * node] + nodes[2 * node + 1];
    }
  }

  /**
   * The index at which the running sum of the numbers exceeds `mass`, for 0 ≤ mass < total.
   *
   * Never one whose number is 0, unless all are: not even if rounding carries `mass` to the end of the sum.
   */
  find(mass: number): number {
    const nodes = this.#nodes;
    let rest = mass;
    let node = 1;
    while (node < this.#leaves) {
      node *= 2;
      if (rest >= nodes[node] && nodes[node + 1] > 0) {
        rest -= nodes[node];
        node++;
      }
    }
    return node - this.#leaves;
  }
}
