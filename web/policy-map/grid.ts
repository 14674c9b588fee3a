/** What a policy says over pole angle × angular velocity, at one position and velocity of the cart. */
import { argmax } from '../../src/agent/q-function.ts';
import { THETA_THRESHOLD } from '../../src/env/cart-pole/cart-pole.ts';

export const ACTION_NAMES = ['push left', 'push right'] as const;

/** Points along each axis; odd, so that upright and still is one of them. */
export const SIZE = 41;

export interface Axis {
  readonly name: string;
  /** The axis is symmetric: from −reach to reach. */
  readonly reach: number;
  readonly ticks: readonly number[];
}

/** The episode ends beyond 12°. What lies outside shows how the network goes on where it has seen nothing. */
export const THETA_DEGREES: Axis = { name: 'pole angle θ (°)', reach: 15, ticks: [-12, -6, 0, 6, 12] };
export const THETA_DOT: Axis = {
  name: 'angular velocity (rad/s)',
  reach: 3,
  ticks: [-3, -2, -1, 0, 1, 2, 3],
};
export const FALL_DEGREES = (THETA_THRESHOLD * 180) / Math.PI;

/** The part of the state that the map holds still. */
export interface Slice {
  /** m */
  readonly x: number;
  /** m/s */
  readonly xDot: number;
}

/** Q of an unscaled state [x (m), ẋ (m/s), θ (rad), θ̇ (rad/s)], valid until the next call. */
export type QOf = (state: ArrayLike<number>) => Float32Array;

/** A point of the grid: column 0 is the leftmost angle, row 0 the lowest angular velocity. */
export interface GridPoint {
  readonly column: number;
  readonly row: number;
}

export const CENTRE: GridPoint = { column: (SIZE - 1) / 2, row: (SIZE - 1) / 2 };

/** The value of an axis at point `k` of it. */
export function valueOn(axis: Axis, k: number): number {
  return axis.reach * ((2 * k) / (SIZE - 1) - 1);
}

export function stateAt({ x, xDot }: Slice, { column, row }: GridPoint): [number, number, number, number] {
  return [x, xDot, (valueOn(THETA_DEGREES, column) * Math.PI) / 180, valueOn(THETA_DOT, row)];
}

export class PolicyGrid {
  /** Points of the whole grid; they are numbered row by row. */
  readonly count = SIZE * SIZE;
  /** max_a Q(s, a) */
  readonly maxQ = new Float32Array(this.count);
  /** Q(s, right) − Q(s, left) */
  readonly preference = new Float32Array(this.count);
  /** argmax_a Q(s, a) */
  readonly action = new Uint8Array(this.count);

  /** Asks the network about point `k`: one at a time, because all of them may take longer than the page can wait. */
  fill(k: number, slice: Slice, qOf: QOf): void {
    const q = qOf(stateAt(slice, { column: k % SIZE, row: Math.floor(k / SIZE) }));
    const best = argmax(q, 0, ACTION_NAMES.length);
    this.action[k] = best;
    this.maxQ[k] = q[best];
    this.preference[k] = q[1] - q[0];
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
    return this.action.reduce((sum, other) => sum + Number(other === action), 0) / this.count;
  }
}

/** Where an arrow key moves the crosshair, or null for a key that means nothing here. */
export function pointAfterKey(key: string, { column, row }: GridPoint): GridPoint | null {
  switch (key) {
    case 'ArrowLeft':
      return { column: Math.max(0, column - 1), row };
    case 'ArrowRight':
      return { column: Math.min(SIZE - 1, column + 1), row };
    case 'ArrowUp':
      return { column, row: Math.min(SIZE - 1, row + 1) };
    case 'ArrowDown':
      return { column, row: Math.max(0, row - 1) };
    case 'Home':
      return CENTRE;
    default:
      return null;
  }
}
