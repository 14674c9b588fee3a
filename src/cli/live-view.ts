/** An episode played on the terminal at the speed at which it would really happen. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import type { Paint } from '../drawing/paint.ts';
import { STEP_SECONDS } from '../env/cart-pole/cart-pole.ts';
import { envSpec } from '../env/registry.ts';
import type { Moment, Recording } from '../experiment/recording.ts';
import { drawCartPole, MIN_COLUMNS, MIN_ROWS } from './cart-pole-terminal.ts';

/** Characters; a larger picture is no clearer. */
const MAX_COLUMNS = 100;
const MAX_ROWS = 24;
/** Lines of text around the drawing: the headline, the numbers and one for each action. */
const TEXT_ROWS = 4;
/** Columns of the text before a bar, and the fewest for which a bar is worth drawing. */
const LABEL_COLUMNS = 26;
const MIN_BAR_COLUMNS = 5;
/** Milliseconds; terminals gain nothing from more frames. */
const MIN_FRAME_MS = 10;

const ACTIONS = [
  { arrow: '←', name: 'left ' },
  { arrow: '→', name: 'right' },
];
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The smallest and the largest value of a bar. */
export type BarRange = readonly [low: number, high: number];

export function barRange(recording: Recording): BarRange {
  const values = recording.moments.flatMap((moment) => moment.values).filter(Number.isFinite);
  return [
    values.reduce((low, value) => Math.min(low, value), 0),
    values.reduce((high, value) => Math.max(high, value), 0),
  ];
}

/** The lines of one picture: never more than fit on the screen, none wider than it. */
export function drawMoment(
  recording: Recording,
  step: number,
  headline: string,
  range: BarRange,
  screen: ScreenSize,
  paint: Paint,
): string[] {
  const columns = Math.min(screen.columns, MAX_COLUMNS);
  // One row stays free for the cursor.
  const rows = Math.min(screen.rows - 1, MAX_ROWS);
  const moment = recording.moments[step];
  const line = (style: Parameters<Paint>[0], text: string) => paint(style, text.slice(0, columns));
  const drawingRows = rows - TEXT_ROWS;
  const fits = drawingRows >= MIN_ROWS && columns >= MIN_COLUMNS;
  const lines = [
    line('bold', headline),
    ...(fits ? drawCartPole(moment, columns, drawingRows, paint) : []),
    line('reset', describeState(recording, step, columns)),
    ...moment.values.map((value, action) =>
      line(action === moment.action ? 'bold' : 'dim', describeAction(moment, action, value, range, columns)),
    ),
  ];
  // On a screen too small for all of it, what is happening matters more than its name.
  return lines.slice(-Math.max(1, rows));
}

function describeState(recording: Recording, step: number, columns: number): string {
  const { x, theta, episodeReturn } = recording.moments[step];
  const { maxEpisodeSteps } = envSpec(recording.envId);
  const angle = (theta * 180) / Math.PI;
  return [
    `step ${String(step).padStart(3)} of ${maxEpisodeSteps}`,
    `return ${String(episodeReturn).padStart(3)}`,
    `cart ${formatNumber(x, 2, '+')} m`,
    `pole ${formatNumber(angle, 1, '+')}°`,
  ].reduce((line, part) => {
    const longer = `${line}   ${part}`;
    return longer.length <= columns ? longer : line;
  });
}

function describeAction(
  moment: Moment,
  action: number,
  value: number,
  range: BarRange,
  columns: number,
): string {
  const mark = action === moment.action ? '▸' : ' ';
  const { arrow, name } = ACTIONS[action];
  const q = formatNumber(value, 2, '').padStart(8);
  const barColumns = columns - LABEL_COLUMNS;
  return barColumns < MIN_BAR_COLUMNS
    ? `${mark} ${arrow} Q ${q}`
    : `${mark} ${arrow} push ${name} Q ${q} ${bar(value, range, barColumns)}`;
}

/** A bar of at most `columns` characters, to an eighth of a character. */
function bar(value: number, [low, high]: BarRange, columns: number): string {
  const share = high > low ? (value - low) / (high - low) : 0;
  const eighths = Number.isNaN(share) ? 0 : Math.round(8 * columns * Math.min(1, Math.max(0, share)));
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

/** With a real minus sign, and none before zeros; `plus` stands where there is no minus. */
function formatNumber(value: number, digits: number, plus: string): string {
  const size = Math.abs(value);
  const text = size < 100_000 ? size.toFixed(digits) : size.toExponential(1);
  return `${value < 0 && Number(text) !== 0 ? '−' : plus}${text}`;
}

/** A terminal on which pictures replace each other. */
export class LiveView {
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  readonly #stop: AbortSignal;
  readonly #draw: ReturnType<typeof createLogUpdate>;

  constructor(stream: NodeJS.WriteStream, paint: Paint, stop: AbortSignal) {
    this.#stream = stream;
    this.#paint = paint;
    this.#stop = stop;
    this.#draw = createLogUpdate(stream);
  }

  /** Shows the episode at `speed` times real time; returns early when stopped. The last picture stays. */
  async show(recording: Recording, headline: string, speed: number): Promise<void> {
    const range = barRange(recording);
    const last = recording.moments.length - 1;
    const stepMs = (1000 * STEP_SECONDS) / speed;
    const start = performance.now();
    // By the clock: a slow terminal skips pictures instead of falling behind.
    const stepAt = (now: number) => Math.min(last, Math.floor((now - start) / stepMs));
    try {
      for (;;) {
        const step = stepAt(performance.now());
        const { columns, rows } = this.#stream;
        this.#draw(drawMoment(recording, step, headline, range, { columns, rows }, this.#paint).join('\n'));
        if (step === last) return;
        const due = start + (step + 1) * stepMs;
        await sleep(Math.max(MIN_FRAME_MS, due - performance.now()), undefined, { signal: this.#stop });
      }
    } catch (error) {
      if (!this.#stop.aborted) throw error;
    }
  }

  /** Leaves the last picture for a while and then removes it, so that what is printed next stands in its place. */
  async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#stop }).catch(() => {});
    if (!this.#stop.aborted) this.#draw.clear();
  }

  /** Leaves the picture and gives the cursor back. */
  close(): void {
    this.#draw.done();
    // The terminal has echoed ^C at the start of the line.
    if (this.#stop.aborted) this.#stream.write('\n');
  }
}
