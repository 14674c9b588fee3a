/**
 * A state as the bytes of a file, and back. `docs/engineering/checkpoint-format.md` describes the format for other programs.
 *
 *    0   8 bytes   89 44 51 4E 0D 0A 1A 0A, "\x89DQN\r\n\x1a\n"
 *    8   uint32    version of the format: 1
 *   12   uint32    CRC-32 of all bytes from 16 on
 *   16   uint64    length of the file in bytes
 *   24   uint32    length of the header in bytes
 *   28   header    the tree as JSON, in which an array is written ["float32", length, offset]
 *    …   data      the arrays; each begins at a multiple of 8 bytes, with zeros before it
 *
 * Everything is little-endian; offsets count from the start of the data. A state has exactly one form as bytes: names in
 * order, no white space, numbers as JavaScript prints them, arrays in the order of the header, nothing between them. So
 * accepted bytes are exactly those that `encodeCheckpoint` gives for their content. Files may come from anywhere: everything is checked before it is used.
 */

import { printable } from '../../nn/safetensors.ts';
import type { State, StateArray, StateValue } from '../../state.ts';
import { UserError } from '../../user-error.ts';
import { IS_LITTLE_ENDIAN, reverseBytes } from './byte-order.ts';
import { crc32 } from './crc32.ts';

/** A file, or the content for one, is not a checkpoint that this version can use. The message is one line. */
export class CheckpointError extends UserError {
  override readonly name = 'CheckpointError';
}

/** As in PNG: the first byte shows 7-bit transfers, the line breaks show programs that change line breaks. */
export const CHECKPOINT_MAGIC = Uint8Array.of(0x89, 0x44, 0x51, 0x4e, 0x0d, 0x0a, 0x1a, 0x0a);
const VERSION = 1;

const VERSION_AT = 8;
const CRC_AT = 12;
const LENGTH_AT = 16;
const HEADER_LENGTH_AT = 24;
const HEADER_AT = 28;
const ALIGNMENT = 8;

/** Bounds what JSON can take of memory and of the stack. A real header has a few thousand bytes and a depth of six. */
const MAX_HEADER_BYTES = 1_000_000;
const MAX_DEPTH = 32;

