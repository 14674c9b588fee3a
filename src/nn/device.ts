/**
 * Where the arrays of a network live and what computes on them (a "device", as PyTorch calls it).
 *
 * For the compiled kernels, all arrays of one learner are views of one `WebAssembly.Memory`, handed out one after the other and
 * never given back: a network is built once and trained in place, and the kernels reach every array without a copy. The readable
 * kernels work on ordinary arrays and need no WebAssembly.
 */

import { refusal } from '../checks.ts';
import { UserError } from '../user-error.ts';
import * as readableKernels from './kernels.ts';
import { SCRATCH_BYTES, simdKernels, simdSupported } from './simd/simd-kernels.ts';

/** The functions of `kernels.ts`, however they are carried out. */
export type Kernels = typeof readableKernels;

/** `readable` are the loops of `kernels.ts`, `simd` the compiled ones of `simd/`: the same bits, 20 to 50 times as fast. */
export type KernelsName = 'simd' | 'readable';

/** `auto` takes `simd` where the runtime can execute them. */
export type KernelsChoice = KernelsName | 'auto';

/** Kernels that this runtime cannot execute. */
export class KernelsError extends UserError {
  override name = 'KernelsError';
}

/**
 * The kernels that a choice comes to in this runtime.
 *
 * @throws KernelsError if `simd` is asked for and cannot be had, RangeError for an unknown choice.
 */
export function resolveKernels(choice: KernelsChoice): KernelsName {
  if (choice === 'readable') return choice;
  if (choice !== 'auto' && choice !== 'simd') throw refusal('kernels', choice, 'one of auto, simd, readable');
  if (simdSupported()) return 'simd';
  if (choice === 'auto') return 'readable';
  throw new KernelsError('kernels: got simd, but this runtime has no WebAssembly SIMD; use readable or auto');
}

export interface Device {
  readonly kernels: Kernels;
  readonly kernelsName: KernelsName;
  /** A zeroed array of `length` float32 values, valid as long as the device. */
  float32(length: number): Float32Array;
  /** The same of float64 values. */
  float64(length: number): Float64Array;
  /** Whether its kernels find an array: compiled ones look for every array in the memory of the device. */
  reaches(array: Float32Array): boolean;
}

const PAGE_BYTES = 65_536;
/** 4 GiB: addresses have 32 bits. */
const MAX_BYTES = 2 ** 32;
/** One cache line, so that no two arrays share one and every array can be read by whole registers. */
const ALIGNMENT_BYTES = 64;

const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;

/** A device over ordinary arrays of the JavaScript heap. */
export class HeapDevice implements Device {
  readonly kernels: Kernels = readableKernels;
  readonly kernelsName = 'readable';

  float32(length: number): Float32Array {
    return new Float32Array(length);
  }

  float64(length: number): Float64Array {
    return new Float64Array(length);
  }

  reaches(): boolean {
    return true;
  }
}

/** Networks and minibatches that do not fit into the largest memory that WebAssembly has. */
export class DeviceMemoryError extends UserError {
  override name = 'DeviceMemoryError';
}

/** Adds up the bytes of what is asked for. Its arrays all lie in one place, so that counting takes little memory. */
class CountingDevice implements Device {
  readonly kernels: Kernels = readableKernels;
  readonly kernelsName = 'readable';
  /** With the working space of the kernels. */
  bytes = SCRATCH_BYTES;
  #place = new ArrayBuffer(0);

  float32(length: number): Float32Array {
    return new Float32Array(this.#count(length * Float32Array.BYTES_PER_ELEMENT), 0, length);
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.#count(length * Float64Array.BYTES_PER_ELEMENT), 0, length);
  }

  /** A place of at least as many bytes. */
  #count(bytes: number): ArrayBuffer {
    this.bytes += aligned(bytes);
    if (this.bytes > MAX_BYTES) {
      throw new DeviceMemoryError(
        'the networks and the minibatch need more than 4 GiB, which is all that WebAssembly can address; use smaller hidden layers or smaller minibatches',
      );
    }
    if (bytes > this.#place.byteLength) this.#place = new ArrayBuffer(bytes);
    return this.#place;
  }

  reaches(): boolean {
    return true;
  }
}

/** A device over one block of memory of a fixed size: the working space of the kernels first, then the arrays. */
class MemoryDevice implements Device {
  readonly kernels: Kernels;
  readonly kernelsName = 'simd';
  readonly #buffer: ArrayBuffer;
  #allocatedBytes = SCRATCH_BYTES;

  constructor(bytes: number) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    this.#buffer = memory.buffer;
    this.kernels = simdKernels(memory, 0);
  }

  float32(length: number): Float32Array {
    return new Float32Array(this.#buffer, this.#take(length * Float32Array.BYTES_PER_ELEMENT), length);
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.#buffer, this.#take(length * Float64Array.BYTES_PER_ELEMENT), length);
  }

  /** Where the next array of so many bytes begins. */
  #take(bytes: number): number {
    const offset = this.#allocatedBytes;
    this.#allocatedBytes += aligned(bytes);
    return offset;
  }

  reaches(array: Float32Array): boolean {
    return array.buffer === this.#buffer;
  }
}

/**
 * Builds something on the device of the kernels that a choice comes to.
 *
 * For the compiled kernels `build` is called twice, first to count the bytes and then for good with a memory exactly large enough,
 * because a memory that grew later would detach every view made before. It must ask for the same arrays both times and have no
 * effect but its result. What takes long, such as drawing initial weights, should come after the arrays have been asked for.
 *
 * @throws KernelsError for `simd` where it cannot be had, DeviceMemoryError if the arrays need more than WebAssembly can address.
 */
export function buildOnDevice<T>(build: (device: Device) => T, kernels: KernelsChoice = 'auto'): T {
  if (resolveKernels(kernels) === 'readable') return build(new HeapDevice());
  const counting = new CountingDevice();
  build(counting);
  return build(new MemoryDevice(counting.bytes));
}
