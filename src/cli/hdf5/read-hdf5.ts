/**
 * Reading HDF5 files of Keras, which come from anywhere and hold addresses, loops and sizes of any kind. A library does it
 * (jsfive), in a thread of its own that is ended if it takes too long.
 */
import { Worker } from 'node:worker_threads';
import { type Safetensors, SafetensorsError } from '../../nn/safetensors.ts';
import { naming, readParsed } from '../reading.ts';
import { threadFlags } from '../threads.ts';
import type { Answer } from './hdf5-thread.ts';

/** Read in a quarter of a second; networks of dense layers have a hundredth of it. */
const MAX_BYTES = 40_000_000;
/** Too short to fill the memory of a machine. */
const MAX_MILLISECONDS = 700;
const TOO_LONG: Answer = {
  refusal: 'the HDF5 file takes too long to read; convert it to safetensors',
};

/**
 * The dense layers of a Keras model.
 *
 * @throws UsageError that names the file and what is wrong with it; errors of the file system pass through.
 */
export async function readHdf5(path: string): Promise<Safetensors> {
  const bytes = readParsed(path, MAX_BYTES, (bytes) => bytes.slice().buffer);
  const answer = await readInThread(bytes);
  return naming(path, () => {
    if ('refusal' in answer) throw new SafetensorsError(answer.refusal);
    return { tensors: answer.tensors, metadata: new Map() };
  });
}

async function readInThread(bytes: ArrayBuffer): Promise<Answer> {
  const module = new URL('./hdf5-thread.ts', import.meta.url);
  const thread = new Worker(module, {
    workerData: bytes,
    transferList: [bytes],
    execArgv: threadFlags(module),
    // The library complains to the console.
    stderr: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      thread.on('message', (message: 'started' | Answer) => {
        if (message !== 'started') resolve(message);
        else timer = setTimeout(() => resolve(TOO_LONG), MAX_MILLISECONDS);
      });
      thread.on('error', reject);
    });
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
