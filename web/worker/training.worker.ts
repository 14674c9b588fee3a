/** The wires between the page and the trainer. */
import type { Request } from '../messages.ts';
import { Trainer } from './trainer.ts';

/** A message to itself comes after those that have arrived, and unlike a timer at once. */
const { port1, port2 } = new MessageChannel();
const tasks: (() => void)[] = [];
port1.onmessage = () => tasks.shift()?.();

const time = {
  now: () => performance.now(),
  soon(task: () => void) {
    tasks.push(task);
    port2.postMessage(null);
  },
  later(task: () => void, delay: number) {
    setTimeout(task, delay);
  },
};
/** A worker has a name only if it is of the museum: that of the bug in it. */
const bug = self.name || null;
const trainer = new Trainer((report, transfer) => postMessage(report, { transfer }), time, bug);
addEventListener('message', ({ data }: MessageEvent<Request>) => trainer.hear(data));
