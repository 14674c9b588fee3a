/** How a sweep is going: one line, or a table of what is done and what is running. */
import { environmentOf } from '../../experiment/assembly.ts';
import type { ScreenSize } from '../live-view.ts';
import { formatCount, formatDuration } from '../status-line.ts';
import type { FinishedRun } from './folder.ts';
import type { PlannedRun, Variant } from './plan.ts';

export interface SweepState {
  readonly name: string;
  readonly workers: number;
  /** Seconds since this session began. */
  readonly elapsed: number;
  readonly runs: number;
  readonly variants: readonly { readonly variant: Variant; readonly runs: readonly FinishedRun[] }[];
  /** What is not finished, and how far it is; a run that has not begun is at step 0. */
  readonly unfinished: readonly (PlannedRun & { readonly step: number })[];
}

const BAR_COLUMNS = 20;
/** Characters; longer names of variants are cut. */
const MAX_NAME = 48;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * Seconds until everything is done, or null while nothing can be said: for each unfinished run the steps that its variant
 * takes on average (early stopping makes them fewer than the budget), at the speed of its variant.
 */
export function estimateSecondsLeft({ variants, unfinished, workers, elapsed }: SweepState): number | null {
  const stepsAndSeconds = (runs: readonly FinishedRun[]) => ({
    steps: sum(runs.map(({ result }) => result.steps)),
    seconds: sum(runs.map(({ timing }) => timing.wallSeconds)),
  });
  const running = unfinished.filter(({ step }) => step > 0);
  const all = stepsAndSeconds(variants.flatMap(({ runs }) => runs));
  const secondsPerStep =
    all.steps > 0
      ? all.seconds / all.steps
      : (elapsed * running.length) / sum(running.map(({ step }) => step));
  const remaining = unfinished.map(({ variant, step }) => {
    const finished = variants.find((candidate) => candidate.variant === variant)?.runs ?? [];
    if (finished.length === 0) return (variant.config.steps - step) * secondsPerStep;
    const { steps, seconds } = stepsAndSeconds(finished);
    return Math.max(0, steps / finished.length - step) * (seconds / steps);
  });
  const longest = remaining.reduce((a, b) => Math.max(a, b), 0);
  const left = Math.max(longest, sum(remaining) / workers);
  return Number.isFinite(left) ? left : null;
}

export function formatSweepLine(state: SweepState): string {
  const { name, runs, unfinished, elapsed, workers } = state;
  const left = estimateSecondsLeft(state);
  return [
    `${name}: ${formatCount(runs - unfinished.length)} of ${formatCount(runs)} runs done`,
    `${workers} at a time`,
    `${formatDuration(elapsed)} so far`,
    ...(left === null ? [] : [`${formatDuration(left)} left`]),
  ].join(' · ');
}

/** Never more lines than fit on the screen. */
export function formatSweepTable(state: SweepState, { rows }: ScreenSize): string {
  const { variants, unfinished } = state;
  const nameColumns = Math.min(MAX_NAME, Math.max(...variants.map(({ variant }) => variant.name.length)));
  const cell = (text: string) => text.slice(0, nameColumns).padEnd(nameColumns);
  const variantLines = variants.map(({ variant, runs }) => {
    const total = runs.length + unfinished.filter((run) => run.variant === variant).length;
    const { rewardThreshold, maxReturn } = environmentOf(variant.config).spec;
    const reaching = (goal: number) =>
      runs.filter(({ result }) => result.finalGreedyMean !== null && result.finalGreedyMean >= goal).length;
    const parts = [`${cell(variant.name)}  ${runs.length} of ${total} done`];
    if (rewardThreshold !== null)
      parts.push(`ending at ${rewardThreshold} or more: ${reaching(rewardThreshold)}`);
    if (maxReturn !== null) parts.push(`at ${maxReturn}: ${reaching(maxReturn)}`);
    return parts.join(', ');
  });
  const running = unfinished.filter(({ step }) => step > 0);
  const runningLines = running.map(({ variant, seed, step }) => {
    const share = Math.min(1, step / variant.config.steps);
    const full = Math.round(share * BAR_COLUMNS);
    const bar = '█'.repeat(full) + '░'.repeat(BAR_COLUMNS - full);
    return `${cell(variant.name)}  ${bar} ${String(Math.floor(100 * share)).padStart(3)} %  seed ${seed}, step ${formatCount(step)} of ${formatCount(variant.config.steps)}`;
  });
  // One row is the cursor's.
  const free = Math.max(0, rows - 2);
  const shownRunning = cutList(runningLines, Math.max(Math.floor(free / 2), free - variantLines.length));
  const shownVariants = cutList(variantLines, free - shownRunning.length);
  return [formatSweepLine(state), ...shownVariants, ...shownRunning].join('\n');
}

/** At most `limit` lines, the last of which then tells how many are not shown. */
function cutList(lines: readonly string[], limit: number): string[] {
  if (lines.length <= limit) return [...lines];
  return limit < 1 ? [] : [...lines.slice(0, limit - 1), `… and ${lines.length - limit + 1} more`];
}
