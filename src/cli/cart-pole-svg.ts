/**
 * One episode as an animated SVG picture that needs nothing else: no script, no font, no other file.
 *
 * The motion is CSS keyframes, one for each environment step, so that a picture in a web page moves, and stands still
 * for people who asked their system for less motion. Between two steps the browser moves everything on a straight line.
 */

import { escapeXml, svgDocument } from '../drawing/svg.ts';
import { HALF_POLE_LENGTH, STEP_SECONDS, X_THRESHOLD } from '../env/cart-pole/cart-pole.ts';
import type { Moment, Recording } from '../experiment/recording.ts';

const WIDTH = 640;
const HEIGHT = 250;
const PIXELS_PER_METRE = 112;
/** Height of the rail. */
const TRACK_Y = 200;
/** Height of the pivot, above the rail. */
const PIVOT = 30;
const POLE_LENGTH = 2 * HALF_POLE_LENGTH * PIXELS_PER_METRE;
const LIMIT = X_THRESHOLD * PIXELS_PER_METRE;
/** s for which the end stands still before the next round. */
const PAUSE_SECONDS = 1.5;
/** Steps over which the arrows average the pushes: single ones alternate too fast to be seen. */
const ARROW_STEPS = 5;
/** Pixels of one digit of the return. */
const DIGIT = { width: 13, height: 24 };

const STYLE = `.digit{font-size:20px;font-weight:600;font-variant-numeric:tabular-nums;text-anchor:middle}
@media (prefers-reduced-motion:reduce){*{animation:none!important}}`;

/** @param recording an episode whose rewards are whole numbers from 0, as those of an evaluation are. */
export function renderEpisodeSvg(recording: Recording): string {
  const { envId, moments, episodeReturn } = recording;
  const last = moments.length - 1;
  const seconds = last * STEP_SECONDS + PAUSE_SECONDS;
  const columns = String(episodeReturn).length;
  const digitsLeft = WIDTH - 24 - columns * DIGIT.width;

  const style = [
    STYLE,
    animate('cart', seconds, 'linear', 'transform', moments.map(cartTransform)),
    animate('pole', seconds, 'linear', 'transform', moments.map(poleTransform)),
    ...['left', 'right'].map((name, action) => {
      const shares = moments.map((_, k) => `${pushShare(moments, k, action)}`);
      return animate(name, seconds, 'linear', 'opacity', shares);
    }),
    ...Array.from({ length: columns }, (_, column) =>
      animate(`digit${column}`, seconds, 'step-end', 'transform', digitTransforms(moments, columns, column)),
    ),
    animate(
      'end',
      seconds,
      'step-end',
      'opacity',
      moments.map((_, k) => (k === last ? '1' : '0')),
    ),
  ].join('\n');

  const body = `<text x="24" y="34" font-size="15" font-weight="600" class="fill-ink">${escapeXml(envId)}</text>
<text class="fill-faint" x="${digitsLeft - 10}" y="34" font-size="13" text-anchor="end">return</text>
<clipPath id="window"><rect x="${digitsLeft}" y="15" width="${columns * DIGIT.width}" height="${DIGIT.height}"/></clipPath>
<g clip-path="url(#window)">${digitColumns(columns, digitsLeft)}</g>
<text class="fill-faint end" x="${WIDTH - 24}" y="56" font-size="13" text-anchor="end">${describeEnd(recording)}</text>
<g transform="translate(${WIDTH / 2},${TRACK_Y})">
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
</g>`;
  return svgDocument(WIDTH, HEIGHT, `${envId}: an episode with return ${episodeReturn}`, style, body);
}

const cartTransform = ({ x }: Moment) => `translate(${(x * PIXELS_PER_METRE).toFixed(1)}px)`;

const poleTransform = ({ theta }: Moment) => `rotate(${((theta * 180) / Math.PI).toFixed(2)}deg)`;

/** How much of the last few pushes went to one side, from 0 to 1. */
function pushShare(moments: readonly Moment[], k: number, action: number): number {
  const recent = moments.slice(Math.max(0, k - ARROW_STEPS + 1), k + 1);
  return recent.filter((moment) => moment.action === action).length / ARROW_STEPS;
}

const DIGITS = '0123456789';

/** Each digit is a strip of all ten behind a window; place 0 is blank. */
function digitColumns(columns: number, left: number): string {
  return Array.from({ length: columns }, (_, column) => {
    const x = left + (column + 0.5) * DIGIT.width;
    const strip = [...DIGITS].map(
      (digit, k) => `<text class="digit fill-ink" y="${(k + 1) * DIGIT.height}">${digit}</text>`,
    );
    return `<g transform="translate(${x},34)"><g class="digit${column}">${strip.join('')}</g></g>`;
  }).join('\n');
}

function digitTransforms(moments: readonly Moment[], columns: number, column: number): string[] {
  return moments.map(({ episodeReturn }) => {
    const place = DIGITS.indexOf(String(episodeReturn).padStart(columns)[column]) + 1;
    return `translateY(${-place * DIGIT.height}px)`;
  });
}

function describeEnd({ moments, terminated }: Recording): string {
  const steps = moments.length - 1;
  if (!terminated) return `time limit, ${steps} steps`;
  const left = Math.abs(moments[steps].x) > X_THRESHOLD;
  return `${left ? 'the cart left the track' : 'the pole fell'} after ${steps} steps`;
}

/**
 * The style of class `name`: one property through all moments, held at the end, again and again. Where nothing moves, it
 * has its last value.
 */
function animate(
  name: string,
  seconds: number,
  timing: 'linear' | 'step-end',
  property: string,
  values: readonly string[],
): string {
  const last = values.length - 1;
  const keyframes = values.map((value, k) => {
    const isSame = (other: number) => values[Math.max(0, Math.min(last, other))] === value;
    const changesNothing = isSame(k - 1) && (timing === 'step-end' || isSame(k + 1));
    if (k > 0 && k < last && changesNothing) return '';
    const percent = Number(((100 * k * STEP_SECONDS) / seconds).toFixed(3));
    return `${k === last ? `${percent}%,100%` : `${percent}%`}{${property}:${value}}`;
  });
  return `.${name}{${property}:${values[last]};animation:${name} ${seconds.toFixed(2)}s ${timing} infinite}
@keyframes ${name}{${keyframes.join('')}}`;
}
