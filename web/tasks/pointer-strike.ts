/** What a pointer does to a thing on the picture. */

/** How hard a pointer strikes that was dragged, or clicked beside a thing, from left or right. Lengths in one unit. */
export interface PointerForce {
  /** Of a click. */
  readonly click: number;
  /** For each unit of length that the pointer was dragged. */
  readonly perUnit: number;
  readonly most: number;
  /** Length below which a pointer was clicked. */
  readonly clickLength: number;
}

/** Dragged, it takes the thing along; clicked, it strikes it from the side where it is. Positive to the right. */
export function pointerStrike(
  { click, perUnit, most, clickLength }: PointerForce,
  from: number,
  to: number,
  thing: number,
): number {
  const dragged = to - from;
  if (Math.abs(dragged) < clickLength) return to < thing ? click : -click;
  return Math.max(-most, Math.min(most, dragged * perUnit));
}
