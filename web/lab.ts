/**
 * The page's model of one training. The panes read it and ask it for things; it alone talks to the worker that trains.
 *
 * What it holds of the run is as old as the last report of the worker, a tenth of a second while it trains.
 */
import type { Config } from '../src/config/config.ts';
import { presetConfig } from '../src/config/presets.ts';
import type { Inspection } from '../src/experiment/inspection.ts';
import type { NetworkPolicy } from '../src/experiment/policy.ts';
import { Answers } from './answers.ts';
import { type LabEvent, LabEvents } from './lab-events.ts';
import type { ConfigChanges, Report, Request, RequestBody, SavedRun, Speed, StepGoal } from './messages.ts';
import { blankPolicy, policyOfFile } from './policy.ts';
import {
  addProgress,
  type Exhibit,
  emptyRun,
  type LiveRun,
  newRun,
  type Past,
  pastOf,
  type Run,
  type RunSettings,
  withoutParent,
} from './run.ts';

export type { ConfigChanges, Footage, SavedRun, Speed, StepGoal } from './messages.ts';

/** At the speed of `line` a run that trains goes on by one named step each second, and stands still in between. */
export type LabSpeed = Speed | 'line';

/** What a Lab needs of a Web Worker. */
export interface WorkerLike {
  postMessage(request: Request): void;
  addEventListener(type: 'message', listener: (event: { readonly data: Report }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

/** Runs that the present one is compared with, at most. */
export const MAX_EARLIER = 3;

export class Lab {
  /** Of the program as it is. */
  readonly #worker: WorkerLike;
  readonly #workerWithBug: (bug: string) => WorkerLike;
  readonly #events = new LabEvents();
  readonly #saves = new Answers<SavedRun>();
  readonly #keeps = new Answers<Uint8Array>();
  readonly #openings = new Answers<void>();
  #lastId = 0;
  /** The last request that says whether to train: only its answer is up to date. */
  #lastCommand: { readonly id: number; readonly kind: Request['kind'] } = { id: 0, kind: 'pause' };
  #chosen: RunSettings;
  /** Why no run can be started: what is to be chosen is wrong. */
  #refusal: string | null = null;
  #run: LiveRun;
  /** The worker that trains it. */
  #trainer: WorkerLike;
  #earlier: readonly Past[] = [];
  #speed: LabSpeed = 'growing';
  /** Takes one line after another, while it does. */
  #walk: ReturnType<typeof setInterval> | null = null;
  /** Where the training that is under way will pause. */
  #until: number | null = null;
  #weights: NetworkPolicy | null = null;
  /** The run as it was at an earlier step. */
  #past: { readonly step: number; readonly policy: NetworkPolicy } | null = null;
  /** Why there is no worker any more: nothing that is asked is answered then. */
  #lost: string | null = null;

  /** @param workerWithBug makes another worker, with a bug of the museum in its program. */
  constructor(
    worker: WorkerLike,
    chosen: RunSettings = { preset: 'default', config: presetConfig('default') },
    workerWithBug: (bug: string) => WorkerLike = () => worker,
  ) {
    this.#worker = worker;
    this.#workerWithBug = workerWithBug;
    this.#chosen = chosen;
    this.#run = emptyRun(chosen);
    this.#trainer = worker;
    this.#listenTo(worker);
  }

  /** What is known of the present run; another object after `started`, and before it after `chosen`. */
  get run(): Run {
    return this.#run;
  }

  /** What the next `start` takes. */
  get chosen(): RunSettings {
    return this.#chosen;
  }

  /** Why nothing can be started now; null if what is chosen is right. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** The runs before this one, the last one first. */
  get earlier(): readonly Past[] {
    return this.#earlier;
  }

  get speed(): LabSpeed {
    return this.#speed;
  }

  /** Whether it goes on by one line after another: between two of them the run is paused. */
  get isWalking(): boolean {
    return this.#walk !== null;
  }

  /** Whether `policy` is that of the run or that of a file of weights. */
  get shown(): 'run' | 'weights' {
    return this.#weights === null ? 'run' : 'weights';
  }

  /** The step of the run that is shown; null if it is that of now. */
  get pastStep(): number | null {
    return this.#past?.step ?? null;
  }

  /** All parameters are zero between `started` and the first `progress`. */
  get policy(): NetworkPolicy | null {
    return this.#weights ?? this.#past?.policy ?? this.#run.policy;
  }

  /** Null unless the run stands still and is what is shown. */
  get inspection(): Inspection | null {
    return this.#isOfNow ? this.#run.inspection : null;
  }

  /** The named step that comes next; null if the run is finished, and where `inspection` is null. */
  get next(): string | null {
    return this.#isOfNow ? this.#run.next : null;
  }

  /** The named step that was taken last; null before any, and where `inspection` is null. */
  get last(): string | null {
    return this.#isOfNow ? this.#run.last : null;
  }

  /** Returns the function that stops listening. */
  on(event: LabEvent, listener: () => void): () => void {
    return this.#events.on(event, listener);
  }

  /** Sets what the next `start` takes; does not touch the present run. */
  choose(preset: string, config: Config): void {
    this.#chosen = { preset, config };
    this.#refusal = null;
    if (this.#run.phase === 'empty') this.#run = emptyRun(this.#chosen);
    this.#events.emit('chosen');
  }

  /** Lets nothing be started until something is chosen: what the person wants is wrong, and nothing else is to take its place. */
  refuse(why: string): void {
    this.#refusal = why;
    this.#events.emit('chosen');
  }

  /**
   * Puts a new run of what is chosen in the place of the present one, which becomes the first of the earlier ones. It is paused at step 0.
   * A riddle has no earlier ones. Does nothing after `refuse`.
   *
   * @param exhibit has it trained by a program with a bug, if there is one in it.
   */
  start(exhibit: Exhibit | null = null): void {
    if (this.#refusal !== null) return;
    this.#openings.rejectAll('another run was started');
    const bug = exhibit?.bug ?? null;
    const worker = bug === null ? this.#worker : this.#workerWithBug(bug);
    this.#leaveWorkerFor(worker);
    if (worker !== this.#worker) this.#listenTo(worker);
    const id = this.#command({ kind: 'start', ...this.#chosen }, worker);
    this.#begin({ ...newRun(this.#chosen, id), exhibit }, worker);
    if (this.#lost !== null && worker === this.#worker) this.#fail(this.#lost);
  }

  /** The bug of the run, or that it has none, may be said from now on. */
  discloseBug(): void {
    const { exhibit } = this.#run;
    if (exhibit === null) return;
    this.#run.exhibit = { ...exhibit, isSecret: false };
    this.#events.emit('phase');
  }

  /** Trains on at `speed`, to the end or to `pause`. Starts a run if there is none; does nothing if it has ended. */
  train(): void {
    if (this.#speed === 'line') this.#startWalking();
    else this.#train(this.#speed, null);
  }

  /** Trains at full speed up to a step and what is due after it, and pauses. Starts a run if there is none. */
  trainUntil(step: number): void {
    this.#train('full', step);
  }

  /** The phase is `paused` as soon as the worker has ended the pass that it is in. */
  pause(): void {
    this.#stopWalking();
    const { id } = this.#run;
    if (id !== null && this.#isBusy) this.#command({ kind: 'pause', run: id });
  }

  /** Goes on a little, when paused; starts a run if there is none. `inspection` stays as it was until it is there. */
  advance(goal: StepGoal): void {
    const run = this.#readyRun();
    if (run === null || this.#run.phase === 'running') return;
    this.#command({ kind: 'advance', run, goal });
  }

  setSpeed(speed: LabSpeed): void {
    const isTraining = this.isWalking || (this.#run.phase === 'running' && this.#lastCommand.kind === 'run');
    this.#speed = speed;
    this.#events.emit('speed');
    const { id } = this.#run;
    if (id === null || !isTraining) return;
    if (speed === 'line' || this.isWalking) {
      this.pause();
      this.train();
    } else this.#command({ kind: 'run', run: id, speed, until: this.#until });
  }

  /**
   * All files of the run, as `train` writes them. A pass that is half done is finished first.
   *
   * @throws Error (by the promise), of one line, if there is no run or it has failed.
   */
  async save(): Promise<SavedRun> {
    const { id } = this.#run;
    if (id === null) throw new Error('there is no run to save; start one first');
    if (this.#lost !== null) throw new Error(this.#lost);
    return this.#saves.to(this.#send({ kind: 'save', run: id }));
  }

  /**
   * Goes on with a saved run in place of the present one, paused; its preset and configuration are then also those chosen.
   *
   * @param changes `steps` and `earlyStop` may be others than those of the saved run, so that a finished one goes further.
   * @throws Error (by the promise), of one line, if the bytes are no run; the present one is then as it was.
   */
  async open(checkpoint: Uint8Array, changes: ConfigChanges = {}): Promise<void> {
    if (this.#lost !== null) throw new Error(this.#lost);
    return this.#openings.to(this.#send({ kind: 'open', checkpoint, changes }, this.#worker));
  }

  /**
   * A checkpoint of the run as it is, which does not go on for it.
   *
   * @throws Error (by the promise) where there is none, such as between two lines of a pass.
   */
  async keep(): Promise<Uint8Array> {
    const { id } = this.#run;
    if (id === null || this.#lost !== null) throw new Error('there is no run to keep');
    return this.#keeps.to(this.#send({ kind: 'keep', run: id }));
  }

  /** Lets a finished run go on: to the end of its budget if it has stopped before, and else for as many steps again. */
  async goOn(): Promise<void> {
    const { steps } = this.#run.config;
    const changes = this.#run.step < steps ? { earlyStop: false } : { earlyStop: false, steps: 2 * steps };
    const { checkpoint } = await this.save();
    await this.open(checkpoint, changes);
    this.train();
  }

  /**
   * Begins a run with what the networks of the present one have learned, under the settings chosen, and trains it.
   *
   * A pass that is half done is finished first. Does nothing after `refuse`, and while the run is shown as it was: of its past there is
   * only θ, without θ⁻.
   *
   * @throws Error (by the promise), of one line, if the networks do not fit these settings.
   */
  async branch(): Promise<void> {
    if (this.#refusal !== null || this.#past !== null) return;
    const { preset, config } = this.#chosen;
    const { checkpoint: parent } = await this.save();
    await this.#openings.to(this.#send({ kind: 'branch', parent, preset, config }, this.#worker));
    this.train();
  }

  /**
   * Shows a saved policy, without training, until the run goes on or another begins. A run that trains pauses.
   *
   * @throws Error, of one line, if the bytes are no policy.
   */
  openWeights(bytes: Uint8Array): void {
    this.#weights = policyOfFile(bytes);
    this.pause();
    this.#events.emit('shown', 'progress', 'inspection');
  }

  /** Shows the run again after `openWeights`. */
  closeWeights(): void {
    if (this.#weights === null) return;
    this.#weights = null;
    this.#events.emit('shown', 'progress', 'inspection');
  }

  /**
   * Shows the run as it was at one of `pastSteps`, until it goes on; null shows it as it is. A run that trains pauses.
   */
  lookBack(step: number | null): void {
    const params = step === null ? null : this.#run.snapshots.at(step);
    if (params === null) {
      if (this.#past === null) return;
      this.#past = null;
    } else {
      this.pause();
      const policy = blankPolicy(this.#run.config);
      policy.q.network.params.set(params);
      this.#past = { step: step as number, policy };
    }
    this.#events.emit('shown', 'progress', 'inspection');
  }

  /** Whether what is shown is the run, and as it is. */
  get #isOfNow(): boolean {
    return this.#weights === null && this.#past === null;
  }

  get #isBusy(): boolean {
    return (
      this.#run.phase === 'running' || (this.#run.phase === 'paused' && this.#lastCommand.kind === 'advance')
    );
  }

  #listenTo(worker: WorkerLike): void {
    worker.addEventListener('message', ({ data }) => this.#hear(data));
    worker.addEventListener('error', ({ message }) =>
      this.#lose(worker, message || 'it could not be loaded'),
    );
  }

  /** Where another worker trains the next run, the present one need not train on. */
  #leaveWorkerFor(next: WorkerLike): void {
    const worker = this.#trainer;
    if (worker === next) return;
    if (worker === this.#worker) {
      this.pause();
      return;
    }
    worker.terminate();
    this.#saves.rejectAll('the run was replaced by another');
  }

  /** @param worker that of the run, unless another is named. */
  #send(body: RequestBody, worker: WorkerLike = this.#trainer): number {
    const id = ++this.#lastId;
    worker.postMessage({ ...body, id });
    return id;
  }

  /** Sends what says whether to train: answers to such requests before it are out of date. */
  #command(body: RequestBody, worker?: WorkerLike): number {
    const id = this.#send(body, worker);
    this.#lastCommand = { id, kind: body.kind };
    return id;
  }

  #startWalking(): void {
    this.advance('line');
    this.#walk = setInterval(() => {
      if (this.#run.phase === 'finished' || this.#run.phase === 'failed') this.#stopWalking();
      else this.advance('line');
    }, 1000);
    this.#events.emit('phase');
  }

  #stopWalking(): void {
    if (this.#walk === null) return;
    clearInterval(this.#walk);
    this.#walk = null;
    this.#events.emit('phase');
  }

  #train(speed: Speed, until: number | null): void {
    this.#stopWalking();
    const run = this.#readyRun();
    if (run === null) return;
    this.#until = until;
    this.#command({ kind: 'run', run, speed, until });
    if (this.#run.phase === 'running') return;
    Object.assign(this.#run, { phase: 'running', inspection: null, next: null, last: null, checksum: null });
    this.#events.emit('phase', 'inspection');
  }

  /** The number of a run that can go on, a new one if there was none; null if it has ended. It is what is shown from now on. */
  #readyRun(): number | null {
    if (this.#run.phase === 'finished' || this.#run.phase === 'failed') return null;
    if (this.#run.phase === 'empty') this.start();
    if (this.#run.phase === 'empty') return null;
    this.closeWeights();
    this.lookBack(null);
    return this.#run.id;
  }

  #begin(run: LiveRun, trainer: WorkerLike): void {
    this.#stopWalking();
    const past = pastOf(this.#run);
    // Curves of another run, of another size perhaps, would lead astray.
    if (run.exhibit?.isSecret) this.#earlier = [];
    else if (past !== null) this.#earlier = [past, ...this.#earlier].slice(0, MAX_EARLIER);
    this.#weights = null;
    this.#past = null;
    this.#run = run;
    this.#trainer = trainer;
    this.#events.emit('started', 'phase', 'inspection');
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case 'started':
        this.#opened(report);
        return;
      case 'saved':
        this.#saves.resolve(report.answers, report.saved);
        return;
      case 'kept':
        this.#keeps.resolve(report.answers, report.checkpoint);
        return;
      case 'refused':
        this.#refused(report.answers, report.message);
        return;
    }
    // What was said of a run that has been replaced meanwhile.
    if (report.run !== this.#run.id) return;
    if (report.kind === 'progress') {
      addProgress(this.#run, report.progress);
      this.#events.emit('progress');
    } else if (report.kind === 'failed') this.#fail(report.message);
    else {
      if (report.answers === this.#lastCommand.id) this.#stopped(report);
      // Where it stands now is known: it is open.
      this.#openings.resolve(report.run, undefined);
    }
  }

  #opened({ run: id, preset, config, kernels, past }: Extract<Report, { kind: 'started' }>): void {
    if (this.#openings.has(id)) {
      this.#lastCommand = { id, kind: 'open' };
      this.#chosen = { preset, config: withoutParent(config) };
      this.#refusal = null;
      this.#leaveWorkerFor(this.#worker);
      const run = newRun({ preset, config }, id);
      run.curve.episodeReturns.push(...past.episodes);
      run.curve.evaluations.push(...past.evaluations);
      this.#begin(run, this.#worker);
      this.#events.emit('chosen');
    }
    if (id === this.#run.id) this.#run.kernels = kernels;
  }

  #refused(id: number, message: string): void {
    for (const answers of [this.#saves, this.#keeps, this.#openings]) answers.reject(id, message);
  }

  #stopped(report: Extract<Report, { kind: 'paused' | 'finished' }>): void {
    const { inspection, last, checksum } = report;
    const changed = this.#run.phase !== report.kind;
    // The command is done: there is nothing left to pause.
    this.#lastCommand = { id: report.answers, kind: 'pause' };
    const next = report.kind === 'paused' ? report.next : null;
    Object.assign(this.#run, { phase: report.kind, inspection, next, last, checksum, stepsPerSecond: null });
    if (changed) this.#events.emit('phase');
    this.#events.emit('inspection');
  }

  /** A worker is gone: no answer of it will come. */
  #lose(worker: WorkerLike, cause: string): void {
    const isRight = worker === this.#worker;
    if (!isRight && worker !== this.#trainer) return;
    const message = `the worker that trains has stopped: ${cause}; reload the page`;
    if (isRight) this.#lost = message;
    for (const answers of [this.#saves, this.#keeps, this.#openings]) answers.rejectAll(message);
    this.#fail(message);
  }

  #fail(message: string): void {
    const stopped = { inspection: null, next: null, last: null, checksum: null, stepsPerSecond: null };
    Object.assign(this.#run, { phase: 'failed', message, ...stopped });
    this.#events.emit('phase', 'inspection');
  }
}

/** The constructor of Web Workers, as far as it is used here: the tests of this file know no browser. */
declare const Worker: new (
  url: URL,
  options: { readonly type: 'module'; readonly name?: string },
) => WorkerLike;

/** A lab with workers of its own. One with a bug is loaded when it is asked for. */
export function createLab(): Lab {
  return new Lab(
    new Worker(new URL('./worker/training.worker.ts', import.meta.url), { type: 'module' }),
    undefined,
    (bug) => new Worker(new URL('./worker/museum.worker.ts', import.meta.url), { type: 'module', name: bug }),
  );
}