const KINDS = {
  uint8: Uint8Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;
type Kind = keyof typeof KINDS;
const kinds = Object.keys(KINDS) as Kind[];

/** An array as it stands in the header. */
type Place = readonly [kind: Kind, length: number, offset: number];

const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/**
 * The bytes of a checkpoint; everything is copied. Equal states give equal bytes, whatever the order of their names.
 *
 * @throws CheckpointError for a number that JSON does not keep (NaN, ±Infinity, −0), for anything that is not a value of
 * a state, for a tree of more than 32 levels, and for more than 1 MB of names, numbers and texts.
 */
export function encodeCheckpoint(state: State): Uint8Array<ArrayBuffer> {
  const arrays: StateArray[] = [];
  let dataBytes = 0;
  const text = writeTree(state, (value) => {
    const kind = kinds.find((name) => value instanceof KINDS[name]);
    if (kind === undefined) return null;
    const array = value as StateArray;
    const offset = dataBytes;
    arrays.push(array);
    dataBytes += aligned(array.byteLength);
    return [kind, array.length, offset];
  });
  const header = new TextEncoder().encode(text);
  if (header.length > MAX_HEADER_BYTES) {
    throw new CheckpointError(
      `the header of the checkpoint needs ${header.length} bytes; expected at most ${MAX_HEADER_BYTES}`,
    );
  }

  const dataAt = aligned(HEADER_AT + header.length);
  const bytes = new Uint8Array(dataAt + dataBytes);
  const view = new DataView(bytes.buffer);
  let at = dataAt;
  for (const array of arrays) {
    writeArray(bytes, at, array);
    at += aligned(array.byteLength);
  }
  bytes.set(header, HEADER_AT);
  view.setUint32(HEADER_LENGTH_AT, header.length, true);
  view.setBigUint64(LENGTH_AT, BigInt(bytes.length), true);
  view.setUint32(CRC_AT, crc32(bytes.subarray(LENGTH_AT)), true);
  view.setUint32(VERSION_AT, VERSION, true);
  bytes.set(CHECKPOINT_MAGIC);
  return bytes;
}

/**
 * The state in a checkpoint. Its arrays may be views into `bytes`, valid until something is written there.
 *
 * It takes time in proportion to the length of `bytes`, and memory for one copy of them at most, besides the header's tree.
 *
 * @throws CheckpointError, and nothing else, for bytes that `encodeCheckpoint` does not write.
 */
export function decodeCheckpoint(bytes: Uint8Array): State {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkFrame(bytes, view);
  const headerBytes = view.getUint32(HEADER_LENGTH_AT, true);
  const available = Math.min(bytes.length - HEADER_AT, MAX_HEADER_BYTES);
  if (headerBytes > available) {
    throw new CheckpointError(
      `the header of the checkpoint claims ${headerBytes} bytes where at most ${available} can be`,
    );
  }
  const headerEnd = HEADER_AT + headerBytes;
  const header = readHeader(bytes.subarray(HEADER_AT, headerEnd));
  const dataAt = aligned(headerEnd);
  checkZeros(bytes, headerEnd, dataAt);

  let at = dataAt;
  const state = replacePlaces(header, ([kind, length, offset], path) => {
    const arrayBytes = length * KINDS[kind].BYTES_PER_ELEMENT;
    if (dataAt + offset !== at) {
      throw new CheckpointError(
        `array ${printable(path)} of the checkpoint begins at byte ${offset} of the data where ${at - dataAt} was expected`,
      );
    }
    if (arrayBytes > bytes.length - at) {
      throw new CheckpointError(
        `array ${printable(path)} of the checkpoint has ${length} entries of ${kind}, more than the file holds`,
      );
    }
    const array = readArray(bytes, at, kind, length);
    const end = at + arrayBytes;
    at = aligned(end);
    checkZeros(bytes, end, at);
    return array;
  });
  if (at !== bytes.length) {
    throw new CheckpointError(`the arrays of the checkpoint end at byte ${at} of ${bytes.length}`);
  }
  return state;
}

/** Checks everything before the header. */
function checkFrame(bytes: Uint8Array, view: DataView): void {
  const { length } = bytes;
  if (CHECKPOINT_MAGIC.some((byte, k) => k < length && bytes[k] !== byte)) {
    throw new CheckpointError('this is not a checkpoint: it does not begin like one');
  }
  const version = length < CRC_AT ? VERSION : view.getUint32(VERSION_AT, true);
  if (version !== VERSION) {
    const age = version > VERSION ? 'a newer' : 'an older';
    throw new CheckpointError(
      `the checkpoint was written by ${age} version (${version}; this one reads ${VERSION})`,
    );
  }
  if (length < HEADER_AT) {
    throw new CheckpointError(`the checkpoint is cut off: ${length} bytes, fewer than any has`);
  }
  const claimed = view.getBigUint64(LENGTH_AT, true);
  if (claimed > length) {
    throw new CheckpointError(`the checkpoint is cut off: ${length} of ${claimed} bytes`);
  }
  if (claimed < length) {
    throw new CheckpointError(`the checkpoint is too long: ${length} bytes where ${claimed} were expected`);
  }
  if (view.getUint32(CRC_AT, true) !== crc32(bytes.subarray(LENGTH_AT))) {
    throw new CheckpointError('the checkpoint is damaged: its checksum does not match');
  }
}

/** The tree of a header whose arrays are still places. */
function readHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError('the header of the checkpoint is not valid UTF-8 JSON', { cause });
  }
  if (!isPart(header)) throw new CheckpointError('the header of the checkpoint is not a JSON object');
  // Writing it again refuses white space, names that come twice or out of order and odd numbers, all in one go.
  if (writeTree(header, (value) => (isPlace(value) ? value : null)) !== text) {
    throw new CheckpointError('the header of the checkpoint is not in canonical form');
  }
  return header;
}

