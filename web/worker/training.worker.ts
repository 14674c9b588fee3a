/** The wires between the page and the trainer. */
import type { Request } from '../messages.ts';
import { Trainer } from './trainer.ts';

/** A message to itself comes after those that have arrived, and unlike a timer at once. */
const { port1, port2 } = new MessageChannel();
const tasks: (() => void)[] = [];
port1.onmessage = () => tasks.shift()?.();

const trainer = new Trainer((report, transfer) => postMessage(report, { transfer }), {
  now: () => performance.now(),
  soon(task) {
    tasks.push(task);
    port2.postMessage(null);
  },
  later(task, delay) {
    setTimeout(task, delay);
  },
});
addEventListener('message', ({ data }: MessageEvent<Request>) => trainer.hear(data));
