/** Performance profiles (Agarwal 2021): for each return, the share of runs that end above it. */
import { commonRange, finalProfile, type VariantRuns } from '../experiment/comparison.ts';
import { curveWithBand, FIGURE_WIDTH, figure, frame, legend, MARGIN, xAxis, yAxis } from './figure.ts';

const percent = (text: string) => `${Math.round(100 * Number(text))}\u00a0%`;

export function profileFigure(variants: readonly VariantRuns[]): string {
  const names = legend(
    variants.map(({ name }) => name),
    56,
  );
  const top = 56 + names.height;
  const box = { left: MARGIN.left, right: FIGURE_WIDTH - MARGIN.right, top, bottom: top + 260 };
  const plot = frame(box, commonRange(variants), [0, 1]);
  const body = [
    names.svg,
    yAxis(plot, 5, 'share of runs', percent),
    xAxis(plot, 10, 'τ: final greedy return that a run exceeds'),
    ...variants.map((variant, k) => {
      const points = finalProfile(variant).map((point) => ({ at: point.tau, ...point }));
      return curveWithBand(plot, points, k);
    }),
  ];
  return figure(box.bottom + 52, 'Performance profile: share of runs that end above τ', body.join('\n'));
}
