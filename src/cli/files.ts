/**
 * Writing files so that a failure leaves nothing half-written. What failed and why is told by `runProgram`.
 *
 * But for the lock of a folder, this is the only place where a program replaces, cuts or removes anything.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from '../experiment/files/crc32.ts';
import type { FileMark } from '../experiment/files/run-checkpoint.ts';
import { UsageError } from './program.ts';

/** Makes a folder and those above it. (Node's own recursive `mkdir` never returns below /proc.) */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  // On Windows a disk that is not there lies in itself.
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it just now.
    if (!existsSync(path)) throw error;
  }
}

/** Node's errors of reading and writing, as opposed to opening, do not say which file they belong to. */
export function namingPath<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path });
  }
}

/** A round number below the 2³¹ − 1 bytes that Node reads or writes at once. */
export const MOST_AT_ONCE = 1 << 30;

function writeAll(file: number, data: Uint8Array): void {
  for (let written = 0; written < data.length; ) {
    written += writeSync(file, data, written, Math.min(MOST_AT_ONCE, data.length - written));
  }
}

const TEMPORARY = /^(.+)\.\d+\.tmp$/;

/** The name of the file of which this is the beginning that a killed process has left; null if it is something else. */
export function temporaryOf(name: string): string | null {
  return TEMPORARY.exec(name)?.[1] ?? null;
}

/** A new file beside another. A name that is taken belongs to somebody else, or to a process of our number before us. */
function createTemporary(path: string): { temporary: string; file: number } {
  for (let number = process.pid; ; number++) {
    const temporary = `${path}.${number}.tmp`;
    try {
      return { temporary, file: openSync(temporary, 'wx') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
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
    throw new UsageError(`${path} is not a regular file; give the name of a file to write`);
  }
  namingPath(path, () => {
    const { temporary, file } = createTemporary(path);
    try {
      try {
        writeAll(file, bytes);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary);
      throw error;
    }
  });
}

/** Removes a file that is ours, as `OwnFolder` knows; nothing happens if it is not there. */
export function removeFile(path: string): void {
  rmSync(path, { force: true });
}

/** Nothing happens if the folder is not there, or something lies in it. */
export function removeEmptyFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  try {
    rmdirSync(path);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** A text file that grows by whole lines: a line that cannot be written in full is taken back. */
export class LineFile {
  readonly #path: string;
  readonly #file: number;
  #pending = '';
  #length: number;
  #crc32 = 0;

  /**
   * Empties the file first or, with `a`, goes on behind what it holds, or behind a mark that `checkMark` has found there: what
   * came after it is cut off.
   */
  constructor(path: string, start: 'w' | 'a' | FileMark = 'w') {
    this.#path = path;
    if (typeof start === 'object') {
      truncateSync(path, start.bytes);
      this.#crc32 = start.crc32;
    }
    if (start === 'w') closeSync(openSync(path, 'w'));
    // Every line goes to where the file ends by then.
    this.#file = openSync(path, 'a');
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
        this.#takeBack();
        throw error;
      }
    });
    this.#length += bytes.length;
    this.#crc32 = crc32(bytes, this.#crc32);
    this.#pending = '';
  }

  /** What is told is why the line could not be written, not why it could not be taken back. */
  #takeBack(): void {
    try {
      ftruncateSync(this.#file, this.#length);
    } catch {
      // A reader knows how much of the file counts: from the mark in a checkpoint, or because the last line has no end.
    }
  }

  /** Brings everything to the disk itself and says how far it goes. Of no use for a file that was opened with `a`. */
  mark(): FileMark {
    this.flush();
    namingPath(this.#path, () => fsyncSync(this.#file));
    return { bytes: this.#length, crc32: this.#crc32 };
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}

/** Bytes read at once: a table may be larger than all that Node can hold. */
const CHUNK = 1 << 20;

/** @throws UsageError if a file is not, up to a mark, what it was when the mark was made. */
export function checkMark(path: string, mark: FileMark): void {
  const { size } = statSync(path);
  if (size < mark.bytes) {
    throw new UsageError(
      `${path} has ${size} bytes, but had ${mark.bytes} when the checkpoint was made; it has been truncated since, so the run cannot continue`,
    );
  }
  if (checksum(path, mark.bytes) !== mark.crc32) {
    throw new UsageError(`${path} has changed since the checkpoint was made, so the run cannot continue`);
  }
}

/** CRC-32 of the first `length` bytes of a file. */
function checksum(path: string, length: number): number {
  const chunk = new Uint8Array(Math.min(CHUNK, length));
  const file = openSync(path, 'r');
  try {
    let crc = 0;
    for (let done = 0; done < length; ) {
      const count = namingPath(path, () => readSync(file, chunk, 0, Math.min(CHUNK, length - done), done));
      // Cut while it was read: the checksum of what is left tells.
      if (count === 0) break;
      crc = crc32(chunk.subarray(0, count), crc);
      done += count;
    }
    return crc;
  } finally {
    closeSync(file);
  }
}
