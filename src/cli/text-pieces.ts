/** Reading a text that may be larger than memory. */
import { closeSync, openSync, readSync } from 'node:fs';

const PIECE_BYTES = 65_536;

/** The text of a file from beginning to end, in pieces. Errors of the file system pass through. */
export function* textPieces(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(PIECE_BYTES);
    const decoder = new TextDecoder();
    for (let length = readSync(file, bytes); length > 0; length = readSync(file, bytes)) {
      yield decoder.decode(bytes.subarray(0, length), { stream: true });
    }
    yield decoder.decode();
  } finally {
    closeSync(file);
  }
}
