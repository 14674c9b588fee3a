/** What a policy says at each point of a grid on a plane through the states of its task. */
import { argmax } from '../../src/agent/q-function.ts';
import type { Plane } from './plane.ts';

/** Q of a state that is not scaled, valid until the next call. */
export type QOf = (state: ArrayLike<number>) => Float32Array;

export class PolicyGrid {
  readonly plane: Plane;
  /** max_a Q(s, a) */
  readonly maxQ: Float32Array;
  /** argmax_a Q(s, a) */
  readonly action: Uint8Array;
  /** For each action: Q(s, a) less the largest Q of the others. Where it is positive, the action is the best. */
  readonly leads: readonly Float32Array[];

  constructor(plane: Plane, actionCount: number) {
    this.plane = plane;
    this.maxQ = new Float32Array(plane.count);
    this.action = new Uint8Array(plane.count);
    this.leads = Array.from({ length: actionCount }, () => new Float32Array(plane.count));
  }

  /** Asks the network about point `k`: one at a time, because all of them may take longer than the page can wait. */
  fill(k: number, qOf: QOf): void {
    const { columns } = this.plane;
    const q = qOf(this.plane.observationAt({ column: k % columns, row: Math.floor(k / columns) }));
    const best = argmax(q, 0, q.length);
    this.action[k] = best;
    this.maxQ[k] = q[best];
    let second = Number.NEGATIVE_INFINITY;
    for (let a = 0; a < q.length; a++) if (a !== best) second = Math.max(second, q[a]);
    for (let a = 0; a < q.length; a++) this.leads[a][k] = q[a] - (a === best ? second : q[best]);
  }

  /** The smallest and the largest of max Q, or null if none of them is a finite number. */
  range(): { low: number; high: number } | null {
    let [low, high] = [Infinity, -Infinity];
    for (const q of this.maxQ) {
      if (!Number.isFinite(q)) continue;
      low = Math.min(low, q);
      high = Math.max(high, q);
    }
    return low <= high ? { low, high } : null;
  }

  /** Share of the points at which an action is the greedy one. */
  share(action: number): number {
    return this.action.reduce((sum, other) => sum + Number(other === action), 0) / this.plane.count;
  }
}
