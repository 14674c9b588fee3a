import { endianness } from 'node:os';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IS_LITTLE_ENDIAN, reverseBytes } from '../../../src/experiment/files/byte-order.ts';

it('knows the order of this machine', () => {
  expect(IS_LITTLE_ENDIAN).toBe(endianness() === 'LE');
});

it.each([
  [Float64Array, 'Float64'],
  [Float32Array, 'Float32'],
  [Uint32Array, 'Uint32'],
] as const)('reversed bytes of a %o are its numbers in the other order', (Kind, name) => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (numbers) => {
      const array = Kind.from(numbers);
      const bytes = new Uint8Array(array.buffer);
      const own = bytes.slice();
      reverseBytes(bytes, Kind.BYTES_PER_ELEMENT);
      const view = new DataView(array.buffer);
      const read = (_: number, k: number) =>
        view[`get${name}`](k * Kind.BYTES_PER_ELEMENT, !IS_LITTLE_ENDIAN);
      expect(numbers.map(read)).toEqual(Array.from(Kind.from(numbers)));
      reverseBytes(bytes, Kind.BYTES_PER_ELEMENT);
      expect(bytes).toEqual(own);
    }),
  );
});

it('leaves single bytes as they are', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  reverseBytes(bytes, 1);
  expect([...bytes]).toEqual([1, 2, 3]);
});
