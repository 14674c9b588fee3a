/** An episode of CartPole as an animated SVG. Between two steps the browser moves everything on a straight line. */
import { animate, animatedSvg } from '../../drawing/animation.ts';
import { type Moment, type Recording, recentShare } from '../picture.ts';
import { HALF_POLE_LENGTH, STEP_SECONDS, X_THRESHOLD } from './cart-pole.ts';
import { CART_LEFT, endingOf } from './task.ts';

const WIDTH = 640;
const HEIGHT = 250;
const PIXELS_PER_METRE = 112;
/** Height of the rail. */
const TRACK_Y = 200;
/** Height of the pivot, above the rail. */
const PIVOT = 30;
const POLE_LENGTH = 2 * HALF_POLE_LENGTH * PIXELS_PER_METRE;
const LIMIT = X_THRESHOLD * PIXELS_PER_METRE;
/** Steps over which the arrows average the actions. */
const ARROW_STEPS = 5;

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
      animate('cart', STEP_SECONDS, 'linear', 'transform', moments.map(cartTransform)),
      animate('pole', STEP_SECONDS, 'linear', 'transform', moments.map(poleTransform)),
      animate('left', STEP_SECONDS, 'linear', 'opacity', recentShare(moments, 0, ARROW_STEPS)),
      animate('right', STEP_SECONDS, 'linear', 'opacity', recentShare(moments, 1, ARROW_STEPS)),
    ],
    body: `<g transform="translate(${WIDTH / 2},${TRACK_Y})">
<path class="line-faint" stroke-width="2" d="M${-LIMIT},0H${LIMIT}"/>
<path class="line-orange" stroke-width="3" stroke-linecap="round" d="M${-LIMIT},-9v18M${LIMIT},-9v18"/>
<g font-size="12" text-anchor="middle"><text class="fill-faint" x="${-LIMIT}" y="28">−${X_THRESHOLD} m</text><text class="fill-faint" y="28">0</text><text class="fill-faint" x="${LIMIT}" y="28">${X_THRESHOLD} m</text></g>
<g class="cart">
<path class="fill-ink left" d="M-32,-20h-15v-5l-11,9 11,9v-5h15z"/>
<path class="fill-ink right" d="M32,-20h15v-5l11,9 -11,9v-5h-15z"/>
<circle class="fill-ink" cx="-13" cy="-5" r="5"/><circle class="fill-ink" cx="13" cy="-5" r="5"/>
<rect class="fill-blue" x="-23" y="${-PIVOT}" width="46" height="22" rx="4"/>
<g transform="translate(0,${-PIVOT})"><g class="pole">
<rect class="fill-orange" x="-4" y="${-POLE_LENGTH}" width="8" height="${POLE_LENGTH + 4}" rx="4"/>
</g><circle class="fill-ground line-ink" stroke-width="1.5" r="3.2"/></g>
</g>
</g>`,
  });
}

const cartTransform = ({ observation: [x] }: Moment) => `translate(${(x * PIXELS_PER_METRE).toFixed(1)}px)`;

const poleTransform = ({ observation: [, , theta] }: Moment) =>
  `rotate(${((theta * 180) / Math.PI).toFixed(2)}deg)`;

function describeEnd({ moments, terminated }: Recording): string {
  const steps = moments.length - 1;
  if (!terminated) return `time limit, ${steps} steps`;
  const left = endingOf(moments[steps].observation) === CART_LEFT;
  return `${left ? 'the cart left the track' : 'the pole fell'} after ${steps} steps`;
}
