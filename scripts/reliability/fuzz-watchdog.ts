/** Notices a reader that never comes back: from another thread, because its own does nothing else any more. */
import { Worker } from 'node:worker_threads';

/** Longer than any reading takes on a machine that does other things, too. */
const PATIENCE_MS = 30_000;

/** Shared memory: how many readings began, the length of the file's name and of its bytes, then name and bytes. */
const HEADER = 12;
const MAX_NAME = 200;
const MAX_FILE = 8_000_000;

const WATCHING = `
  const { mkdirSync, writeFileSync, writeSync } = require('node:fs');
  const { join } = require('node:path');
  const { workerData: { memory, folder } } = require('node:worker_threads');
  const numbers = new Int32Array(memory, 0, 3);
  let seen = -1;
  setInterval(() => {
    const began = Atomics.load(numbers, 0);
    if (began !== seen) {
      seen = began;
      return;
    }
    const name = Buffer.from(memory, ${HEADER}, numbers[1]).toString();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), new Uint8Array(memory, ${HEADER + MAX_NAME}, numbers[2]).slice());
    writeSync(1, \`FINDING \${join(folder, name)}: it takes more than ${PATIENCE_MS / 1000} s; the search ends here\\n\`);
    process.kill(process.pid, 'SIGKILL');
  }, ${PATIENCE_MS});
`;

export class Watchdog {
  readonly #memory = new SharedArrayBuffer(HEADER + MAX_NAME + MAX_FILE);
  readonly #numbers = new Int32Array(this.#memory, 0, 3);
  readonly #worker: Worker;

  /** @param folder where the file is put that was being read. */
  constructor(folder: string) {
    this.#worker = new Worker(WATCHING, { eval: true, workerData: { memory: this.#memory, folder } });
  }

  /** Says that a file is going to be read. */
  reading(name: string, bytes: Uint8Array): void {
    const text = new TextEncoder().encode(name).subarray(0, MAX_NAME);
    const kept = bytes.subarray(0, MAX_FILE);
    new Uint8Array(this.#memory, HEADER).set(text);
    new Uint8Array(this.#memory, HEADER + MAX_NAME).set(kept);
    this.#numbers[1] = text.length;
    this.#numbers[2] = kept.length;
    Atomics.add(this.#numbers, 0, 1);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
