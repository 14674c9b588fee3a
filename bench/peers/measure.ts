/**
 * How long one operation takes: the same procedure as in `python/measure.py` and `c/measure.h`.
 *
 * Warm up, find how many operations fill a block of some milliseconds, time blocks for a while, and give the median over
 * blocks. The blocks make the clock's own cost and its steps vanish, and the median ignores what other programs did to a few
 * of them.
 */
export interface Timing {
  readonly warmUpSeconds: number;
  readonly measureSeconds: number;
}

const BLOCK_SECONDS = 0.01;
const MIN_BLOCKS = 5;

/** Median time of `operation` (µs); with `perCall` > 1 each call is that many operations. */
export function measure(operation: () => void, timing: Timing, perCall = 1): number {
  const warmUpEnd = performance.now() + timing.warmUpSeconds * 1e3;
  let warmUpCalls = 0;
  const warmUpStart = performance.now();
  while (warmUpCalls < MIN_BLOCKS || performance.now() < warmUpEnd) {
    operation();
    warmUpCalls++;
  }
  const secondsPerCall = (performance.now() - warmUpStart) / 1e3 / warmUpCalls;
  const callsPerBlock = Math.max(1, Math.round(BLOCK_SECONDS / secondsPerCall));

  const blocks: number[] = [];
  const measureEnd = performance.now() + timing.measureSeconds * 1e3;
  while (blocks.length < MIN_BLOCKS || performance.now() < measureEnd) {
    const start = performance.now();
    for (let k = 0; k < callsPerBlock; k++) operation();
    blocks.push(((performance.now() - start) * 1e3) / (callsPerBlock * perCall));
  }
  return median(blocks);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
