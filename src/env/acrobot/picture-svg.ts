/** An episode of Acrobot as an animated SVG. Between two steps the browser turns each link evenly. */
import { animate, animatedSvg } from '../../drawing/animation.ts';
import { type Recording, recentShare } from '../picture.ts';
import { LINK_LENGTH, STEP_SECONDS } from './acrobot.ts';
import { GOAL_HEIGHT, REACH } from './picture-links.ts';

const WIDTH = 640;
const HEIGHT = 440;
const PIXELS_PER_METRE = 88;
/** Height of the pivot. */
const PIVOT_Y = 244;
const LINK = LINK_LENGTH * PIXELS_PER_METRE;
const GOAL = -GOAL_HEIGHT * PIXELS_PER_METRE;
const HALF_WIDTH = REACH * PIXELS_PER_METRE;

/** A link that hangs down from the origin. */
const drawLink = (colour: string) =>
  `<rect class="fill-${colour}" x="-6" y="-6" width="12" height="${LINK + 12}" rx="6"/>`;

export function drawSvg(recording: Recording): string {
  const { id, moments } = recording;
  const turns = (link: 0 | 1) => {
    const angles = moments.map(({ observation }) =>
      Math.atan2(observation[2 * link + 1], observation[2 * link]),
    );
    // Angles grow against the clock, those of SVG with it.
    return unwrap(angles).map((angle) => `rotate(${((-angle * 180) / Math.PI).toFixed(2)}deg)`);
  };
  return animatedSvg({
    width: WIDTH,
    height: HEIGHT,
    stepSeconds: STEP_SECONDS,
    id,
    returns: moments.map(({ episodeReturn }) => episodeReturn),
    end: describeEnd(recording),
    moving: [
      animate('first', STEP_SECONDS, 'linear', 'transform', turns(0)),
      animate('second', STEP_SECONDS, 'linear', 'transform', turns(1)),
      animate('minus', STEP_SECONDS, 'linear', 'opacity', recentShare(moments, 0, 1)),
      animate('plus', STEP_SECONDS, 'linear', 'opacity', recentShare(moments, 2, 1)),
    ],
    body: `<g transform="translate(${WIDTH / 2},${PIVOT_Y})">
<path class="line-faint" stroke-width="2" stroke-dasharray="6 5" d="M${-HALF_WIDTH},${GOAL}H${HALF_WIDTH}"/>
<text class="fill-faint" font-size="12" x="${-HALF_WIDTH}" y="${GOAL - 7}">${GOAL_HEIGHT} m</text>
<g class="first">${drawLink('blue')}
<g transform="translate(0,${LINK})"><g class="second">${drawLink('orange')}</g>
<g class="line-ink" stroke-width="2.5" fill="none" stroke-linecap="round" stroke-linejoin="round">
<path class="plus" d="M-17,10A20,20 0 0 0 17,10m0,8v-8h-8"/><path class="minus" d="M17,10A20,20 0 0 1 -17,10m0,8v-8h8"/></g>
<circle class="fill-ground line-ink" stroke-width="1.5" r="3.2"/></g></g>
<circle class="fill-ground line-ink" stroke-width="1.5" r="3.2"/>
</g>`,
  });
}

/** The same angles, without the jumps of a whole turn. */
function unwrap(angles: readonly number[]): number[] {
  let turns = 0;
  return angles.map((angle, k) => {
    if (k > 0) turns -= Math.round((angle - angles[k - 1]) / (2 * Math.PI));
    return angle + turns * 2 * Math.PI;
  });
}

function describeEnd({ moments, terminated }: Recording): string {
  const steps = moments.length - 1;
  return terminated ? `swung up after ${steps} steps` : `time limit, ${steps} steps`;
}
