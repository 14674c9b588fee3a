/**
 * How the cost of an update grows, from what `bench/peers/run.ts --workload bench/peers/growth.json --json FILE` wrote: µs
 * against the batch size and against the hidden width, both axes logarithmic.
 */
import { scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { escapeXml, round } from '../../src/drawing/svg.ts';
import { FIGURE_WIDTH, figure, legend, MARGIN } from '../../src/figures/figure.ts';
import type { Comparison } from './report.ts';

interface Point {
  readonly at: number;
  readonly microseconds: number;
}

interface Panel {
  readonly label: string;
  /** Rows of the workload that belong to it begin with this word; the number behind it is the place on the axis. */
  readonly rows: string;
}

const PANELS: readonly Panel[] = [
  { label: 'batch size, 4-64-64-2', rows: 'batch' },
  { label: 'hidden width w, 4-w-w-2, batch 64', rows: 'width' },
];
const GAP = 64;
const PANEL_WIDTH = (FIGURE_WIDTH - MARGIN.left - MARGIN.right - GAP) / PANELS.length;
const PANEL_HEIGHT = 280;

/** 10 µs, 1 ms, 1 s: a power of ten of microseconds. */
function formatTime(microseconds: number): string {
  if (microseconds >= 1e6) return `${microseconds / 1e6}\u00a0s`;
  return microseconds >= 1e3 ? `${microseconds / 1e3}\u00a0ms` : `${microseconds}\u00a0µs`;
}

type GrowthPeers = Pick<Comparison, 'peers'>['peers'];

function points(peer: GrowthPeers[number], { rows }: Panel): Point[] {
  return peer.rows.flatMap(({ row, medianMicroseconds }) => {
    const [word, at] = row.split(' ');
    return word === rows ? [{ at: Number(at), microseconds: medianMicroseconds }] : [];
  });
}

export function growthFigure({ peers }: Pick<Comparison, 'peers'>): string {
  const names = legend(
    peers.map(({ title }) => title),
    56,
  );
  const top = 56 + names.height;
  const bottom = top + PANEL_HEIGHT;
  const all = peers.flatMap((peer) => peer.rows.map(({ medianMicroseconds }) => medianMicroseconds));
  const y = scaleLog([Math.min(...all), Math.max(...all)], [bottom, top]).nice();

  const panels = PANELS.map((panel, k) => {
    const left = MARGIN.left + k * (PANEL_WIDTH + GAP);
    const right = left + PANEL_WIDTH;
    const places = [...new Set(peers.flatMap((peer) => points(peer, panel).map(({ at }) => at)))].sort(
      (a, b) => a - b,
    );
    const x = scaleLog([places[0], places[places.length - 1]], [left, right]);
    const path = line<Point>(
      (point) => x(point.at),
      (point) => y(point.microseconds),
    ).digits(1);
    const [low, high] = y.domain();
    const powers = Array.from(
      { length: Math.round(Math.log10(high / low)) + 1 },
      (_, power) => low * 10 ** power,
    );
    return [
      ...powers.map((value) => {
        const at = round(y(value));
        return `<path class="axis line-grid" d="M${round(left)},${at}H${round(right)}"/><text class="fill-faint" x="${round(left - 8)}" y="${at}" dy=".35em" text-anchor="end">${formatTime(value)}</text>`;
      }),
      ...places.map((value) => {
        const at = round(x(value));
        return `<path class="axis line-faint" d="M${at},${bottom}v5"/><text class="fill-faint" x="${at}" y="${bottom + 18}" text-anchor="middle">${value}</text>`;
      }),
      `<text class="fill-faint" x="${round((left + right) / 2)}" y="${bottom + 38}" text-anchor="middle">${escapeXml(panel.label)}</text>`,
      ...peers.map(
        (peer, series) =>
          `<path class="curve line-series-${series} dash-${series}" d="${path(points(peer, panel)) ?? ''}"/>`,
      ),
    ].join('\n');
  });
  return figure(bottom + 52, 'Time of one update', [names.svg, ...panels].join('\n'));
}
