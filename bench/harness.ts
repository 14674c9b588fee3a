/**
 * Measures one row: tinybench for the time, `allocation.ts` for the memory, one after the other.
 *
 * A draw of a random number takes a few nanoseconds, a reading of the clock ten times as many. So the clock is read
 * around a batch of operations that lasts long enough, and the figures are those of the batch divided by its length.
 */
import { Bench } from 'tinybench';
import type { KernelsName } from '../src/nn/device.ts';
import { measureAllocation } from './allocation.ts';
import type { Figures } from './results.ts';
import type { RepeatedOperation, Row } from './row.ts';

/** Milliseconds of one batch at least: a thousand readings of the clock. */
const BATCH_TIME = 0.2;
/** Milliseconds of operations in one measurement of memory. */
const ALLOCATION_TIME = 50;
/** A median needs a few samples even of what takes longer than its time. */
const LEAST_SAMPLES = 5;

/** Whatever the operations return ends here, so that no result is unused. */
let sink = 0;
export const consumed = () => sink;

/**
 * Runs batches, longer and longer, for `warmUp` milliseconds at least, until one lasts `BATCH_TIME`; returns its length.
 *
 * The length never shrinks: it was too short while the code was slow, so it is not too long when the code is compiled.
 */
export function chooseBatch(run: RepeatedOperation, warmUp: number, now: () => number): number {
  const begin = now();
  for (let batch = 1; ; ) {
    const start = now();
    sink += run(batch);
    const end = now();
    if (end - start < BATCH_TIME) batch *= 2;
    else if (end - begin >= warmUp) return batch;
  }
}

/** Measures for about `time` milliseconds of the clock `now`, after half as much to warm up. */
export function measureRow(
  row: Row,
  time: number,
  kernels: KernelsName,
  now: () => number = () => performance.now(),
): Figures {
  const run = row.prepare(kernels);
  const batch = chooseBatch(run, time / 2, now);

  const bench = new Bench({ now, time, iterations: LEAST_SAMPLES, warmup: false, throws: true });
  bench.add(
    row.name,
    () => {
      sink += run(batch);
    },
    { async: false },
  );
  const [task] = bench.runSync();
  if (task.result.state !== 'completed')
    throw new Error(`${row.name} was not measured: ${task.result.state}`);
  const { latency } = task.result;
  const microseconds = (milliseconds: number) => (milliseconds * 1000) / batch;
  const median = microseconds(latency.p50);

  const operations = Math.max(1, Math.round((ALLOCATION_TIME * 1000) / median));
  return {
    group: row.group,
    name: row.name,
    medianMicroseconds: median,
    madMicroseconds: microseconds(latency.mad),
    p99Microseconds: microseconds(latency.p99),
    samples: latency.samplesCount,
    batch,
    gigaflops: row.flops === undefined ? null : row.flops / median / 1000,
    allocatedBytes: measureAllocation(run, operations) / operations,
    allocationOperations: operations,
  };
}
