/**
 * A learning curve drawn on a terminal: with Braille dots, or with the characters of ASCII where it has no others. The axes are
 * lines, for which ASCII has others.
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
/** In fewer there is nothing to see; lines then wrap. */
const MIN_COLUMNS = 20;
/** A wider curve is not clearer. */
const MAX_COLUMNS = 110;
/** Columns of the labels on the left, if none is longer, and of the axis beside them. */
const LABEL_COLUMNS = 5;
const AXIS_COLUMNS = 2;
/** Columns between two labels of the lower axis. */
const X_TICK_COLUMNS = 14;
const LEGEND_GAP = '   ';

type Scale = ScaleLinear<number, number>;

export interface TerminalChartOptions {
  /** The terminal's width, where there is a terminal. */
  readonly columns?: number | undefined;
  readonly paint?: Paint;
  /** Whether there are Braille dots. */
  readonly unicode?: boolean;
}

/** Lines of text, without a final line break. */
export function renderTerminalChart(
  curve: LearningCurve,
  { columns = DEFAULT_COLUMNS, paint = noPaint, unicode = true }: TerminalChartOptions = {},
): string {
  const { episodes, evaluations, rewardThreshold } = curve;
  const points = [...episodes, ...evaluations];
  const lastStep = points.reduce((last, { step }) => Math.max(last, step), 0);
  const range = returnRange(
    points.map((point) => point.return),
    curve,
  );
  // Half a row of room above and below, so that the lowest and highest labels lie on their values.
  const y = scaleLinear(range, [(ROWS - 0.5) * DOTS_DOWN - 0.5, 0.5 * DOTS_DOWN - 0.5]);
  const yLabels = new Map(
    ticks(y, 5).map(({ position, text }) => [Math.floor(Math.round(position) / DOTS_DOWN), text]),
  );
  const labelColumns = Math.max(LABEL_COLUMNS, ...[...yLabels.values()].map((text) => text.length));
  const indent = labelColumns + AXIS_COLUMNS;
  const width = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns)) - indent;
  const x = scaleLinear([0, Math.max(1, lastStep)], [0, width * DOTS_ACROSS - 1]);

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
    { canvas: greedy, style: ['bold', 'yellow'], ascii: '*', sample: '⠤⠤', legend: 'greedy evaluation' },
    {
      canvas: training,
      style: 'cyan',
      ascii: '.',
      sample: '⠄⠄',
      legend: `training, mean of last ${RECENT_EPISODES}`,
    },
    ...(rewardThreshold === null
      ? []
      : [
          {
            canvas: threshold,
            style: 'dim' as const,
            ascii: '-',
            sample: '⠤ ⠤',
            legend: `solved from ${rewardThreshold}`.replace('-', '−'),
          },
        ]),
  ];
  const plot = Array.from({ length: ROWS }, (_, row) => {
    const label = yLabels.get(row);
    return `${(label ?? '').padStart(labelColumns)} ${label === undefined ? '│' : '┤'}${joinLayers(layers, row, width, paint, unicode)}`;
  });
  return [...plot, ...drawXAxis(x, width, indent), ...drawLegend(layers, width, indent, paint, unicode)].join(
    '\n',
  );
}

interface Layer {
  readonly canvas: BrailleCanvas;
  readonly style: Parameters<Paint>[0];
  /** Its dots where there are no dots. */
  readonly ascii: string;
  /** A piece of the curve, for the legend. */
  readonly sample: string;
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
function joinLayers(
  layers: readonly Layer[],
  row: number,
  width: number,
  paint: Paint,
  unicode: boolean,
): string {
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
    run += unicode
      ? brailleCharacter(layers.reduce((bits, { canvas }) => bits | canvas.cells[cell], 0))
      : (first?.ascii ?? ' ');
  }
  endRun();
  return line;
}

function drawXAxis(x: Scale, width: number, indent: number): string[] {
  const axis = Array.from({ length: width }, () => '─');
  const name = 'environment steps';
  let labels = '';
  for (const { position, text } of ticks(x, Math.max(2, Math.floor(width / X_TICK_COLUMNS)))) {
    const column = Math.floor(Math.round(position) / DOTS_ACROSS);
    axis[column] = '┬';
    const start = Math.min(indent + column - Math.floor(text.length / 2), indent + width - text.length);
    if (start > labels.length) labels = labels.padEnd(start) + text;
  }
  return [
    `${' '.repeat(indent - 1)}└${axis.join('')}`,
    labels,
    name.padStart(Math.min(indent + width, indent + Math.floor((width + name.length) / 2))),
  ];
}

/** As many explanations in a line as fit; one that is too long itself goes on in the next line. */
function drawLegend(
  layers: readonly Layer[],
  width: number,
  indent: number,
  paint: Paint,
  unicode: boolean,
): string[] {
  const lines: { text: string; length: number }[] = [];
  for (const { ascii, sample, legend, style } of layers) {
    for (const [k, part] of wrapped(`${unicode ? sample : ascii} ${legend}`, width).entries()) {
      const line = lines.at(-1);
      if (line === undefined || k > 0 || line.length + LEGEND_GAP.length + part.length > width) {
        lines.push({ text: paint(style, part), length: part.length });
      } else {
        line.text += LEGEND_GAP + paint(style, part);
        line.length += LEGEND_GAP.length + part.length;
      }
    }
  }
  return lines.map(({ text }) => ' '.repeat(indent) + text);
}

/** A text in lines of at most `width` characters, unless a word is longer. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && longer.length > width) lines.push(word);
    else lines[Math.max(0, lines.length - 1)] = longer;
  }
  return lines;
}
