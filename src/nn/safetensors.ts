import { UserError } from '../user-error.ts';

/**
 * The safetensors file format (github.com/huggingface/safetensors): named arrays that any framework can read and that,
 * unlike Python's pickle, can run no code.
 *
 *   8 bytes   length of the header, unsigned, little-endian
 *   header    JSON: { "__metadata__": { string: string }, name: { dtype, shape, data_offsets: [begin, end] }, ... }
 *   data      the entries of every tensor, little-endian and row-major; offsets count from the start of this part
 *
 * Deviations: only float32 ("F32") is written, and only floating point of 16, 32 and 64 bits read; a header has at most 1 MB
 * where the format allows 100 MB. Files come from anywhere, so nothing of one is believed before it is checked.
 */

export interface Tensor {
  readonly shape: readonly number[];
  /** The entries, row-major; as many as the product of `shape`. */
  readonly data: Float32Array;
  /** What the values were in the file, where that was not float32. */
  readonly convertedFrom?: string;
}

/** Maps instead of objects, so that no name in a file can mean anything to JavaScript. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** A file, or what is in it, cannot be used. */
export class SafetensorsError extends UserError {
  override readonly name = 'SafetensorsError';
}

/** What a file says, made fit for one line of a message: escaped and cut, for it may be hostile or just long. */
export function printable(value: string | readonly number[]): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** How the values of a dtype are read. float16 and bfloat16 fit into float32 exactly; float64 is rounded. */
interface Dtype {
  readonly name: string;
  readonly bytes: number;
  readonly read: (view: DataView, offset: number) => number;
}

const F32: Dtype = { name: 'float32', bytes: 4, read: (view, offset) => view.getFloat32(offset, true) };
const DTYPES: ReadonlyMap<unknown, Dtype> = new Map([
  ['F32', F32],
  ['F64', { name: 'float64', bytes: 8, read: (view, offset) => view.getFloat64(offset, true) }],
  ['F16', { name: 'float16', bytes: 2, read: (view, offset) => float16(view.getUint16(offset, true)) }],
  [
    'BF16',
    { name: 'bfloat16', bytes: 2, read: (view, offset) => float32(view.getUint16(offset, true) << 16) },
  ],
]);

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 1_000_000;
const METADATA = '__metadata__';

/**
 * The bytes of a file. Equal content gives equal bytes: tensors and metadata are written in the order of their names.
 *
 * Throws a SafetensorsError if a shape does not fit its data, a tensor has the reserved name `__metadata__`, or the
 * header grows too long to be read back.
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const sorted = sortedByName(tensors);
  const fields: string[] = [];
  if (metadata.size > 0) {
    const pairs = sortedByName(metadata).map(([key, value]) => jsonField(key, value));
    fields.push(`${JSON.stringify(METADATA)}:{${pairs.join(',')}}`);
  }
  let end = 0;
  for (const [name, { shape, data }] of sorted) {
    if (name === METADATA)
      throw new SafetensorsError(`no tensor may be called ${METADATA}; choose another name`);
    if (elementCount(shape) !== data.length) {
      throw new SafetensorsError(
        `tensor ${printable(name)} has shape ${printable(shape)} but ${data.length} values`,
      );
    }
    const begin = end;
    end += data.byteLength;
    fields.push(jsonField(name, { dtype: 'F32', shape, data_offsets: [begin, end] }));
  }

  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  // Spaces behind the header start the data at a multiple of 8 bytes, so that a reader may map them as they are.
  const headerBytes = Math.ceil(json.length / 8) * 8;
  if (headerBytes > MAX_HEADER_BYTES) {
    throw new SafetensorsError(`the header needs ${headerBytes} bytes; expected at most ${MAX_HEADER_BYTES}`);
  }
  const dataStart = LENGTH_BYTES + headerBytes;
  const bytes = new Uint8Array(dataStart + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(' '.charCodeAt(0), LENGTH_BYTES, dataStart);
  bytes.set(json, LENGTH_BYTES);
  let offset = dataStart;
  for (const [, { data }] of sorted) {
    for (const value of data) {
      view.setFloat32(offset, value, true);
      offset += Float32Array.BYTES_PER_ELEMENT;
    }
  }
  return bytes;
}

/**
 * The tensors and metadata of a file, copied out of `bytes`. Their values may be anything, NaN and infinities included.
 *
 * Throws a SafetensorsError, and nothing else, for bytes that are not such a file.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dataStart = readDataStart(view);
  const header = readHeader(bytes.subarray(LENGTH_BYTES, dataStart));
  const metadata = new Map<string, string>();
  const infos: TensorInfo[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) readMetadata(metadata, value);
    else infos.push(readInfo(name, value));
  }
  checkCoverage(infos, bytes.length - dataStart);

  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, begin } of infos) {
    const data = new Float32Array(elementCount(shape));
    for (let k = 0; k < data.length; k++) data[k] = dtype.read(view, dataStart + begin + k * dtype.bytes);
    tensors.set(name, { shape, data, ...(dtype === F32 ? {} : { convertedFrom: dtype.name }) });
  }
  return { tensors, metadata };
}

interface TensorInfo {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte and the one after the last, counted from the start of the data. */
  readonly begin: number;
  readonly end: number;
}

