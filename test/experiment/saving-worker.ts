/** A worker thread that begins a run and hands it over. */
import { parentPort, workerData } from 'node:worker_threads';
import { Session } from './saved-runs.ts';

const { config, count } = workerData;
parentPort?.postMessage(new Session(config, 'simd').advance(count).save());
