/**
 * An event file of TensorBoard: what the tables of a run hold as scalars, and its settings as text.
 *
 * The file is a sequence of records: the length of a message, its checksum, the message, and that one's checksum, all little-endian;
 * the messages are Event of tensorflow/core/util/event.proto. Checksums are CRC-32C (Castagnoli), masked. No event has a
 * time, so that equal runs give equal files; TensorBoard is to be set to STEP on its horizontal axis, as it is at first.
 *
 * Sources: tensorflow/core/lib/io/record_writer.h, tensorflow/core/lib/hash/crc32c.h, event.proto, summary.proto and tensor.proto.
 */
import { Message } from './protobuf.ts';

/** Castagnoli's, lowest power in the highest bit. */
const POLYNOMIAL = 0x82f63b78;
const MASK_DELTA = 0xa282ead8;
const DT_STRING = 7;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
  return rest >>> 0;
});

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff];
  return ~crc >>> 0;
}

/** As it is stored: a checksum of data that holds its own checksum would say little. */
function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}

function record(event: Message): Uint8Array {
  const data = event.encode();
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return bytes;
}

const event = (step: number) => new Message().integer(2, step);

/** The first record of every file. */
export const versionRecord = (): Uint8Array => record(new Message().text(3, 'brain.Event:2'));

/** Several numbers of one step, by their tags. */
export function scalarsRecord(step: number, values: ReadonlyMap<string, number>): Uint8Array {
  const summary = new Message();
  for (const [tag, value] of values) summary.message(1, new Message().text(1, tag).float(2, value));
  return record(event(step).message(5, summary));
}

/** A text in Markdown. */
export function textRecord(tag: string, text: string): Uint8Array {
  const shape = new Message().message(2, new Message().integer(1, 1));
  const tensor = new Message().integer(1, DT_STRING).message(2, shape).text(8, text);
  const metadata = new Message().message(1, new Message().text(1, 'text'));
  const value = new Message().text(1, tag).message(8, tensor).message(9, metadata);
  return record(event(0).message(5, new Message().message(1, value)));
}
