/**
 * Ends a program that nothing can stop any more: the process that relays signals to it is gone (`tsx` ends that, too, when the
 * machine is so busy that it does not answer in time), and its main thread, which would notice, does not come back from what it
 * does, such as a `step` without an end. Only a thread of its own can see that.
 */
import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks, and those that the main thread has, once the relay is gone, to come back. */
const LOOKING = 500;
const PATIENCE = 10_000;

const WATCHING = `
  const { workerData: { relay, looking, patience } } = require('node:worker_threads');
  const timer = setInterval(() => {
    if (process.ppid === relay) return;
    clearInterval(timer);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), patience);
  }, looking);
`;

/** Begins to watch. The main thread calls what is returned as soon as it has noticed that the relay is gone. */
export function watchForOrphanage(): () => void {
  const workerData = { relay: process.ppid, looking: LOOKING, patience: PATIENCE };
  const thread = new Worker(WATCHING, { eval: true, workerData, execArgv: [] });
  // Where no thread can be had, the work is still worth doing.
  thread.on('error', () => {});
  thread.unref();
  return () => void thread.terminate();
}
