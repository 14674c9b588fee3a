/** An episode of MountainCar as an animated SVG. Between two steps the browser moves the car on a straight line. */
import { animate, animatedSvg } from '../../drawing/animation.ts';
import { type Moment, type Recording, recentShare } from '../picture.ts';
import { GOAL_POSITION, MAX_POSITION, MIN_POSITION } from './mountain-car.ts';
import { heightAt, STEP_SECONDS, slopeAt } from './picture-hill.ts';

const WIDTH = 640;
const HEIGHT = 340;
const PIXELS_PER_UNIT = 310;
/** Points of the hill's outline, and its height where it is 0 in the equations. */
const POINTS = 90;
const MIDDLE_Y = 205;
/** Steps over which the arrows average the actions. */
const ARROW_STEPS = 5;

const pixelX = (position: number) =>
  WIDTH / 2 + (position - (MIN_POSITION + MAX_POSITION) / 2) * PIXELS_PER_UNIT;
const pixelY = (position: number) => MIDDLE_Y - heightAt(position) * PIXELS_PER_UNIT;
const pixel = (position: number) => `${pixelX(position).toFixed(1)},${pixelY(position).toFixed(1)}`;

const OUTLINE = Array.from({ length: POINTS + 1 }, (_, k) =>
  pixel(MIN_POSITION + ((MAX_POSITION - MIN_POSITION) * k) / POINTS),
).join(' ');

export function drawSvg(recording: Recording): string {
  const { id, moments } = recording;
  return animatedSvg({
    width: WIDTH,
    height: HEIGHT,
    stepSeconds: STEP_SECONDS,
    id,
    returns: moments.map(({ episodeReturn }) => episodeReturn),
    end: describeEnd(recording),
    moving: [
      animate('car', STEP_SECONDS, 'linear', 'transform', moments.map(carTransform)),
      animate('left', STEP_SECONDS, 'linear', 'opacity', recentShare(moments, 0, ARROW_STEPS)),
      animate('right', STEP_SECONDS, 'linear', 'opacity', recentShare(moments, 2, ARROW_STEPS)),
    ],
    body: `<path class="fill-grid" d="M${OUTLINE}V${HEIGHT - 14}H${pixelX(MIN_POSITION).toFixed(1)}z"/>
<path class="line-faint" stroke-width="2" fill="none" d="M${OUTLINE}"/>
<path class="line-orange" stroke-width="3" stroke-linecap="round" d="M${pixel(MIN_POSITION)}v-40"/>
<path class="line-ink" stroke-width="2" d="M${pixel(GOAL_POSITION)}v-44"/>
<path class="fill-orange" d="M${pixel(GOAL_POSITION)}m0,-44l20,7l-20,7z"/>
<g font-size="12" class="fill-faint"><text x="${(pixelX(MIN_POSITION) + 8).toFixed(1)}" y="${HEIGHT - 24}">−${-MIN_POSITION}</text><text x="${pixelX(GOAL_POSITION).toFixed(1)}" y="${HEIGHT - 24}" text-anchor="middle">${GOAL_POSITION}</text></g>
<g class="car">
<path class="fill-ink left" d="M-32,-17h-15v-5l-11,9 11,9v-5h15z"/>
<path class="fill-ink right" d="M32,-17h15v-5l11,9 -11,9v-5h-15z"/>
<path class="fill-blue" d="M-24,-8v-8q0,-4 5,-4l7,-10q1,-2 4,-2h14q3,0 5,3l6,9q7,1 7,6v6z"/>
<circle class="fill-ink" cx="-13" cy="-6" r="6"/><circle class="fill-ink" cx="13" cy="-6" r="6"/>
</g>`,
  });
}

function carTransform({ observation: [position] }: Moment): string {
  const degrees = (Math.atan(-slopeAt(position)) * 180) / Math.PI;
  return `translate(${pixelX(position).toFixed(1)}px,${pixelY(position).toFixed(1)}px) rotate(${degrees.toFixed(2)}deg)`;
}

function describeEnd({ moments, terminated }: Recording): string {
  const steps = moments.length - 1;
  return terminated ? `reached the goal after ${steps} steps` : `time limit, ${steps} steps`;
}
