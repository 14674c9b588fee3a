/** Checkpoints where arrays lie in memory with the highest byte first: the same files. */
import { afterEach, expect, it, vi } from 'vitest';
import type { State, StateArray } from '../../../src/state.ts';

const NUMBERS = [1, 0x01020304, 255, 0];
const arrays = {
  uint8: Uint8Array.from(NUMBERS),
  uint32: Uint32Array.from(NUMBERS),
  float32: Float32Array.from(NUMBERS),
  float64: Float64Array.from(NUMBERS),
};

/** The functions as they are on a machine of this order. */
async function checkpointsOf(isLittleEndian: boolean) {
  vi.resetModules();
  vi.doMock('../../../src/experiment/files/byte-order.ts', async (original) => ({
    ...(await original<object>()),
    IS_LITTLE_ENDIAN: isLittleEndian,
  }));
  return await import('../../../src/experiment/files/checkpoint.ts');
}

afterEach(() => {
  vi.doUnmock('../../../src/experiment/files/byte-order.ts');
  vi.resetModules();
});

/** What a machine of the other order has in memory for the same numbers. */
function asOtherOrder<T extends StateArray>(array: T): T {
  const copy = array.slice() as T;
  const bytes = new Uint8Array(copy.buffer);
  for (let at = 0; at < bytes.length; at += array.BYTES_PER_ELEMENT) {
    bytes.subarray(at, at + array.BYTES_PER_ELEMENT).reverse();
  }
  return copy;
}

it.each(Object.entries(arrays))('%s numbers have the same bytes, and come back', async (_, array) => {
  const little = await checkpointsOf(true);
  const big = await checkpointsOf(false);
  const state: State = { before: Uint8Array.of(7), numbers: array };
  const file = little.encodeCheckpoint(state);
  const there: State = { before: Uint8Array.of(7), numbers: asOtherOrder(array) };
  expect(big.encodeCheckpoint(there)).toEqual(file);
  expect(big.decodeCheckpoint(file)).toEqual(there);
});
