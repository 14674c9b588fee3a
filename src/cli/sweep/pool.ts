/** Runs on all cores: each in a worker thread of its own, as many at a time as asked for. */
import type { KernelsChoice } from '../../nn/device.ts';
import { withThreads } from '../threads.ts';
import type { FinishedRun } from './folder.ts';
import type { PlannedRun } from './plan.ts';
import type { RunCheckpoints, Task } from './worker.ts';

export interface PoolOptions {
  readonly workers: number;
  readonly kernels: KernelsChoice;
  readonly stop: AbortSignal;
  /** Entry k is the step of run k as long as it runs; before that it is 0. */
  readonly progress: Int32Array;
  readonly onFinished: (run: PlannedRun, finished: FinishedRun) => void;
  /** Where a run is continued from and kept for a longer one; in a sweep nowhere. */
  readonly checkpoints?: (run: PlannedRun) => RunCheckpoints;
}

const NO_CHECKPOINTS: RunCheckpoints = { from: null, to: null };

/** In shared memory, so that workers can report without messages. */
export const sharedProgress = (runs: number) =>
  new Int32Array(new SharedArrayBuffer(runs * Int32Array.BYTES_PER_ELEMENT));

/** Does the runs, in this order as workers become free. When stopped it returns at once; what is unfinished is lost. */
export async function runAll(
  runs: readonly PlannedRun[],
  { workers, kernels, stop, progress, onFinished, checkpoints = () => NO_CHECKPOINTS }: PoolOptions,
): Promise<void> {
  if (runs.length === 0) return;
  const threads = Math.min(workers, runs.length);
  await withThreads(new URL('./worker.ts', import.meta.url), threads, stop, async (call) => {
    const doOne = async (run: PlannedRun, slot: number) => {
      const config = { ...run.variant.config, seed: run.seed };
      const task: Task = { config, kernels, progress, slot, ...checkpoints(run) };
      const finished = (await call(task)) as FinishedRun;
      if (!stop.aborted) onFinished(run, finished);
    };
    await Promise.all(runs.map(doOne));
  });
}
