/** The hill, in the proportions of the pictures. Its equations know no time and no scale of heights. */

/** As many steps a second as Gymnasium shows. */
export const STEP_SECONDS = 1 / 30;

/** Heights in units of the position, from the middle between valley and summit. */
const HALF_HEIGHT = 0.35;

export const heightAt = (position: number) => HALF_HEIGHT * Math.sin(3 * position);

export const slopeAt = (position: number) => 3 * HALF_HEIGHT * Math.cos(3 * position);

/** Of the valley and of the summit, which lies beyond the goal. */
export const LOWEST = -HALF_HEIGHT;
export const HIGHEST = HALF_HEIGHT;
