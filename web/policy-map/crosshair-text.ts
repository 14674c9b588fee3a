/** What the network says of the state at the crosshair, in words and numbers. */
import { argmax } from '../../src/agent/q-function.ts';
import { tickText } from '../axis.ts';
import { formatNumber } from '../format.ts';
import {
  ACTION_NAMES,
  type GridPoint,
  type QOf,
  type Slice,
  stateAt,
  THETA_DEGREES,
  THETA_DOT,
  valueOn,
} from './grid.ts';

/** Axes are cut into steps that are whole multiples of this. */
const AXIS_STEP = 0.01;

/** One text for each name of `READING_NAMES`. */
export type Reading = readonly string[];

export const READING_NAMES = [
  'Pole angle θ',
  'Angular velocity',
  `Q(s, ${ACTION_NAMES[0]})`,
  `Q(s, ${ACTION_NAMES[1]})`,
  'Greedy action',
] as const;

export function readAt(point: GridPoint, slice: Slice, qOf: QOf): Reading {
  const q = qOf(stateAt(slice, point));
  return [
    `${tickText(valueOn(THETA_DEGREES, point.column), AXIS_STEP)}°`,
    `${tickText(valueOn(THETA_DOT, point.row), AXIS_STEP)} rad/s`,
    formatNumber(q[0]),
    formatNumber(q[1]),
    ACTION_NAMES[argmax(q, 0, ACTION_NAMES.length)],
  ];
}

/** The same in one line. */
export function inWords([angle, velocity, left, right, action]: Reading): string {
  return `angle ${angle}, ${velocity}: Q ${ACTION_NAMES[0]} ${left}, Q ${ACTION_NAMES[1]} ${right}, greedy ${action}`;
}
