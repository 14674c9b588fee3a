/** Writing files so that a failure leaves nothing half-written. What failed and why is told by `runProgram`. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './program.ts';

/** Makes a folder and those above it. (Node's own recursive `mkdir` never returns below /proc.) */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Node's write errors do not say which file they belong to. */
function namingPath<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  }
}

function writeAll(file: number, data: Uint8Array): void {
  for (let written = 0; written < data.length; ) written += writeSync(file, data, written);
}

/**
 * Writes the whole file or, if anything fails, leaves what was there: a temporary file, flushed, then renamed.
 *
 * @throws UsageError if there is something else of that name, such as a device, which the renaming would replace.
 */
export function writeFileAtomically(path: string, data: Uint8Array | string): void {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) {
    throw new UsageError(`${path} is no ordinary file; give the name of a file to write`);
  }
  const temporary = `${path}.${process.pid}.tmp`;
  namingPath(path, () => {
    try {
      const file = openSync(temporary, 'w');
      try {
        writeAll(file, bytes);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/** A text file that grows by whole lines: a line that cannot be written in full is taken back. */
export class LineFile {
  readonly #path: string;
  readonly #file: number;
  #pending = '';
  #length = 0;

  /** Empties the file first or, with `a`, goes on behind what it holds. */
  constructor(path: string, flags: 'w' | 'a' = 'w') {
    this.#path = path;
    this.#file = openSync(path, flags);
    this.#length = fstatSync(this.#file).size;
  }

  /** Keeps lines, each with its line break, until the next `flush`. */
  append(lines: string): void {
    this.#pending += lines;
  }

  flush(): void {
    if (this.#pending === '') return;
    const bytes = new TextEncoder().encode(this.#pending);
    namingPath(this.#path, () => {
      try {
        writeAll(this.#file, bytes);
      } catch (error) {
        ftruncateSync(this.#file, this.#length);
        throw error;
      }
    });
    this.#length += bytes.length;
    this.#pending = '';
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}
