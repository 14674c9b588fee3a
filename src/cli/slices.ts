/** Long work in short slices, between which a program hears signals. */
import { setImmediate } from 'node:timers/promises';

/** Milliseconds. With a piece of work of 15 ms at its end, a slice is still one of 25. */
const SLICE = 10;

export interface SlicedWork {
  isDone(): boolean;
  /** One piece, which is never interrupted. */
  advance(): void;
  afterSlice?(): void;
}

/** Goes on with the work until it is done or the program is to stop. */
export async function workInSlices(work: SlicedWork, stop: AbortSignal): Promise<void> {
  while (!work.isDone() && !stop.aborted) {
    const sliceEnd = performance.now() + SLICE;
    do work.advance();
    while (!work.isDone() && performance.now() < sliceEnd);
    work.afterSlice?.();
    await setImmediate();
  }
}
