/** An episode played on the terminal, at the speed at which it would really happen where the task has one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import { formatNumber } from '../drawing/format-number.ts';
import type { Paint } from '../drawing/paint.ts';
import type { Moment, Picture, Recording } from '../env/picture.ts';
import type { EnvSpec } from '../env/task.ts';

/** Characters; a larger picture is not clearer. */
const MAX_COLUMNS = 100;
const MAX_ROWS = 24;
/** Lines of text around the drawing besides one for each action: the headline and the numbers. */
const TEXT_ROWS = 2;
/** Columns of a mark and of Q around the name of an action. */
const VALUE_COLUMNS = 14;
/** The fewest columns for which a bar is worth drawing. */
const MIN_BAR_COLUMNS = 5;
/** Steps a second of a task that does not happen in real time. */
const PLAIN_STEPS_PER_SECOND = 10;
/** Numbers of an observation that are shown where there is no picture. */
const MAX_NUMBERS = 8;
/** Milliseconds; terminals gain nothing from more frames. */
const MIN_FRAME_MS = 10;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** What is shown: the episode of a task, with a picture where there is one. */
export interface Show {
  readonly spec: EnvSpec;
  readonly picture: Picture | null;
  readonly recording: Recording;
}

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
  show: Show,
  step: number,
  headline: string,
  range: BarRange,
  screen: ScreenSize,
  paint: Paint,
): string[] {
  const columns = Math.min(screen.columns, MAX_COLUMNS);
  // One row stays free for the cursor.
  const rows = Math.min(screen.rows - 1, MAX_ROWS);
  const { spec, picture, recording } = show;
  const moment = recording.moments[step];
  const line = (style: Parameters<Paint>[0], text: string) => paint(style, text.slice(0, columns));
  const drawingRows = rows - TEXT_ROWS - spec.actionCount;
  const fits = picture !== null && drawingRows >= picture.minRows && columns >= picture.minColumns;
  const lines = [
    line('bold', headline),
    ...(fits ? picture.drawTerminal(moment, columns, drawingRows, paint) : []),
    line('reset', describeState(show, step, columns)),
    ...moment.values.map((value, action) =>
      line(
        action === moment.action ? 'bold' : 'dim',
        describeAction(spec, moment, action, value, range, columns),
      ),
    ),
  ];
  // On a screen too small for all of it, what is happening matters more than its name.
  return lines.slice(-Math.max(1, rows));
}

function describeState({ spec, picture, recording }: Show, step: number, columns: number): string {
  const moment = recording.moments[step];
  const digits = String(spec.maxEpisodeSteps).length;
  return [
    `step ${String(step).padStart(digits)} of ${spec.maxEpisodeSteps}`,
    `return ${formatReturn(moment.episodeReturn).padStart(digits)}`,
    ...(picture === null ? describeNumbers(moment) : picture.describe(moment)),
  ].reduce((line, part) => {
    const longer = `${line}   ${part}`;
    return longer.length <= columns ? longer : line;
  });
}

const formatReturn = (value: number) => String(Number(value.toFixed(2))).replace('-', '−');

const describeNumbers = ({ observation }: Moment) =>
  Array.from(observation.subarray(0, MAX_NUMBERS), (value) => formatNumber(value, 2, '+'));

function describeAction(
  { actionNames, actionCount }: EnvSpec,
  moment: Moment,
  action: number,
  value: number,
  range: BarRange,
  columns: number,
): string {
  const mark = action === moment.action ? '▸' : ' ';
  const names = Array.from({ length: actionCount }, (_, a) => actionNames?.[a] ?? `action ${a}`);
  const width = Math.max(...names.map((name) => name.length));
  const q = formatNumber(value, 2).padStart(8);
  const barColumns = columns - VALUE_COLUMNS - width;
  const label = `${mark} ${names[action].padEnd(width)} Q ${q}`;
  return barColumns < MIN_BAR_COLUMNS ? label : `${label} ${bar(value, range, barColumns)}`;
}

/** A bar of at most `columns` characters, to an eighth of a character. */
function bar(value: number, [low, high]: BarRange, columns: number): string {
  const share = high > low ? (value - low) / (high - low) : 0;
  const eighths = Number.isNaN(share) ? 0 : Math.round(8 * columns * Math.min(1, Math.max(0, share)));
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
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
  async show(show: Show, headline: string, speed: number): Promise<void> {
    const { picture, recording } = show;
    const range = barRange(recording);
    const last = recording.moments.length - 1;
    const stepMs = (1000 * (picture?.stepSeconds ?? 1 / PLAIN_STEPS_PER_SECOND)) / speed;
    const start = performance.now();
    // By the clock: a slow terminal skips pictures instead of falling behind.
    const stepAt = (now: number) => Math.min(last, Math.floor((now - start) / stepMs));
    try {
      for (;;) {
        const step = stepAt(performance.now());
        const { columns, rows } = this.#stream;
        this.#draw(drawMoment(show, step, headline, range, { columns, rows }, this.#paint).join('\n'));
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
