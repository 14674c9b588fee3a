/** What a worker thread of a sweep does: one whole run after the other. */
import type { Config } from '../../config/config.ts';
import { environmentOf } from '../../experiment/assembly.ts';
import { CurveRecorder } from '../../experiment/learning-curve.ts';
import { perfectReturn } from '../../experiment/return-range.ts';
import { DivergenceError, TrainingRun } from '../../experiment/run.ts';
import { runResult } from '../../experiment/run-result.ts';
import type { KernelsChoice } from '../../nn/device.ts';
import { loadTaskOf } from '../load-task.ts';
import { refusingInOneLine } from '../thread-refusal.ts';
import type { FinishedRun } from './folder.ts';

export interface Task {
  readonly config: Config;
  readonly kernels: KernelsChoice;
  /** In shared memory; the run keeps its step in entry `slot`. */
  readonly progress: Int32Array;
  readonly slot: number;
}

/** Environment steps between two reports. */
const REPORT_STEPS = 64;

export default refusingInOneLine(runTask);

async function runTask({ config, kernels, progress, slot }: Task): Promise<FinishedRun> {
  await loadTaskOf(config);
  const start = performance.now();
  const seconds = () => Number(((performance.now() - start) / 1000).toFixed(3));
  let wallSecondsToFirstPerfect: number | null = null;
  const environment = environmentOf(config);
  const curve = new CurveRecorder(environment.spec);
  const perfect = perfectReturn(environment.spec) ?? Number.POSITIVE_INFINITY;
  const run = new TrainingRun(
    config,
    {
      episodeEnded: (row) => curve.episodeEnded(row),
      metricsTaken(row) {
        curve.metricsTaken(row);
        if (row.greedyReturn !== null && row.greedyReturn >= perfect) wallSecondsToFirstPerfect ??= seconds();
      },
    },
    { kernels, environment },
  );
  const diverged = divergesWhile(() => {
    while (!run.finished) {
      for (let k = 0; k < REPORT_STEPS && !run.finished; k++) run.advance();
      Atomics.store(progress, slot, run.step);
    }
  });
  const timing = { wallSeconds: seconds(), wallSecondsToFirstPerfect };
  return { result: runResult(run, curve, diverged), evaluations: curve.evaluations, timing };
}

/** A run whose loss is no longer a number is a result, too. */
function divergesWhile(train: () => void): boolean {
  try {
    train();
    return false;
  } catch (error) {
    if (error instanceof DivergenceError) return true;
    throw error;
  }
}
