/**
 * Signs of life: the time of a file is set anew every second. A thread of its own does it, because a single update of a large
 * network, or the writing of a large checkpoint, may keep the main thread busy for much longer than that.
 */
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Milliseconds between two beats. */
const PERIOD = 1000;
/** Milliseconds without a beat after which a process counts as dead, and between two looks at the file. */
export const PATIENCE = 20_000;
const LOOKING = 250;
/** Milliseconds in which a process that lives has mostly shown it, so that nothing needs to be said about the wait. */
const SOON = 2 * PERIOD;
/** Most programs have ended by then; a thread takes longer to start than some of them wait for the disk. */
const FIRST = 1000;

const BEATING = `
  const { futimesSync, openSync } = require('node:fs');
  const { workerData: { path, period } } = require('node:worker_threads');
  // Whatever takes the place of the file is not touched.
  const file = openSync(path, 'r+');
  const beat = () => {
    const now = Date.now() / 1000;
    try {
      futimesSync(file, now, now);
    } catch {
      // The disk may be away for a while.
    }
  };
  beat();
  setInterval(beat, period);
`;

export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  #thread: Worker | null = null;

  constructor(path: string, first = FIRST) {
    this.#timer = setTimeout(() => this.#start(path), first);
    this.#timer.unref();
  }

  #start(path: string): void {
    // Without the options of the main thread, which load a compiler.
    this.#thread = new Worker(BEATING, { eval: true, workerData: { path, period: PERIOD }, execArgv: [] });
    // Where no thread can be had, the work is still worth doing.
    this.#thread.on('error', () => {});
    this.#thread.unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#thread?.terminate();
  }
}

/**
 * Watches whether a file is touched, for as long as `PATIENCE`. Clocks are not asked: each machine has its own.
 *
 * @param tell is called if that takes a while.
 */
export async function showsLife(
  path: string,
  stop: AbortSignal,
  pause: (milliseconds: number) => Promise<unknown>,
  tell: () => void,
): Promise<boolean> {
  const touched = () => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  const before = touched();
  for (let waited = 0; waited < PATIENCE && !stop.aborted; waited += LOOKING) {
    if (waited === SOON) tell();
    await pause(LOOKING);
    const now = touched();
    if (now !== before) return now !== undefined;
  }
  return false;
}