/** The only text of a tree. `placeOf` knows its arrays and gives null for everything else. */
function writeTree(root: object, placeOf: (value: unknown) => Place | null): string {
  const write = (value: unknown, path: string, depth: number): string => {
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
      const shown = Object.is(value, -0) ? '-0' : value;
      throw new CheckpointError(
        `${printable(path)} is ${shown}; a checkpoint holds only finite numbers other than -0`,
      );
    }
    if (value === null || ['number', 'boolean', 'string'].includes(typeof value))
      return JSON.stringify(value);
    const place = placeOf(value);
    if (place !== null) return JSON.stringify(place);
    if (!isPart(value)) {
      throw new CheckpointError(
        `${printable(path)} is not a number, boolean, string, null, object or array of ${kinds.join(', ')}`,
      );
    }
    if (depth === MAX_DEPTH) {
      throw new CheckpointError(`${printable(path)} is nested more than ${MAX_DEPTH} levels deep`);
    }
    const fields = sortedEntries(value).map(
      ([name, entry]) => `${JSON.stringify(name)}:${write(entry, pathTo(path, name), depth + 1)}`,
    );
    return `{${fields.join(',')}}`;
  };
  return write(root, '', 0);
}

/** A copy of a header's tree with its arrays, taken in the order of the text. */
function replacePlaces(
  part: Readonly<Record<string, unknown>>,
  arrayAt: (place: Place, path: string) => StateArray,
  path = '',
): State {
  const entries = sortedEntries(part).map(([name, value]): [string, StateValue] => {
    const inside = pathTo(path, name);
    if (isPlace(value)) return [name, arrayAt(value, inside)];
    return [name, isPart(value) ? replacePlaces(value, arrayAt, inside) : (value as StateValue)];
  });
  // Unlike an assignment, this makes `__proto__` a name like any other.
  return Object.fromEntries(entries);
}

/** In the order of UTF-16 code units, which no locale changes; JavaScript's own puts names that look like numbers first. */
function sortedEntries(part: object): [string, unknown][] {
  return Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
}

const pathTo = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

function isPart(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isPlace(value: unknown): value is Place {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [kind, length, offset] = value;
  return kinds.includes(kind) && isCount(length) && isCount(offset);
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

function checkZeros(bytes: Uint8Array, start: number, end: number): void {
  for (let k = start; k < end; k++) {
    if (bytes[k] !== 0) {
      throw new CheckpointError(`byte ${k} of the checkpoint is padding and must be 0`);
    }
  }
}

function writeArray(bytes: Uint8Array, at: number, array: StateArray): void {
  const { byteLength, BYTES_PER_ELEMENT } = array;
  bytes.set(new Uint8Array(array.buffer, array.byteOffset, byteLength), at);
  if (!IS_LITTLE_ENDIAN) reverseBytes(bytes.subarray(at, at + byteLength), BYTES_PER_ELEMENT);
}

function readArray(bytes: Uint8Array, at: number, kind: Kind, length: number): StateArray {
  const Kind = KINDS[kind];
  const start = bytes.byteOffset + at;
  if (IS_LITTLE_ENDIAN && start % Kind.BYTES_PER_ELEMENT === 0) {
    return new Kind(bytes.buffer as ArrayBuffer, start, length);
  }
  const copy = new Uint8Array(length * Kind.BYTES_PER_ELEMENT);
  copy.set(bytes.subarray(at, at + copy.length));
  if (!IS_LITTLE_ENDIAN) reverseBytes(copy, Kind.BYTES_PER_ELEMENT);
  return new Kind(copy.buffer);
}
