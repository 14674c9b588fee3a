/**
 * Motion in an SVG: CSS keyframes, one for each environment step, so that a picture in a web page moves, and stands still for
 * people who asked their system for less motion.
 */
import { escapeXml, svgDocument } from './svg.ts';

/** s for which the end stands still before the next round. */
export const PAUSE_SECONDS = 1.5;
/** Pixels of one digit of the return. */
const DIGIT = { width: 13, height: 24 };

const STYLE = `.digit{font-size:20px;font-weight:600;font-variant-numeric:tabular-nums;text-anchor:middle}
@media (prefers-reduced-motion:reduce){*{animation:none!important}}`;

export interface Animation {
  readonly width: number;
  readonly height: number;
  /** Seconds between two steps. */
  readonly stepSeconds: number;
  /** The name of the task. */
  readonly id: string;
  /** The sum of the rewards before each step, and at the end. */
  readonly returns: readonly number[];
  /** How the episode ended, such as "time limit, 500 steps". */
  readonly end: string;
  /** Style rules of the moving parts, from `animate`. */
  readonly moving: readonly string[];
  /** What is drawn under the headline. */
  readonly body: string;
}

/** An animated picture with the name of the task, the return so far and, at the end, how it ended. */
export function animatedSvg(animation: Animation): string {
  const { width, height, stepSeconds, id, returns, end, moving, body } = animation;
  const last = returns.length - 1;
  const columns = returns.reduce((most, value) => Math.max(most, digits(value).length), 0);
  const glyphs = glyphsOf(returns);
  const digitsLeft = width - 24 - columns * DIGIT.width;
  const style = [
    STYLE,
    ...moving,
    ...Array.from({ length: columns }, (_, column) =>
      animate(
        `digit${column}`,
        stepSeconds,
        'step-end',
        'transform',
        digitTransforms(returns, glyphs, columns, column),
      ),
    ),
    animate(
      'end',
      stepSeconds,
      'step-end',
      'opacity',
      returns.map((_, k) => (k === last ? '1' : '0')),
    ),
  ].join('\n');
  const headline = `<text x="24" y="34" font-size="15" font-weight="600" class="fill-ink">${escapeXml(id)}</text>
<text class="fill-faint" x="${digitsLeft - 10}" y="34" font-size="13" text-anchor="end">return</text>
<clipPath id="window"><rect x="${digitsLeft}" y="15" width="${columns * DIGIT.width}" height="${DIGIT.height}"/></clipPath>
<g clip-path="url(#window)">${digitColumns(glyphs, columns, digitsLeft)}</g>
<text class="fill-faint end" x="${width - 24}" y="56" font-size="13" text-anchor="end">${escapeXml(end)}</text>
`;
  return svgDocument(width, height, `${id}: an episode with return ${returns[last]}`, style, headline + body);
}

/**
 * The style of class `name`: one property through all moments, held at the end, again and again. Where nothing moves, it
 * has its last value.
 *
 * @param values of the property before each step, and at the end. With `linear` the browser moves on a straight line
 *   between two of them.
 */
export function animate(
  name: string,
  stepSeconds: number,
  timing: 'linear' | 'step-end',
  property: string,
  values: readonly string[],
): string {
  const last = values.length - 1;
  const seconds = roundSeconds(last, stepSeconds);
  const keyframes = values.map((value, k) => {
    const isSame = (other: number) => values[Math.max(0, Math.min(last, other))] === value;
    const changesNothing = isSame(k - 1) && (timing === 'step-end' || isSame(k + 1));
    if (k > 0 && k < last && changesNothing) return '';
    const percent = percentOf(k, last, stepSeconds);
    return `${k === last ? `${percent}%,100%` : `${percent}%`}{${property}:${value}}`;
  });
  return `.${name}{${property}:${values[last]};animation:${name} ${seconds.toFixed(2)}s ${timing} infinite}
@keyframes ${name}{${keyframes.join('')}}`;
}

const roundSeconds = (last: number, stepSeconds: number) => last * stepSeconds + PAUSE_SECONDS;

/** Where in a round the moment after step k of `last` comes. */
export const percentOf = (k: number, last: number, stepSeconds: number): number =>
  Number(((100 * k * stepSeconds) / roundSeconds(last, stepSeconds)).toFixed(3));

/** What returns are written with: the place in the strip is counted from 1, and 0 is blank. */
const glyphsOf = (returns: readonly number[]) =>
  `0123456789${['−', '.'].filter((sign) => returns.some((value) => digits(value).includes(sign))).join('')}`;

const digits = (value: number) => String(Number(value.toFixed(2))).replace('-', '−');

/** Each digit is a strip of all glyphs behind a window. */
function digitColumns(glyphs: string, columns: number, left: number): string {
  return Array.from({ length: columns }, (_, column) => {
    const x = left + (column + 0.5) * DIGIT.width;
    const strip = [...glyphs].map(
      (digit, k) => `<text class="digit fill-ink" y="${(k + 1) * DIGIT.height}">${digit}</text>`,
    );
    return `<g transform="translate(${x},34)"><g class="digit${column}">${strip.join('')}</g></g>`;
  }).join('\n');
}

function digitTransforms(
  returns: readonly number[],
  glyphs: string,
  columns: number,
  column: number,
): string[] {
  return returns.map((value) => {
    const place = glyphs.indexOf(digits(value).padStart(columns)[column]) + 1;
    return `translateY(${-place * DIGIT.height}px)`;
  });
}
