/** What a worker thread of a sweep does: one whole run after the other. */
import type { Config } from '../../config/config.ts';
import { DivergenceError } from '../../experiment/run.ts';
import { runResult } from '../../experiment/run-result.ts';
import type { KernelsChoice } from '../../nn/device.ts';
import { loadTaskOf } from '../load-task.ts';
import { refusingInOneLine } from '../thread-refusal.ts';
import type { FinishedRun } from './folder.ts';
import { SweepRun } from './sweep-run.ts';

/** Files of one run, or null. */
export interface RunCheckpoints {
  /** From here it goes on, if it was kept here. */
  readonly from: string | null;
  /** Here it is kept at the end of its budget, so that a longer one can go on. */
  readonly to: string | null;
}

export interface Task extends RunCheckpoints {
  readonly config: Config;
  readonly kernels: KernelsChoice;
  /** In shared memory; the run keeps its step in entry `slot`. */
  readonly progress: Int32Array;
  readonly slot: number;
}

/** Environment steps between two reports. */
const REPORT_STEPS = 64;

export default refusingInOneLine(runTask);

async function runTask({ config, kernels, progress, slot, from, to }: Task): Promise<FinishedRun> {
  await loadTaskOf(config);
  const kept = from === null ? null : SweepRun.continued(from, config, kernels);
  const sweepRun = kept ?? new SweepRun(config, kernels);
  const { run, curve } = sweepRun;
  const advanceUntil = (isDone: () => boolean) => {
    while (!isDone()) {
      for (let k = 0; k < REPORT_STEPS && !isDone(); k++) run.advance();
      Atomics.store(progress, slot, run.step);
    }
  };
  const diverged = divergesWhile(() => {
    if (to !== null) {
      advanceUntil(() => sweepRun.isTrained);
      sweepRun.keep(to);
    }
    advanceUntil(() => run.finished);
  });
  return { result: runResult(run, curve, diverged), evaluations: curve.evaluations, timing: sweepRun.timing };
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
