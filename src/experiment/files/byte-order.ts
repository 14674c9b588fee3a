/** The order of the bytes of a number: files are little-endian, and so is nearly every machine. */

/** Whether arrays lie in memory as they do in files. */
export const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Swaps the byte order: reverses each group of `size` bytes in place. */
export function reverseBytes(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
