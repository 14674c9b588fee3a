/**
 * A learning curve drawn with Braille dots on a terminal.
 *
 * Each series has a look of its own that survives without colour: greedy evaluations are a solid line, the mean of
 * training episodes is dotted, the threshold dashed.
 */
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { BrailleCanvas, brailleCharacter, DOTS_ACROSS, DOTS_DOWN } from '../drawing/braille.ts';
import { noPaint, type Paint } from '../drawing/paint.ts';
import type { CurvePoint, LearningCurve } from '../experiment/learning-curve.ts';
import { RECENT_EPISODES } from '../experiment/metrics.ts';
import { returnRange } from '../experiment/return-range.ts';
import { recentMeans, ticks } from './curve-points.ts';

const ROWS = 14;
const DEFAULT_COLUMNS = 80;
const MIN_COLUMNS = 40;
/** A wider curve is not clearer. */
const MAX_COLUMNS = 110;
/** Columns of the labels on the left, and of the axis beside them. */
const LABEL_COLUMNS = 5;
const AXIS_COLUMNS = LABEL_COLUMNS + 2;
/** Columns between two labels of the lower axis. */
const X_TICK_COLUMNS = 14;
const LEGEND_GAP = '   ';

type Scale = ScaleLinear<number, number>;

/** Lines of text, without a final line break; `columns` is the terminal's width where there is one. */
export function renderTerminalChart(
  curve: LearningCurve,
  columns = DEFAULT_COLUMNS,
  paint: Paint = noPaint,
): string {
  const { episodes, evaluations, rewardThreshold } = curve;
  const width = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns)) - AXIS_COLUMNS;
  const points = [...episodes, ...evaluations];
  const lastStep = points.reduce((last, { step }) => Math.max(last, step), 0);
  const range = returnRange(
    points.map((point) => point.return),
    curve,
  );
  // Half a row of room above and below, so that the lowest and highest labels lie on their values.
  const x = scaleLinear([0, Math.max(1, lastStep)], [0, width * DOTS_ACROSS - 1]);
  const y = scaleLinear(range, [(ROWS - 0.5) * DOTS_DOWN - 0.5, 0.5 * DOTS_DOWN - 0.5]);

  const threshold = new BrailleCanvas(width, ROWS);
  if (rewardThreshold !== null) {
    for (let dot = 0; dot < width * DOTS_ACROSS; dot++)
      if (dot % 6 < 3) threshold.set(dot, y(rewardThreshold));
  }
  const training = new BrailleCanvas(width, ROWS);
  drawDotted(training, recentMeans(episodes), x, y);
  const greedy = new BrailleCanvas(width, ROWS);
  evaluations.forEach((point, k) => {
    const from = evaluations[Math.max(0, k - 1)];
    greedy.line(x(from.step), y(from.return), x(point.step), y(point.return));
  });

  const layers: Layer[] = [
    { canvas: greedy, style: ['bold', 'yellow'], legend: '⠤⠤ greedy evaluation' },
    { canvas: training, style: 'cyan', legend: `⠄⠄ training, mean of last ${RECENT_EPISODES}` },
    ...(rewardThreshold === null
      ? []
      : [
          {
            canvas: threshold,
            style: 'dim' as const,
            legend: `⠤ ⠤ solved from ${rewardThreshold}`.replace('-', '−'),
          },
        ]),
  ];
  const yLabels = new Map(
    ticks(y, 5).map(({ position, text }) => [Math.floor(Math.round(position) / DOTS_DOWN), text]),
  );
  const plot = Array.from({ length: ROWS }, (_, row) => {
    const label = yLabels.get(row);
    return `${(label ?? '').padStart(LABEL_COLUMNS)} ${label === undefined ? '│' : '┤'}${joinLayers(layers, row, width, paint)}`;
  });
  return [...plot, ...drawXAxis(x, width), ...drawLegend(layers, width, paint)].join('\n');
}

interface Layer {
  readonly canvas: BrailleCanvas;
  readonly style: Parameters<Paint>[0];
  readonly legend: string;
}

/** A dot in every other column, at the height of the last point up to there. */
function drawDotted(canvas: BrailleCanvas, points: readonly CurvePoint[], x: Scale, y: Scale): void {
  let k = -1;
  for (let dot = 0; dot < canvas.columns * DOTS_ACROSS; dot += 2) {
    while (k + 1 < points.length && x(points[k + 1].step) <= dot) k++;
    if (k >= 0) canvas.set(dot, y(points[k].return));
  }
}

/** One row of all layers together: dots add up, and a character has the colour of the first layer that is in it. */
function joinLayers(layers: readonly Layer[], row: number, width: number, paint: Paint): string {
  let line = '';
  let run = '';
  let runLayer: Layer | undefined;
  const endRun = () => {
    line += runLayer ? paint(runLayer.style, run) : run;
    run = '';
  };
  for (let cell = row * width; cell < (row + 1) * width; cell++) {
    const first = layers.find(({ canvas }) => canvas.cells[cell] !== 0);
    if (first !== runLayer) endRun();
    runLayer = first;
    run += brailleCharacter(layers.reduce((bits, { canvas }) => bits | canvas.cells[cell], 0));
  }
  endRun();
  return line;
}

function drawXAxis(x: Scale, width: number): string[] {
  const axis = Array.from({ length: width }, () => '─');
  const name = 'environment steps';
  let labels = '';
  for (const { position, text } of ticks(x, Math.max(2, Math.floor(width / X_TICK_COLUMNS)))) {
    const column = Math.floor(Math.round(position) / DOTS_ACROSS);
    axis[column] = '┬';
    const start = Math.min(
      AXIS_COLUMNS + column - Math.floor(text.length / 2),
      AXIS_COLUMNS + width - text.length,
    );
    if (start > labels.length) labels = labels.padEnd(start) + text;
  }
  return [
    `${' '.repeat(AXIS_COLUMNS - 1)}└${axis.join('')}`,
    labels,
    name.padStart(AXIS_COLUMNS + Math.floor((width + name.length) / 2)),
  ];
}

/** As many explanations in a line as fit. */
function drawLegend(layers: readonly Layer[], width: number, paint: Paint): string[] {
  const lines: { text: string; length: number }[] = [];
  for (const { legend, style } of layers) {
    const line = lines.at(-1);
    if (line === undefined || line.length + LEGEND_GAP.length + legend.length > width) {
      lines.push({ text: paint(style, legend), length: legend.length });
    } else {
      line.text += LEGEND_GAP + paint(style, legend);
      line.length += LEGEND_GAP.length + legend.length;
    }
  }
  return lines.map(({ text }) => ' '.repeat(AXIS_COLUMNS) + text);
}
