/** A learning curve as an SVG picture. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { escapeXml, round, svgDocument } from '../drawing/svg.ts';
import type { CurvePoint, LearningCurve } from '../experiment/learning-curve.ts';
import { RECENT_EPISODES } from '../experiment/metrics.ts';
import { returnRange } from '../experiment/return-range.ts';
import { recentMeans, thin, ticks } from './curve-points.ts';

const WIDTH = 760;
const HEIGHT = 420;
const PLOT = { left: 58, right: 728, top: 76, bottom: 366 };
/** More points than this only make the file larger. */
const MAX_DOTS = 4000;
const MAX_LINE_POINTS = 1500;
/** Evaluations closer than this many pixels get no dots on their line. */
const MIN_DOT_DISTANCE = 6;

const STYLE = `path{fill:none;stroke-linejoin:round}
.dots{stroke-width:2.6;stroke-linecap:round;stroke-opacity:.4}
.curve{stroke-width:2.2}
.threshold{stroke-width:1.3;stroke-dasharray:6 4}`;

/** @param title for example "CartPole-v1 · default · seed 1". */
export function renderCurveSvg(curve: LearningCurve, title: string): string {
  const { episodes, evaluations, rewardThreshold } = curve;
  const points = [...episodes, ...evaluations];
  const lastStep = points.reduce((last, { step }) => Math.max(last, step), 0);
  const x = scaleLinear([0, Math.max(1, lastStep)], [PLOT.left, PLOT.right]);
  const range = returnRange(
    points.map((point) => point.return),
    curve,
  );
  const y = scaleLinear(range, [PLOT.bottom, PLOT.top]);
  const path = line<CurvePoint>(
    (point) => x(point.step),
    (point) => y(point.return),
  ).digits(1);

  const yAxis = ticks(y, 6).map(({ position, text }) => {
    const at = round(position);
    return `<path class="line-grid" d="M${PLOT.left},${at}H${PLOT.right}"/><text class="fill-faint" x="${PLOT.left - 8}" y="${at}" dy=".35em" text-anchor="end">${text}</text>`;
  });
  const xAxis = ticks(x, 8).map(({ position, text }) => {
    const at = round(position);
    return `<path class="line-faint" d="M${at},${PLOT.bottom}v5"/><text class="fill-faint" x="${at}" y="${PLOT.bottom + 19}" text-anchor="middle">${text}</text>`;
  });
  // A dot is a line of no length with round ends: far shorter to write than a circle.
  const dots = thin(episodes, MAX_DOTS).map(
    (point) => `M${round(x(point.step))},${round(y(point.return))}h0`,
  );
  const evaluationDots =
    evaluations.length * MIN_DOT_DISTANCE <= PLOT.right - PLOT.left ? evaluations : evaluations.slice(-1);
  const threshold =
    rewardThreshold === null
      ? ''
      : `<path class="threshold line-ink" d="M${PLOT.left},${round(y(rewardThreshold))}H${PLOT.right}"/>\n`;

  const body = `<text x="${PLOT.left}" y="30" font-size="17" font-weight="600" class="fill-ink">${escapeXml(title)}</text>
<g font-size="12">
${legend(curve)}
${yAxis.join('\n')}
${xAxis.join('\n')}
<path class="line-faint" d="M${PLOT.left},${PLOT.bottom}H${PLOT.right}"/>
<text class="fill-faint" transform="translate(16,${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)" text-anchor="middle">return of an episode (sum of rewards)</text>
<text class="fill-faint" x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">environment steps</text>
</g>
<path class="dots line-ink" d="${dots.join('')}"/>
${threshold}<path class="curve line-blue" d="${path(thin(recentMeans(episodes), MAX_LINE_POINTS)) ?? ''}"/>
<path class="curve line-orange" d="${path(thin(evaluations, MAX_LINE_POINTS)) ?? ''}"/>
<g class="fill-orange line-ground">${evaluationDots.map((point) => `<circle cx="${round(x(point.step))}" cy="${round(y(point.return))}" r="3.2"/>`).join('')}</g>`;
  return svgDocument(WIDTH, HEIGHT, `Learning curve: ${title}`, STYLE, body);
}

function legend({ episodes, rewardThreshold }: LearningCurve): string {
  const entries = [
    {
      mark: '<path class="curve line-orange" d="M0,-4h24"/><circle class="fill-orange line-ground" cx="12" cy="-4" r="3.2"/>',
      text: 'greedy evaluation',
      width: 148,
    },
    ...(episodes.length === 0
      ? []
      : [
          {
            mark: `<path class="curve line-blue" d="M0,-4h24"/>`,
            text: `training, mean of last ${RECENT_EPISODES}`,
            width: 196,
          },
          {
            mark: '<path class="dots line-ink" d="M4,-6h0M12,-2h0M20,-5h0"/>',
            text: 'training episode',
            width: 138,
          },
        ]),
    ...(rewardThreshold === null
      ? []
      : [
          {
            mark: '<path class="threshold line-ink" d="M0,-4h24"/>',
            text: `solved from ${rewardThreshold}`.replace('-', '−'),
            width: 0,
          },
        ]),
  ];
  let at = PLOT.left;
  return entries
    .map(({ mark, text, width }) => {
      const entry = `<g transform="translate(${at},54)">${mark}<text class="fill-ink" x="30">${text}</text></g>`;
      at += width;
      return entry;
    })
    .join('\n');
}
