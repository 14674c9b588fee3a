/**
 * Where the arrays of a network live and what computes on them (a "device", as PyTorch calls it).
 *
 * All arrays of one learner are views of one `WebAssembly.Memory`, handed out one after the other and never given back:
 * a network is built once and trained in place. Compiled kernels can then reach every array without a copy.
 */
import * as readableKernels from './kernels.ts';

/** The functions of `kernels.ts`, however they are carried out. */
export type Kernels = typeof readableKernels;

export interface Device {
  readonly kernels: Kernels;
  /** A zeroed array of `length` float32 values, valid as long as the device. */
  float32(length: number): Float32Array;
}

const PAGE_BYTES = 65_536;
/** One cache line, so that no two arrays share one and every array can be read by whole registers. */
const ALIGNMENT_BYTES = 64;

const alignedBytes = (length: number) =>
  Math.ceil((length * Float32Array.BYTES_PER_ELEMENT) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;

/** A device over ordinary arrays of the JavaScript heap. */
export class HeapDevice implements Device {
  readonly kernels: Kernels = readableKernels;
  /** What a memory needs in order to hold everything that was asked for so far. */
  allocatedBytes = 0;

  float32(length: number): Float32Array {
    this.allocatedBytes += alignedBytes(length);
    return new Float32Array(length);
  }
}

/** A device over one block of memory of a fixed size. */
class MemoryDevice implements Device {
  readonly kernels: Kernels = readableKernels;
  readonly #memory: WebAssembly.Memory;
  #allocatedBytes = 0;

  constructor(bytes: number) {
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  }

  float32(length: number): Float32Array {
    const offset = this.#allocatedBytes;
    this.#allocatedBytes += alignedBytes(length);
    return new Float32Array(this.#memory.buffer, offset, length);
  }
}

/**
 * Builds something on a device whose memory is exactly large enough for it.
 *
 * `build` is called twice, first to count the bytes and then for good, because a memory that grew later would detach
 * every view made before. It must ask for the same arrays both times and have no effect but its result.
 */
export function buildOnDevice<T>(build: (device: Device) => T): T {
  const counting = new HeapDevice();
  build(counting);
  return build(new MemoryDevice(counting.allocatedBytes));
}
