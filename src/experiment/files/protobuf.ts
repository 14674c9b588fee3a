/**
 * Messages of Protocol Buffers, as far as the files that we write need them: fields with numbers, texts, bytes and other messages.
 *
 * Source: "Protocol Buffers: Encoding", protobuf.dev. Writing takes so little that no package is needed for it; the tests read what
 * comes out with one.
 */

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

/** A message under construction. Fields stand in the order in which they are added. */
export class Message {
  readonly #parts: Uint8Array[] = [];

  /** A non-negative integer, or an enumeration. */
  integer(field: number, value: number): this {
    return this.#append(varint(8 * field + VARINT), varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#append(varint(8 * field + FIXED32), bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#append(varint(8 * field + BYTES), varint(value.length), value);
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.encode());
  }

  encode(): Uint8Array {
    const bytes = new Uint8Array(this.#parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  #append(...parts: readonly Uint8Array[]): this {
    this.#parts.push(...parts);
    return this;
  }
}

/** Seven bits to a byte, the least significant first; the highest bit says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.of(...bytes, rest);
}
