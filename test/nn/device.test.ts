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
  vi.resetModules();
});

/** The module as a runtime without WebAssembly has it, or with one that refuses to compile. */
async function without(webAssembly: unknown): Promise<typeof import('../../src/nn/device.ts')> {
  vi.stubGlobal('WebAssembly', webAssembly);
  vi.resetModules();
  return await import('../../src/nn/device.ts');
}

/** As under a Content-Security-Policy: everything is there, and compiling is refused. */
class Forbidden {
  constructor() {
    throw new Error('compiling is disallowed by the embedder');
  }
}
const { Memory, Instance } = WebAssembly;
const FORBIDDEN = { Memory, Instance, Module: Forbidden };

describe('the choice of kernels', () => {
  it('is SIMD where the runtime has it, unless the readable ones are asked for', () => {
    expect(resolveKernels('auto')).toBe('simd');
    expect(resolveKernels('simd')).toBe('simd');
    expect(resolveKernels('readable')).toBe('readable');
  });

  it('is one of three', () => {
    expect(() => resolveKernels('fast' as 'simd')).toThrow(
      'kernels is "fast"; expected one of auto, simd, readable',
    );
  });

  it.each([
    ['is no WebAssembly', undefined],
    ['may be nothing compiled', FORBIDDEN],
  ])('falls back to the readable ones, by itself only, where there %s', async (_, webAssembly) => {
    const { resolveKernels, buildOnDevice } = await without(webAssembly);
    const { simdSupported } = await import('../../src/nn/simd/simd-kernels.ts');
    expect(simdSupported()).toBe(false);
    expect(resolveKernels('auto')).toBe('readable');
    expect(resolveKernels('readable')).toBe('readable');
    const message = 'kernels: got simd, but this runtime has no WebAssembly SIMD; use readable or auto';
    expect(() => resolveKernels('simd')).toThrow(expect.objectContaining({ name: 'KernelsError', message }));
    expect(() => buildOnDevice(() => 0, 'simd')).toThrow('got simd');
    expect(buildOnDevice((device) => device).kernelsName).toBe('readable');
    expect(buildOnDevice((device) => device.float32(3))).toEqual(new Float32Array(3));
  });
});

it('an array of the heap device is new and zero', () => {
  const device = new HeapDevice();
  expect(device.float64(2)).toEqual(new Float64Array(2));
  expect(device.kernelsName).toBe('readable');
  expect(device.kernels).toBe(readableKernels);
  expect(device.float32(16)).toEqual(new Float32Array(16));
  expect(device.float32(1).buffer).not.toBe(device.float32(1).buffer);
  expect(device.reaches()).toBe(true);
});

it('what is built for the readable kernels needs no memory of WebAssembly, and is built once', () => {
  const memory = vi.spyOn(WebAssembly, 'Memory');
  const build = vi.fn((device: Device) => ({ device, array: device.float32(17) }));
  const { device, array } = buildOnDevice(build, 'readable');
  expect(device.kernels).toBe(readableKernels);
  expect(array).toEqual(new Float32Array(17));
  expect(build).toHaveBeenCalledTimes(1);
  expect(memory).not.toHaveBeenCalled();
});

describe.each(['simd', 'auto'] as const)('what is built on a device, kernels %s', (kernels) => {
  const lengths = [1, 16, 17, 0, 1000];
  const build = (device: Device) => ({ device, arrays: lengths.map((length) => device.float32(length)) });
  const buildDoubles = (device: Device) => [1, 8, 9, 2].map((length) => device.float64(length));

  it('has its kernels', () => {
    const { device } = buildOnDevice(build, kernels);
    expect(device.kernelsName).toBe('simd');
    expect(device.kernels).not.toBe(readableKernels);
  });

  it('lies in one memory, behind the working space, each array at a cache line of its own', () => {
    const { arrays } = buildOnDevice(build, kernels);
    expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(1);
    expect(arrays.map(({ byteOffset }) => byteOffset - SCRATCH_BYTES)).toEqual([0, 64, 128, 256, 256]);
    expect(arrays).toEqual(lengths.map((length) => new Float32Array(length)));
  });

  it('lies there also in float64', () => {
    const arrays = buildOnDevice(buildDoubles, kernels);
    expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(1);
    expect(arrays.map(({ byteOffset }) => byteOffset - SCRATCH_BYTES)).toEqual([0, 64, 128, 256]);
    expect(arrays).toEqual([1, 8, 9, 2].map((length) => new Float64Array(length)));
  });

  it('reaches what lies there, and no other array', () => {
    const [one, other] = [buildOnDevice(build, kernels), buildOnDevice(build, kernels)];
    expect(one.arrays.every((array) => one.device.reaches(array))).toBe(true);
    expect(one.device.reaches(other.arrays[0])).toBe(false);
    expect(one.device.reaches(new Float32Array(1))).toBe(false);
  });

  it('has no page too much', () => {
    const free = PAGE_BYTES - (SCRATCH_BYTES % PAGE_BYTES);
    const least = SCRATCH_BYTES + free;
    for (const [kind, size] of [
      ['float32', 4],
      ['float64', 8],
    ] as const) {
      const bytes = (length: number) =>
        buildOnDevice((device) => device[kind](length), kernels).buffer.byteLength;
      expect(bytes(free / size)).toBe(least);
      expect(bytes(free / size + 1)).toBe(least + PAGE_BYTES);
    }
  });
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
    const devices: Device[] = [];
    buildOnDevice((device) => {
      devices.push(device);
      asked.push([100, 300, 300, 200].map((length) => device.float32(length)));
    });
    const [counted, built] = asked;
    expect(devices.map(({ kernelsName }) => kernelsName)).toEqual(['readable', 'simd']);
    expect(devices[0].reaches(new Float32Array(1))).toBe(true);
    expect(counted.map(({ length }) => length)).toEqual(built.map(({ length }) => length));
    expect(counted[2].buffer).toBe(counted[1].buffer);
    expect(counted[3].buffer).toBe(counted[1].buffer);
    expect(counted[1].buffer.byteLength).toBe(1200);
  });

  it('is refused by name beyond what WebAssembly can address, before any of it is asked for', () => {
    const Memory = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function (this: unknown) {
      throw new Error('asked for');
    } as never);
    expect(() => buildOnDevice(ofBytes(free))).toThrow('asked for');
    expect(Memory).toHaveBeenLastCalledWith({ initial: 65_536 });

    let error: unknown;
    try {
      buildOnDevice(ofBytes(free + 4));
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
