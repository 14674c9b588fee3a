/**
 * Bytes of the JavaScript heap that a function takes, garbage included.
 *
 * The size of the heap before and after is not enough, because the collector may run in between. V8's own profiler of the
 * collector knows how much each collection gave back, so: allocated = after − before + Σ given back.
 *
 * Not counted: the contents of typed arrays longer than 64 bytes, which live outside the heap. The array object itself,
 * 100 bytes or more, is counted, so an array made in a hot loop shows all the same.
 */
import { GCProfiler, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { RepeatedOperation } from './row.ts';

setFlagsFromString('--expose-gc');
// The flag comes too late for this context, so the function is taken from a new one.
const collectGarbage = runInNewContext('gc') as () => void;

/** Reading the heap's size takes some of it; how much, `OVERHEAD_BYTES` tells. */
const heapBytes = () => getHeapStatistics().used_heap_size;

function measureOnce(run: RepeatedOperation, count: number): number {
  collectGarbage();
  const collections = new GCProfiler();
  collections.start();
  const before = heapBytes();
  run(count);
  const after = heapBytes();
  const { statistics } = collections.stop();
  let givenBack = 0;
  for (const { beforeGC, afterGC } of statistics) {
    givenBack += beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
  }
  return after - before + givenBack;
}

/**
 * The least of a few measurements: what the compiler adds now and then (code, type feedback) is not a property of the
 * operation, and what the operation itself takes is in every one.
 */
function leastBytes(run: RepeatedOperation, count: number, repetitions: number): number {
  let least = Infinity;
  for (let k = 0; k < repetitions; k++) least = Math.min(least, measureOnce(run, count));
  return least;
}

const REPETITIONS = 5;
/** The reading itself must be compiled and have made its lasting objects before it can be trusted. */
const OVERHEAD_BYTES = leastBytes((count) => count, 1, 4 * REPETITIONS);

/**
 * What an operation that allocates nothing may still seem to take: 16 bytes at most were seen, for the number that `run`
 * returns.
 */
export const NOISE_FLOOR_BYTES = 64;

/** Bytes that `count` operations take together; less than `NOISE_FLOOR_BYTES` is given as 0. */
export function measureAllocation(run: RepeatedOperation, count: number): number {
  const bytes = leastBytes(run, count, REPETITIONS) - OVERHEAD_BYTES;
  return bytes < NOISE_FLOOR_BYTES ? 0 : bytes;
}
