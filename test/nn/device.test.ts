import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  buildOnDevice,
  type Device,
  DeviceMemoryError,
  HeapDevice,
  resolveKernels,
} from '../../src/nn/device.ts';
import * as readableKernels from '../../src/nn/kernels.ts';
import { SCRATCH_BYTES } from '../../src/nn/simd/simd-kernels.ts';

const PAGE_BYTES = 65_536;

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** As in a runtime without WebAssembly SIMD. */
const withoutSimd = () => vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);

describe('the choice of kernels', () => {
  it('is SIMD where the runtime has it, unless the readable ones are asked for', () => {
    expect(resolveKernels('auto')).toBe('simd');
    expect(resolveKernels('simd')).toBe('simd');
    expect(resolveKernels('readable')).toBe('readable');
  });

  it('falls back to the readable ones by itself only', () => {
    withoutSimd();
    expect(resolveKernels('auto')).toBe('readable');
    expect(resolveKernels('readable')).toBe('readable');
    expect(() => resolveKernels('simd')).toThrow(
      'this runtime has no WebAssembly SIMD; use the readable kernels, or auto',
    );
  });

  it('needs no WebAssembly to fall back', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(resolveKernels('auto')).toBe('readable');
  });
});

it('an array of the heap device is new and zero', () => {
  const device = new HeapDevice();
  expect(device.kernelsName).toBe('readable');
  expect(device.kernels).toBe(readableKernels);
  expect(device.float32(16)).toEqual(new Float32Array(16));
  expect(device.float32(1).buffer).not.toBe(device.float32(1).buffer);
});

describe.each(['readable', 'simd', 'auto'] as const)('what is built on a device, kernels %s', (kernels) => {
  const lengths = [1, 16, 17, 0, 1000];
  const build = (device: Device) => ({ device, arrays: lengths.map((length) => device.float32(length)) });

  it('has its kernels', () => {
    const { device } = buildOnDevice(build, kernels);
    expect(device.kernelsName).toBe(resolveKernels(kernels));
    expect(device.kernels === readableKernels).toBe(kernels === 'readable');
  });

  it('lies in one memory, behind the working space, each array at a cache line of its own', () => {
    const { arrays } = buildOnDevice(build, kernels);
    expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(1);
    expect(arrays.map(({ byteOffset }) => byteOffset - SCRATCH_BYTES)).toEqual([0, 64, 128, 256, 256]);
    expect(arrays).toEqual(lengths.map((length) => new Float32Array(length)));
  });

  it('has no page too much', () => {
    const free = PAGE_BYTES - (SCRATCH_BYTES % PAGE_BYTES);
    const bytes = (length: number) =>
      buildOnDevice((device) => device.float32(length), kernels).buffer.byteLength;
    const least = SCRATCH_BYTES + free;
    expect(bytes(free / 4)).toBe(least);
    expect(bytes(free / 4 + 1)).toBe(least + PAGE_BYTES);
  });
});

it('without a choice the device has SIMD kernels where it can', () => {
  expect(buildOnDevice((device) => device).kernelsName).toBe('simd');
  withoutSimd();
  expect(buildOnDevice((device) => device).kernelsName).toBe('readable');
});

describe('how much memory is needed', () => {
  const MiB = 2 ** 20;
  const free = 4096 * MiB - SCRATCH_BYTES;
  /** Asks for arrays of so many bytes together, of which none is large. */
  const ofBytes = (bytes: number) => (device: Device) => {
    for (let left = bytes; left > 0; left -= 16 * MiB) device.float32(Math.min(left, 16 * MiB) / 4);
  };

  it('is counted without having it: until the sum is known, all arrays lie in one place', () => {
    const asked: Float32Array[][] = [];
    buildOnDevice((device) => asked.push([100, 300, 300, 200].map((length) => device.float32(length))));
    const [counted, built] = asked;
    expect(counted.map(({ length }) => length)).toEqual(built.map(({ length }) => length));
    expect(counted[2].buffer).toBe(counted[1].buffer);
    expect(counted[3].buffer).toBe(counted[1].buffer);
    expect(counted[1].buffer.byteLength).toBe(1200);
  });

  it('is refused by name beyond what WebAssembly can address, before any of it is asked for', () => {
    const Memory = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function (this: unknown) {
      throw new Error('asked for');
    } as never);
    expect(() => buildOnDevice(ofBytes(free), 'readable')).toThrow('asked for');
    expect(Memory).toHaveBeenLastCalledWith({ initial: 65_536 });

    let error: unknown;
    try {
      buildOnDevice(ofBytes(free + 4), 'readable');
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(DeviceMemoryError);
    expect(error).toMatchObject({
      name: 'DeviceMemoryError',
      message:
        'the networks and the minibatch need more than 4 GiB, which is all that WebAssembly can address; use smaller hidden layers or smaller minibatches',
    });
    expect(Memory).toHaveBeenCalledTimes(1);
  });
});
