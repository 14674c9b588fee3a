/** What policies do over the plane of pole angle and angular velocity, the cart standing in the middle. */
import { escapeXml, round } from '../../src/drawing/svg.ts';
import { FIGURE_WIDTH, figure, frame, legend, MARGIN, xAxis, yAxis } from '../../src/figures/figure.ts';

export interface PlanePanel {
  readonly title: string;
  /** The action in a state [x, xDot, theta, thetaDot], or null where there is none. */
  readonly action: (state: readonly number[]) => number | null;
}

const TOP = 104;
const HEIGHT = 260;
const GAP = 76;
const CELLS = 40;
/** Degrees, and degrees a second. */
const REACH = [12, 120];
const RADIANS = Math.PI / 180;

export function planeFigure(title: string, panels: readonly PlanePanel[]): string {
  const width = (FIGURE_WIDTH - MARGIN.left - MARGIN.right - (panels.length - 1) * GAP) / panels.length;
  const bodies = panels.map((panel, k) => {
    const left = MARGIN.left + k * (width + GAP);
    const box = { left, right: left + width, top: TOP, bottom: TOP + HEIGHT };
    const plot = frame(box, [-REACH[0], REACH[0]], [-REACH[1], REACH[1]]);
    const [columnWidth, rowHeight] = [width / CELLS, HEIGHT / CELLS];
    const rectangles: string[] = ['', ''];
    for (let row = 0; row < CELLS; row++) {
      for (let column = 0; column < CELLS; column++) {
        const theta = REACH[0] * ((2 * (column + 0.5)) / CELLS - 1) * RADIANS;
        const thetaDot = REACH[1] * (1 - (2 * (row + 0.5)) / CELLS) * RADIANS;
        const action = panel.action([0, 0, theta, thetaDot]);
        if (action === null) continue;
        const corner = `${round(left + column * columnWidth)},${round(TOP + row * rowHeight)}`;
        rectangles[action] += `M${corner}h${round(columnWidth)}v${round(rowHeight)}h${round(-columnWidth)}z`;
      }
    }
    return [
      `<text class="fill-ink" font-weight="600" x="${left}" y="${TOP - 12}">${escapeXml(panel.title)}</text>`,
      ...rectangles.map((d, action) => `<path class="fill-series-${action}" fill-opacity=".75" d="${d}"/>`),
      yAxis(plot, 5, k === 0 ? 'degrees a second to the right' : ''),
      xAxis(plot, 5, 'degrees to the right'),
    ].join('\n');
  });
  return figure(
    TOP + HEIGHT + 52,
    title,
    [legend(['push left', 'push right'], 56).svg, ...bodies].join('\n'),
  );
}
