/** The order of the bytes of a number: files have the lowest first, and so has nearly every machine. */

/** Whether arrays lie in memory as they do in files. */
export const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Turns numbers of one order into those of the other: reverses every `size` bytes by themselves, in place. */
export function reverseBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
