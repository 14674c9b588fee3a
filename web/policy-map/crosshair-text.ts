/** What the network says of the state at the crosshair, in words and numbers. */
import { argmax } from '../../src/agent/q-function.ts';
import { formatNumber } from '../format.ts';
import type { ActionView } from '../tasks/task-view.ts';
import type { QOf } from './grid.ts';
import { type GridPoint, type Plane, valueOn, valueText } from './plane.ts';

export interface Reading {
  readonly name: string;
  readonly text: string;
}

/** The two quantities of the axes, Q of each action, and the greedy action. */
export function readAt(
  point: GridPoint,
  plane: Plane,
  actions: readonly ActionView[],
  qOf: QOf,
): readonly Reading[] {
  const q = qOf(plane.observationAt(point));
  return [
    { name: plane.x.name, text: valueText(plane.x, valueOn(plane.x, point.column)) },
    { name: plane.y.name, text: valueText(plane.y, valueOn(plane.y, point.row)) },
    ...actions.map(({ name }, a) => ({ name: `Q(s, ${name})`, text: formatNumber(q[a]) })),
    { name: 'Greedy action', text: actions[argmax(q, 0, actions.length)].name },
  ];
}

/** The same in one line. */
export const inWords = (readings: readonly Reading[]) =>
  readings.map(({ name, text }) => `${name} ${text}`).join(', ');
