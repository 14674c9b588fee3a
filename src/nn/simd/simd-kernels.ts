/**
 * The kernels of `../kernels.ts` on 128-bit registers, compiled from `kernels.as.ts`: same arguments, same bits.
 *
 * WebAssembly reaches only its own memory, so every array must be a view of the memory given at creation; that is the
 * caller's duty and, as in the readable kernels, nothing is checked in a call.
 */
import type { Kernels } from '../device.ts';
import { MODULE_BASE64 } from './module.ts';

/** Working space that the kernels need in their memory: a panel of 1024 rows × 8 columns of float32. */
export const SCRATCH_BYTES = 1024 * 8 * Float32Array.BYTES_PER_ELEMENT;

/** The module's functions: those of `Kernels`, with the address of an array in place of the array. */
type ModuleFunctions = {
  readonly [Name in keyof Kernels]: (...addressesAndNumbers: number[]) => ReturnType<Kernels[Name]>;
};

/** A loop, because `Uint8Array.from` with a function takes milliseconds of the start for 7 kB. */
function moduleBytes(): Uint8Array<ArrayBuffer> {
  const characters = atob(MODULE_BASE64);
  const bytes = new Uint8Array(characters.length);
  for (let k = 0; k < bytes.length; k++) bytes[k] = characters.charCodeAt(k);
  return bytes;
}

let compiled: WebAssembly.Module | undefined;

function compiledModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(moduleBytes());
  return compiled;
}

/**
 * Whether this runtime can execute the SIMD kernels (Node 16, Chrome 91, Firefox 89, Safari 16.4 and later) and may: Node under
 * `--jitless` has no WebAssembly, and a page's Content-Security-Policy may forbid compiling it, which only trying tells.
 */
export function simdSupported(): boolean {
  try {
    compiledModule();
    return true;
  } catch {
    return false;
  }
}

/**
 * SIMD kernels for arrays that are views of `memory`. The `SCRATCH_BYTES` bytes from `scratchOffset` are overwritten by
 * any call and must belong to no array.
 *
 * @throws {RangeError} if the working space does not lie inside the memory
 * @throws what the runtime throws where `simdSupported()` is false
 */
export function simdKernels(memory: WebAssembly.Memory, scratchOffset: number): Kernels {
  const lastOffset = memory.buffer.byteLength - SCRATCH_BYTES;
  if (!Number.isInteger(scratchOffset) || scratchOffset < 0 || scratchOffset > lastOffset) {
    throw new RangeError(
      `scratchOffset is ${scratchOffset}, expected an integer from 0 to ${lastOffset} ` +
        `(${memory.buffer.byteLength} bytes of memory less ${SCRATCH_BYTES}); choose it inside or make the memory larger`,
    );
  }
  const instance = new WebAssembly.Instance(compiledModule(), { env: { memory, scratch: scratchOffset } });
  const wasm = instance.exports as ModuleFunctions;
  return {
    denseForward(out, x, weight, bias, B, I, O) {
      wasm.denseForward(out.byteOffset, x.byteOffset, weight.byteOffset, bias.byteOffset, B, I, O);
    },
    denseReluForward(out, x, weight, bias, B, I, O) {
      wasm.denseReluForward(out.byteOffset, x.byteOffset, weight.byteOffset, bias.byteOffset, B, I, O);
    },
    denseBackwardParams(dWeight, dBias, dOut, x, B, I, O) {
      wasm.denseBackwardParams(dWeight.byteOffset, dBias.byteOffset, dOut.byteOffset, x.byteOffset, B, I, O);
    },
    denseBackwardInput(dx, dOut, weight, B, I, O) {
      wasm.denseBackwardInput(dx.byteOffset, dOut.byteOffset, weight.byteOffset, B, I, O);
    },
    denseReluBackwardInput(dx, dOut, weight, x, B, I, O) {
      wasm.denseReluBackwardInput(dx.byteOffset, dOut.byteOffset, weight.byteOffset, x.byteOffset, B, I, O);
    },
    adamStep(params, grads, m, v, learningRate, beta1, beta2, epsilon, mCorrection, vCorrection, n) {
      wasm.adamStep(
        params.byteOffset,
        grads.byteOffset,
        m.byteOffset,
        v.byteOffset,
        learningRate,
        beta1,
        beta2,
        epsilon,
        mCorrection,
        vCorrection,
        n,
      );
    },
    polyakUpdate(target, source, tau, n) {
      wasm.polyakUpdate(target.byteOffset, source.byteOffset, tau, n);
    },
    scale(x, factor, n) {
      wasm.scale(x.byteOffset, factor, n);
    },
    sumOfSquares(x, n) {
      return wasm.sumOfSquares(x.byteOffset, n);
    },
    softmax(p, largest, sums, x, R, N) {
      wasm.softmax(p.byteOffset, largest.byteOffset, sums.byteOffset, x.byteOffset, R, N);
    },
    perturb(w, epsilon, sigma, noiseIn, noiseOut, I, O, row) {
      wasm.perturb(
        w.byteOffset,
        epsilon.byteOffset,
        sigma.byteOffset,
        noiseIn.byteOffset,
        noiseOut.byteOffset,
        I,
        O,
        row,
      );
    },
  };
}
