/** What the curves say at one step, as numbers and as text, and how keys move from step to step. */
import { formatCount, formatOrDash } from '../format.ts';
import { type Chart, type Curve, nameOf, pointsOf, type RunRows } from './charts.ts';

/** An earlier run. */
export interface Ghost extends RunRows {
  readonly title: string;
}

/** The run that is drawn, and those before it to compare with, the last one first. */
export interface Shown {
  readonly run: RunRows;
  readonly ghosts: readonly Ghost[];
}

/** The step that a run has reached, as far as it can be seen in its tables. */
export function lastStep({ curve: { episodeReturns, evaluations }, metrics }: RunRows): number {
  return Math.max(...[episodeReturns, evaluations, metrics].map((rows) => rows.at(-1)?.step ?? 0));
}

/** A run as far as it had come at a step. */
export function runUpTo({ config, curve, metrics }: RunRows, step: number): RunRows {
  const past = <Row extends { readonly step: number }>(rows: readonly Row[]) =>
    rows.filter((row) => row.step <= step);
  const { episodeReturns, evaluations } = curve;
  return {
    config,
    curve: { episodeReturns: past(episodeReturns), evaluations: past(evaluations) },
    metrics: past(metrics),
  };
}

/** The last value at `step` or before it; null where there is none, and beyond the end of the run. */
export function valueAt(curve: Curve, run: RunRows, step: number): number | null {
  if (step > lastStep(run)) return null;
  const points = pointsOf(curve, run);
  for (let k = lastIndexUpTo(points.length, points.step, step); k >= 0; k--) {
    const value = points.value(k);
    if (value !== null) return value;
  }
  return null;
}

/** Index of the last of `count` ascending steps that is at most `step`, or −1. */
export function lastIndexUpTo(count: number, stepOf: (k: number) => number, step: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stepOf(middle) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The steps at which the cursor stops: those of the metrics of the run that reaches farther. */
export class CursorStops {
  readonly #rows: readonly { readonly step: number }[];

  constructor({ run, ghosts }: Shown) {
    const farthest = ghosts.reduce<RunRows>(
      (far, ghost) => (lastStep(ghost) > lastStep(far) ? ghost : far),
      run,
    );
    this.#rows = farthest.metrics;
  }

  get count(): number {
    return this.#rows.length;
  }

  step(k: number): number {
    return this.#rows[k].step;
  }

  /** Index of the one nearest to `step`; null if there is none at all. */
  nearest(step: number): number | null {
    if (this.count === 0) return null;
    const index = lastIndexUpTo(this.count, (k) => this.step(k), step);
    const before = Math.max(0, index);
    const after = Math.min(this.count - 1, index + 1);
    return step - this.step(before) <= this.step(after) - step ? before : after;
  }
}

/** However many rows there are, this many strokes of an arrow key go from one end to the other, or fewer. */
const ARROW_STROKES = 200;
const PAGE_STROKES = 10;

/**
 * Where a key moves the cursor among `count` rows; null takes it away, undefined is a key that means nothing here.
 *
 * @param index of the row of the cursor now; null stands at the last row.
 */
export function cursorAfterKey(key: string, index: number | null, count: number): number | null | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const from = index ?? last;
  const arrow = Math.ceil(count / ARROW_STROKES);
  const page = Math.ceil(count / PAGE_STROKES);
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(last, from + arrow);
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, from - arrow);
    case 'PageUp':
      return Math.min(last, from + page);
    case 'PageDown':
      return Math.max(0, from - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return index === null ? undefined : null;
    default:
      return undefined;
  }
}

/** A value of a curve: whole numbers in full, means rounded. */
export function formatValue(value: number | null): string {
  if (value === null || !Number.isInteger(value)) return formatOrDash(value);
  return value < 0 ? `−${formatCount(-value)}` : formatCount(value);
}

/** "step 1 200: training episode 21, …" for those who do not see the chart. */
export function describeAt({ curves, compared, level }: Chart, { run, ghosts }: Shown, step: number): string {
  const parts = curves.flatMap((curve) => {
    const name = nameOf(curve, run.config);
    return name === null ? [] : [`${name} ${formatValue(valueAt(curve, run, step))}`];
  });
  const levelValue = level?.value(run) ?? null;
  if (level !== null && levelValue !== null) parts.push(`${level.name} ${formatValue(levelValue)}`);
  for (const ghost of ghosts) {
    parts.push(`an earlier run (${ghost.title}) ${formatValue(valueAt(compared, ghost, step))}`);
  }
  return `step ${formatCount(step)}: ${parts.join(', ')}`;
}
