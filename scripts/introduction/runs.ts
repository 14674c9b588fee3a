/** The runs that the introduction tells of. */
import { type DqnAgent, type MetricsRow, presetConfig, TrainingRun } from '../../src/index.ts';

type Changes = Readonly<Record<string, unknown>>;

/** The preset `default` with some changes, trained for so many steps or to its end, and what it has reported by then. */
export function trainTo(step: number, changes: Changes = {}) {
  const rows: MetricsRow[] = [];
  const config = presetConfig('default', { earlyStop: false, ...changes });
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken: (row) => rows.push(row) });
  while (!run.finished && (run.step < step || run.measureDue)) run.advance();
  return { run, rows, agent: run.agent as DqnAgent };
}

/** Goes on with a run up to a step, and looks at it after each step on the way. */
export function watch(run: TrainingRun, to: number, look: (step: number) => void): void {
  while (run.step < to) {
    const { step } = run;
    run.advance();
    if (run.step !== step) look(run.step);
  }
}

/** The row of a step. */
export function rowAt(rows: readonly MetricsRow[], step: number): MetricsRow {
  const row = rows.find((candidate) => candidate.step === step);
  if (row === undefined) throw new Error(`there is no row of step ${step}`);
  return row;
}