function readDataStart(view: DataView): number {
  if (view.byteLength < LENGTH_BYTES) {
    throw new SafetensorsError(`the file has ${view.byteLength} bytes, too few for a safetensors file`);
  }
  const headerBytes = view.getBigUint64(0, true);
  const available = Math.min(view.byteLength - LENGTH_BYTES, MAX_HEADER_BYTES);
  if (headerBytes > available) {
    throw new SafetensorsError(
      `the header claims ${headerBytes} bytes where at most ${available} can be; is this a safetensors file?`,
    );
  }
  return LENGTH_BYTES + Number(headerBytes);
}

function readHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // The format allows no white space before the first brace, as JSON would.
    if (text.startsWith('{')) header = JSON.parse(text);
  } catch (cause) {
    throw new SafetensorsError('the header is not valid UTF-8 JSON', { cause });
  }
  if (!isRecord(header)) throw new SafetensorsError('the header is not a JSON object');
  checkNamesOnce(text);
  return header;
}

/** Of two equal names in an object JSON keeps the last; the format allows none. `text` must be valid JSON. */
function checkNamesOnce(text: string): void {
  const objects: Set<string>[] = [];
  for (const [token, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}]/g)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (colon !== undefined) {
      const names = objects[objects.length - 1];
      const name: string = JSON.parse(token.slice(0, -colon.length));
      if (names.has(name)) throw new SafetensorsError(`the header has the name ${printable(name)} twice`);
      names.add(name);
    }
  }
}

function readMetadata(metadata: Map<string, string>, value: unknown): void {
  if (!isRecord(value)) throw new SafetensorsError(`${METADATA} is not a JSON object`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string')
      throw new SafetensorsError(`${METADATA} has a value that is not a string: ${printable(key)}`);
    metadata.set(key, text);
  }
}

function readInfo(name: string, value: unknown): TensorInfo {
  if (!isRecord(value))
    throw new SafetensorsError(`tensor ${printable(name)} is not described by a JSON object`);
  const { dtype: dtypeName, shape, data_offsets: offsets } = value;
  const dtype = DTYPES.get(dtypeName);
  if (dtype === undefined) {
    const found = typeof dtypeName === 'string' ? printable(dtypeName) : 'missing';
    throw new SafetensorsError(`dtype of tensor ${printable(name)} is ${found}; convert it to "F32"`);
  }
  if (!isCountArray(shape))
    throw new SafetensorsError(`tensor ${printable(name)} has a shape that is not a list of integers from 0`);
  if (!isCountArray(offsets) || offsets.length !== 2) {
    throw new SafetensorsError(
      `tensor ${printable(name)} has data_offsets that are not a pair of integers from 0`,
    );
  }
  const [begin, end] = offsets;
  if (end - begin !== elementCount(shape) * dtype.bytes) {
    throw new SafetensorsError(
      `tensor ${printable(name)} of shape ${printable(shape)} claims bytes ${begin} to ${end}: the wrong number`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** Every byte of the data must belong to exactly one tensor: no overlap, no gap, nothing left over. */
function checkCoverage(infos: readonly TensorInfo[], dataBytes: number): void {
  let covered = 0;
  for (const { name, begin, end } of infos.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      throw new SafetensorsError(
        `tensor ${printable(name)} begins at byte ${begin} where ${covered} was expected`,
      );
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    throw new SafetensorsError(`the tensors cover ${covered} bytes but the file holds ${dataBytes}`);
  }
}

const BITS = new Uint32Array(1);
const FLOAT = new Float32Array(BITS.buffer);

/** The float32 of these bits. */
function float32(bits: number): number {
  BITS[0] = bits;
  return FLOAT[0];
}

/** The value of an IEEE 754 half: 1 bit of sign, 5 of exponent, 10 of fraction. */
function float16(bits: number): number {
  const sign = (bits & 0x8000) << 16;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  // Subnormal: a multiple of 2^-24.
  if (exponent === 0) return (sign === 0 ? fraction : -fraction) / 16_777_216;
  const wider = exponent === 0x1f ? 0xff : exponent - 15 + 127;
  return float32(sign | (wider << 23) | (fraction << 13));
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

/** By UTF-16 code units, which no locale changes. */
function sortedByName<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Written piece by piece: an object would move names that look like numbers to the front and lose `__proto__`. */
function jsonField(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCountArray(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0);
}
