/** Workers in the hands of a test. */

import type { WorkerLike } from '../../web/lab.ts';
import type { Report, Request } from '../../web/messages.ts';
import { Trainer } from '../../web/worker/trainer.ts';
import { ManualTime } from './trainers.ts';

type MessageListener = (event: { readonly data: Report }) => void;
type ErrorListener = (event: { readonly message?: string }) => void;

/** Says what the test says, and keeps what it is told. */
export class ScriptedWorker implements WorkerLike {
  readonly requests: Request[] = [];
  isTerminated = false;
  readonly #listeners: MessageListener[] = [];
  readonly #errorListeners: ErrorListener[] = [];

  postMessage(request: Request): void {
    this.requests.push(structuredClone(request));
  }

  addEventListener(type: 'message', listener: MessageListener): void;
  addEventListener(type: 'error', listener: ErrorListener): void;
  addEventListener(type: 'message' | 'error', listener: MessageListener | ErrorListener): void {
    if (type === 'message') this.#listeners.push(listener as MessageListener);
    else this.#errorListeners.push(listener as ErrorListener);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  say(report: Report): void {
    for (const listener of this.#listeners) listener({ data: report });
  }

  crash(message?: string): void {
    for (const listener of this.#errorListeners) listener(message === undefined ? {} : { message });
  }

  last(): Request {
    const last = this.requests.at(-1);
    if (last === undefined) throw new Error('nothing was asked');
    return last;
  }
}

/** A true trainer behind wires on which messages take as long as the test likes, each way in order. */
export class SlowWorker extends ScriptedWorker {
  readonly time = new ManualTime();
  readonly #toTrainer: Request[] = [];
  readonly #toPage: Report[] = [];
  readonly #trainer = new Trainer(
    (report, transfer) => this.#toPage.push(structuredClone(report, { transfer })),
    this.time,
  );

  override postMessage(request: Request): void {
    super.postMessage(request);
    this.#toTrainer.push(structuredClone(request));
  }

  /** One thing happens, if there is one of the kind. */
  happen(what: 'request' | 'report' | 'work'): boolean {
    if (what === 'work') return this.time.doNext();
    if (what === 'request') {
      const request = this.#toTrainer.shift();
      if (request !== undefined) this.#trainer.hear(request);
      return request !== undefined;
    }
    const report = this.#toPage.shift();
    if (report !== undefined) this.say(report);
    return report !== undefined;
  }

  /** Everything that was said is heard, and what was asked for is done. */
  settle(): void {
    while (this.happen('request') || this.happen('report') || this.happen('work'));
  }

  /** As `settle`, for those who wait for a promise. */
  async answer<T>(promise: Promise<T>): Promise<T> {
    this.settle();
    return promise;
  }
}
