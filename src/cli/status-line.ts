/** Progress: a line or a few that are redrawn on a terminal, a plain line now and then elsewhere. */
import { createLogUpdate } from 'log-update';
import { returnDecimals } from '../experiment/return-range.ts';
import type { TrainingRun } from '../experiment/run.ts';
import type { ScreenSize } from './live-view.ts';

/** Milliseconds between two updates: often enough to look alive, or rare enough not to flood a log. */
const TERMINAL_INTERVAL = 100;
const PLAIN_INTERVAL = 5000;

/** "0:07", "12:30" or "1:05:00". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** 12345 becomes "12 345". */
export const formatCount = (count: number) => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ' ');

const optional = (value: number | null, digits: number) => (value === null ? '–' : value.toFixed(digits));

/**
 * One line, of at most 80 columns for runs as long as those of the presets.
 *
 * @param since the step at which this program began with the run, `seconds` ago.
 */
export function formatProgress(run: TrainingRun, since: number, seconds: number): string {
  const { steps } = run.config;
  const decimals = returnDecimals(run.environment.spec);
  const rate = (run.step - since) / Math.max(seconds, 1e-3);
  return [
    `step ${formatCount(run.step)} of ${formatCount(steps)}`,
    `ε ${run.agent.epsilon(run.step).toFixed(2)}`,
    `return ${optional(run.meanReturn, decimals)}`,
    `greedy ${optional(run.greedyReturn, decimals)}`,
    `${formatDuration((steps - run.step) / Math.max(rate, 1))} left`,
  ].join(' · ');
}

export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #interval: number;
  /** Whether a line can be redrawn in its place. */
  readonly #isLive: boolean;
  #lastShown = performance.now();

  constructor(stream: NodeJS.WriteStream, plainInterval = PLAIN_INTERVAL) {
    this.#stream = stream;
    this.#draw = createLogUpdate(stream);
    this.#isLive = stream.isTTY && stream.columns > 0 && process.env.TERM !== 'dumb';
    this.#interval = this.#isLive ? TERMINAL_INTERVAL : plainInterval;
  }

  /** Shows the line if it is time; on a terminal, what it can show in its place. */
  show(line: () => string, onTerminal: (screen: ScreenSize) => string = line): void {
    const now = performance.now();
    if (now - this.#lastShown < this.#interval) return;
    this.#lastShown = now;
    if (!this.#isLive) {
      this.#stream.write(`${line()}\n`);
      return;
    }
    const { columns, rows } = this.#stream;
    const lines = onTerminal({ columns, rows }).split('\n');
    this.#draw(lines.map((text) => text.slice(0, columns - 1)).join('\n'));
  }

  /** Leaves a line for good, above the live one. */
  note(line: string): void {
    if (this.#isLive) this.#draw.clear();
    this.#stream.write(`${line}\n`);
  }

  /** Removes the live line, so that what follows stands in its place. */
  clear(): void {
    if (this.#isLive) {
      this.#draw.clear();
      this.#draw.done();
    }
  }
}
