/** Where the links are, from what an agent sees of them. */
import { LINK_LENGTH } from './acrobot.ts';

/** m from the pivot, to the right and upwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** m above the pivot: the tip must rise higher. */
export const GOAL_HEIGHT = LINK_LENGTH;
/** m from the pivot to the tip of straight links. */
export const REACH = 2 * LINK_LENGTH;

/** The joint between the links, and the tip. */
export function pointsOf([cos1, sin1, cos2, sin2]: Float32Array): { joint: Point; tip: Point } {
  const joint = { x: LINK_LENGTH * sin1, y: -LINK_LENGTH * cos1 };
  // Sine and cosine of the sum of both angles.
  const x = LINK_LENGTH * (sin1 * cos2 + cos1 * sin2);
  const y = -LINK_LENGTH * (cos1 * cos2 - sin1 * sin2);
  return { joint, tip: { x: joint.x + x, y: joint.y + y } };
}
