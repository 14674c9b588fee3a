import { describe, expect, it } from 'vitest';
import { workInSlices } from '../../src/cli/slices.ts';

/** Work of so many pieces. */
function count(pieces: number) {
  let done = 0;
  return {
    isDone: () => done === pieces,
    advance() {
      done++;
    },
    get done() {
      return done;
    },
  };
}

describe('work in slices', () => {
  it('goes on to its end and no further', async () => {
    const work = count(1000);
    await workInSlices(work, new AbortController().signal);
    expect(work.done).toBe(1000);
    await workInSlices(work, new AbortController().signal);
    expect(work.done).toBe(1000);
  });

  it('lets others have their turn, and ends where one of them says so', async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    const work = count(Infinity);
    let slices = 0;
    await workInSlices({ ...work, afterSlice: () => slices++ }, stop.signal);
    expect(work.done).toBeGreaterThan(0);
    expect(slices).toBe(1);
  });

  it('does not begin when it is already to stop', async () => {
    const work = count(3);
    await workInSlices(work, AbortSignal.abort());
    expect(work.done).toBe(0);
  });
});
