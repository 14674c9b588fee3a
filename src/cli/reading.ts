/** Reading files that may come from anywhere: of bounded size, with errors that name the file. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { UserError } from '../user-error.ts';
import { MOST_AT_ONCE, namingPath } from './files.ts';
import { UsageError } from './program.ts';

/**
 * What `parse` makes of the bytes of a file.
 *
 * @throws UsageError that names the file: if it is not a regular one (a device or a pipe could be read for ever), is larger
 *   than `maxBytes` or than it says, or its content is refused by `parse`. Errors of the file system pass through.
 */
export function readParsed<T>(path: string, maxBytes: number, parse: (bytes: Uint8Array) => T): T {
  const stats = statSync(path);
  if (!stats.isFile()) throw new UsageError(`${path} is not a regular file`);
  if (stats.size > maxBytes)
    throw new UsageError(`${path} has ${stats.size} bytes; expected at most ${maxBytes}`);
  const bytes = readFirst(path, stats.size + 1);
  if (bytes.length > stats.size)
    throw new UsageError(`${path} is longer than its reported size, or grows while it is read`);
  return naming(path, () => parse(bytes));
}

/** The bytes of a file, the first `most` of them if it has more. Takes memory for `most` bytes. */
function readFirst(path: string, most: number): Uint8Array {
  const bytes = new Uint8Array(most);
  const file = openSync(path, 'r');
  try {
    let done = 0;
    for (let count = -1; count !== 0 && done < most; done += count) {
      const length = Math.min(MOST_AT_ONCE, most - done);
      count = namingPath(path, () => readSync(file, bytes, done, length, done));
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(file);
  }
}

/** The first bytes of a file, or none if there is no regular file at `path`. */
export function readBeginning(path: string, most: number): Uint8Array {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
    ? readFirst(path, most)
    : new Uint8Array();
}

/** Whether a file begins with the bytes of a signature, a character for each. */
export const beginsWith = (path: string, signature: string): boolean =>
  String.fromCharCode(...readBeginning(path, signature.length)) === signature;

/** Whether there is something at `path`. Throws the error of the file system if that cannot be known. */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Adds the path of a file to what is said about its content. */
export function naming<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path} is not valid JSON: ${error.message}`);
    if (error instanceof UserError) throw new UsageError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}
