/** The thread that reads an HDF5 file: says that it is there, then what it has read or why it cannot. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Tensor } from '../../nn/safetensors.ts';
import { KerasError, readKeras } from './keras.ts';

export type Answer = { readonly tensors: ReadonlyMap<string, Tensor> } | { readonly refusal: string };

function answer(): Answer {
  try {
    return { tensors: readKeras(workerData as ArrayBuffer) };
  } catch (error) {
    // jsfive throws what its file happens to lead to: errors of every kind, and texts.
    const reason = error instanceof Error ? error.message : String(error);
    return {
      refusal:
        error instanceof KerasError
          ? reason
          : `the HDF5 file is damaged or of an unsupported version (${reason}); save its weights as safetensors`,
    };
  }
}

parentPort?.postMessage('started');
parentPort?.postMessage(answer());
