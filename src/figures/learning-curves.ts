/** Learning curves of many runs: each variant with all its seeds, and the variants beside each other. */
import { line } from 'd3-shape';
import { escapeXml, round } from '../drawing/svg.ts';
import {
  type BandPoint,
  commonRange,
  learningBand,
  rangeOf,
  type VariantRuns,
} from '../experiment/comparison.ts';
import type { CurvePoint } from '../experiment/learning-curve.ts';
import {
  type Box,
  curveWithBand,
  FIGURE_WIDTH,
  type Frame,
  figure,
  fitText,
  frame,
  legend,
  MARGIN,
  xAxis,
  yAxis,
} from './figure.ts';

const TOP = 84;
const WIDE = { width: FIGURE_WIDTH - MARGIN.left - MARGIN.right, height: 300 };
const SMALL = { width: 308, height: 170 };
const GAP = { x: 62, y: 74 };

const lastStep = ({ runs }: VariantRuns) =>
  runs.reduce((last, { evaluations }) => Math.max(last, evaluations.at(-1)?.step ?? 0), 1);

const bandPoints = (band: readonly BandPoint[]) => band.map((point) => ({ at: point.step, ...point }));

function thresholdLine({ box, y }: Frame, rewardThreshold: number | null): string {
  if (rewardThreshold === null) return '';
  return `<path class="threshold line-ink" d="M${box.left},${round(y(rewardThreshold))}H${box.right}"/>`;
}

/** Long numbers of steps would run into each other under small pictures: "12 500" becomes "12.5k". */
function thousands(text: string): string {
  const steps = Number(text.replaceAll('\u00a0', ''));
  return steps < 1000 ? text : `${steps / 1000}k`;
}

/** A panel for each variant: a thin line for each seed, and over them the interquartile mean with its interval. */
export function learningCurvesFigure(variants: readonly VariantRuns[]): string {
  const single = variants.length === 1;
  const { width, height } = single ? WIDE : SMALL;
  const panels = variants.map((variant, k) => {
    const [column, row] = single ? [0, 0] : [k % 2, Math.floor(k / 2)];
    const left = MARGIN.left + column * (width + GAP.x);
    const top = TOP + (single ? 0 : 22) + row * (height + GAP.y);
    return panel(variant, { left, right: left + width, top, bottom: top + height }, single ? 8 : 4);
  });
  const rows = single ? 1 : Math.ceil(variants.length / 2);
  const bottom = TOP + (single ? 0 : 22) + rows * height + (rows - 1) * GAP.y;
  const key = `<g transform="translate(${MARGIN.left},56)"><path class="curve line-series-0" d="M0,-4h26"/><path class="band fill-series-0" d="M0,-10h26v12h-26z"/><text class="fill-ink" x="34">interquartile mean, 95 % interval</text><path class="seed line-ink" d="M252,-8l8,6l9,-5l9,4"/><text class="fill-ink" x="286">one seed</text><path class="threshold line-ink" d="M370,-4h26"/><text class="fill-ink" x="404">solved from here</text></g>`;
  return figure(bottom + 52, 'Greedy return while learning', [key, ...panels].join('\n'));
}

function panel(variant: VariantRuns, box: Box, tickCount: number): string {
  const plot = frame(box, [0, lastStep(variant)], rangeOf(variant));
  const seedLine = line<CurvePoint>(
    (point) => plot.x(point.step),
    (point) => plot.y(point.return),
  ).digits(0);
  const seeds = variant.runs.map(({ evaluations }) => seedLine(evaluations) ?? '').join('');
  const name =
    tickCount < 8
      ? `<text class="fill-ink" font-weight="600" x="${box.left}" y="${box.top - 9}">${escapeXml(fitText(variant.name, box.right - box.left, 'bold'))}</text>`
      : '';
  return [
    name,
    yAxis(plot, 5, tickCount < 8 ? '' : 'mean greedy return'),
    xAxis(plot, tickCount, 'environment steps', tickCount < 8 ? thousands : undefined),
    `<path class="seed line-ink" d="${seeds}"/>`,
    thresholdLine(plot, variant.rewardThreshold),
    curveWithBand(plot, bandPoints(learningBand(variant)), 0),
  ].join('\n');
}

/** All variants in one picture: interquartile means with their intervals. */
export function comparedCurvesFigure(variants: readonly VariantRuns[]): string {
  const names = legend(
    variants.map(({ name }) => name),
    56,
  );
  const top = 56 + names.height;
  const box = { left: MARGIN.left, right: FIGURE_WIDTH - MARGIN.right, top, bottom: top + 300 };
  const steps = variants.reduce((last, variant) => Math.max(last, lastStep(variant)), 1);
  const plot = frame(box, [0, steps], commonRange(variants));
  const body = [
    names.svg,
    yAxis(plot, 6, 'greedy return, interquartile mean'),
    xAxis(plot, 8, 'environment steps'),
    ...variants.map((variant, k) => curveWithBand(plot, bandPoints(learningBand(variant)), k)),
  ];
  return figure(box.bottom + 52, 'Learning curves compared', body.join('\n'));
}
