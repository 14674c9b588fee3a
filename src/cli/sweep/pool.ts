/** Runs on all cores: each in a worker thread of its own, as many at a time as asked for. */
import { Tinypool } from 'tinypool';
import type { KernelsChoice } from '../../nn/device.ts';
import type { FinishedRun } from './folder.ts';
import type { PlannedRun } from './plan.ts';
import type { Task } from './worker.ts';

export interface PoolOptions {
  readonly workers: number;
  readonly kernels: KernelsChoice;
  readonly stop: AbortSignal;
  /** Entry k is the step of run k as long as it runs; before that it is 0. */
  readonly progress: Int32Array;
  readonly onFinished: (run: PlannedRun, finished: FinishedRun) => void;
}

/**
 * tsx translates TypeScript in the main thread only, unless it is registered anew. A module in a data URL can do that without
 * being TypeScript itself, if it imports by address.
 */
const REGISTER_TSX = `data:text/javascript,import{register}from'${import.meta.resolve('tsx/esm/api')}';register()`;

/** In shared memory, so that workers can report without messages. */
export const sharedProgress = (runs: number) =>
  new Int32Array(new SharedArrayBuffer(runs * Int32Array.BYTES_PER_ELEMENT));

/** Does the runs, in this order as workers become free. When stopped it returns at once; what is unfinished is lost. */
export async function runAll(
  runs: readonly PlannedRun[],
  { workers, kernels, stop, progress, onFinished }: PoolOptions,
): Promise<void> {
  if (runs.length === 0 || stop.aborted) return;
  const threads = Math.min(workers, runs.length);
  const pool = new Tinypool({
    filename: new URL('./worker.ts', import.meta.url).href,
    runtime: 'worker_threads',
    minThreads: threads,
    maxThreads: threads,
    execArgv: ['--import', REGISTER_TSX],
  });
  const interrupt = () => void pool.destroy();
  stop.addEventListener('abort', interrupt, { once: true });
  const doOne = async (run: PlannedRun, slot: number) => {
    const config = { ...run.variant.config, seed: run.seed };
    const task: Task = { config, kernels, progress, slot };
    const finished: FinishedRun = await pool.run(task);
    if (!stop.aborted) onFinished(run, finished);
  };
  try {
    await Promise.all(runs.map(doOne));
  } catch (error) {
    // Stopping ends workers in the middle of their runs, which the pool takes for failures.
    if (!stop.aborted) throw error;
  } finally {
    stop.removeEventListener('abort', interrupt);
    await pool.destroy();
  }
}
