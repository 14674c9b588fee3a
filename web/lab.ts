/**
 * The page's model of one training. The panes read it and ask it for things; it alone talks to the worker that trains.
 *
 * What it holds of the run is as old as the last report of the worker, a tenth of a second while it trains.
 */
import type { Config } from '../src/config/config.ts';
import { presetConfig } from '../src/config/presets.ts';
import type { Inspection } from '../src/experiment/inspection.ts';
import type { CurvePoint } from '../src/experiment/learning-curve.ts';
import type { EpisodeRow, MetricsRow } from '../src/experiment/metrics.ts';
import type { NetworkPolicy } from '../src/experiment/policy.ts';
import type { KernelsName } from '../src/nn/device.ts';
import type {
  ConfigChanges,
  Footage,
  Progress,
  Report,
  Request,
  RequestBody,
  SavedRun,
  Speed,
  StepGoal,
} from './messages.ts';
import { blankPolicy, policyOfFile } from './policy.ts';
import { Snapshots } from './snapshots.ts';

export type { ConfigChanges, Footage, SavedRun, Speed, StepGoal } from './messages.ts';

/** At the speed of `line` a run that trains goes on by one named step each second, and stands still in between. */
export type LabSpeed = Speed | 'line';

/** `empty` before the first run; `failed` if it cannot go on: `message` says why. */
export type Phase = 'empty' | 'running' | 'paused' | 'finished' | 'failed';

/**
 * - `started`: another run is there, and everything is reset
 * - `phase`
 * - `progress`: rows, step or parameters are newer
 * - `inspection`: it has paused at another place, or left it
 * - `speed`, `chosen`
 * - `shown`: `policy` is another object, perhaps of another shape; comes with `progress` and `inspection`
 */
export type LabEvent = 'started' | 'phase' | 'progress' | 'inspection' | 'speed' | 'chosen' | 'shown';

/** The returns of a run from its very beginning, also where a checkpoint was opened that has no rows of what was before. */
export interface Curve {
  /** Return of each training episode, exploring. */
  readonly episodeReturns: readonly CurvePoint[];
  /** Mean return of each greedy evaluation. */
  readonly evaluations: readonly CurvePoint[];
}

/** A run of which only the tables are left. */
export interface Past extends RunSettings {
  /** What is to be said of it besides: the bug that it was trained with. */
  readonly note: string;
  readonly episodes: readonly EpisodeRow[];
  readonly metrics: readonly MetricsRow[];
  readonly curve: Curve;
}

/** A preset and the configuration that was made from it. */
export interface RunSettings {
  readonly preset: string;
  readonly config: Config;
}

/** What is special about a run of the museum. */
export interface Exhibit {
  /** The bug in the program; null where a riddle has none. */
  readonly bug: string | null;
  /** Whether that is still to be guessed, so that the page must not say it. */
  readonly isSecret: boolean;
}

/** What a Lab needs of a Web Worker. */
export interface WorkerLike {
  postMessage(request: Request): void;
  addEventListener(type: 'message', listener: (event: { readonly data: Report }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

/** All that is known of the present run. */
interface Run extends RunSettings {
  /** The worker that trains it. */
  readonly worker: WorkerLike;
  exhibit: Exhibit | null;
  /** Of the request that brought it; null before any. */
  readonly id: number | null;
  readonly policy: NetworkPolicy | null;
  readonly episodes: EpisodeRow[];
  readonly metrics: MetricsRow[];
  readonly curve: { readonly episodeReturns: CurvePoint[]; readonly evaluations: CurvePoint[] };
  phase: Phase;
  kernels: KernelsName | null;
  step: number;
  episodeCount: number;
  updates: number;
  solvedAtStep: number | null;
  finalGreedyReturn: number | null;
  stepsPerSecond: number | null;
  message: string | null;
  checksum: string | null;
  inspection: Inspection | null;
  next: string | null;
  last: string | null;
  footage: Footage | null;
  readonly snapshots: Snapshots;
}

interface Answer<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}

/** Runs that the present one is compared with, at most. */
export const MAX_EARLIER = 3;

export class Lab {
  /** Of the program as it is. */
  readonly #worker: WorkerLike;
  readonly #workerWithBug: (bug: string) => WorkerLike;
  readonly #listeners = new Map<LabEvent, Set<() => void>>();
  readonly #saves = new Map<number, Answer<SavedRun>>();
  readonly #keeps = new Map<number, Answer<Uint8Array>>();
  readonly #openings = new Map<number, Answer<void>>();
  #lastId = 0;
  /** The last request that says whether to train: only its answer is up to date. */
  #lastCommand: { readonly id: number; readonly kind: Request['kind'] } = { id: 0, kind: 'pause' };
  #chosen: RunSettings;
  /** Why no run can be started: what is to be chosen is wrong. */
  #refusal: string | null = null;
  #run: Run;
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
    this.#run = emptyRun(chosen, worker);
    this.#listenTo(worker);
  }

  get phase(): Phase {
    return this.#run.phase;
  }

  /** What the next `start` takes. */
  get chosen(): RunSettings {
    return this.#chosen;
  }

  /** Why nothing can be started now; null if what is chosen is right. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** That of the run; before the first one, that chosen. */
  get preset(): string {
    return this.#present.preset;
  }

  /** That of the run; before the first one, that chosen. */
  get config(): Config {
    return this.#present.config;
  }

  /** Whether the run is one of the museum; null for all others. */
  get exhibit(): Exhibit | null {
    return this.#run.exhibit;
  }

  /** What the worker computes with: `simd` or `readable`; null before it has said so. */
  get kernels(): KernelsName | null {
    return this.#run.kernels;
  }

  /** Environment steps taken. */
  get step(): number {
    return this.#run.step;
  }

  /** Training episodes finished; more than there are rows if the run was opened from a checkpoint. */
  get episodeCount(): number {
    return this.#run.episodeCount;
  }

  get updates(): number {
    return this.#run.updates;
  }

  get solvedAtStep(): number | null {
    return this.#run.solvedAtStep;
  }

  get finalGreedyReturn(): number | null {
    return this.#run.finalGreedyReturn;
  }

  /** Why the run has failed, in one line. */
  get message(): string | null {
    return this.#run.message;
  }

  /** CRC-32 of weights.safetensors with the parameters of now, as 8 hexadecimal digits; null while it trains. */
  get checksum(): string | null {
    return this.#run.checksum;
  }

  /** Over the last second or so; null when it does not train. */
  get stepsPerSecond(): number | null {
    return this.#run.stepsPerSecond;
  }

  /** The rows of this run since it was started or opened; the same array grows until the next `started`. */
  get episodes(): readonly EpisodeRow[] {
    return this.#run.episodes;
  }

  /** As `episodes`. */
  get metrics(): readonly MetricsRow[] {
    return this.#run.metrics;
  }

  /** The returns since step 0, before a checkpoint that was opened as well; arrays grow as those of the rows. */
  get curve(): Curve {
    return this.#run.curve;
  }

  /** The training episodes between the last report and the one before. */
  get footage(): Footage | null {
    return this.#run.footage;
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

  /** Steps at which `lookBack` can show the run, ascending. */
  get pastSteps(): readonly number[] {
    return this.#run.snapshots.steps;
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
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    // A function of its own, so that one listener may be added twice and taken away once.
    const own = () => listener();
    listeners.add(own);
    return () => listeners.delete(own);
  }

  /** Sets what the next `start` takes; does not touch the present run. */
  choose(preset: string, config: Config): void {
    this.#chosen = { preset, config };
    this.#refusal = null;
    this.#emit('chosen');
  }

  /** Lets nothing be started until something is chosen: what the person wants is wrong, and nothing else is to take its place. */
  refuse(why: string): void {
    this.#refusal = why;
    this.#emit('chosen');
  }

  /**
   * Puts a new run of what is chosen in the place of the present one, which becomes the first of the earlier ones. It is paused at step 0.
   * A riddle has no earlier ones. Does nothing after `refuse`.
   *
   * @param exhibit has it trained by a program with a bug, if there is one in it.
   */
  start(exhibit: Exhibit | null = null): void {
    if (this.#refusal !== null) return;
    for (const opening of this.#openings.values()) opening.reject(new Error('another run was started'));
    this.#openings.clear();
    const bug = exhibit?.bug ?? null;
    const worker = bug === null ? this.#worker : this.#workerWithBug(bug);
    this.#leaveWorkerFor(worker);
    if (worker !== this.#worker) this.#listenTo(worker);
    const id = this.#command({ kind: 'start', ...this.#chosen }, worker);
    this.#begin({ ...newRun(this.#chosen, id, worker), exhibit });
    if (this.#lost !== null && worker === this.#worker) this.#fail(this.#lost);
  }

  /** The bug of the run, or that it has none, may be said from now on. */
  discloseBug(): void {
    const { exhibit } = this.#run;
    if (exhibit === null) return;
    this.#run.exhibit = { ...exhibit, isSecret: false };
    this.#emit('phase');
  }

  /** Trains on at `speed`, to the end or to `pause`. Starts a run if there is none; does nothing if it has ended. */
  run(): void {
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
    if (run === null || this.phase === 'running') return;
    this.#command({ kind: 'advance', run, goal });
  }

  setSpeed(speed: LabSpeed): void {
    const isTraining = this.isWalking || (this.phase === 'running' && this.#lastCommand.kind === 'run');
    this.#speed = speed;
    this.#emit('speed');
    const { id } = this.#run;
    if (id === null || !isTraining) return;
    if (speed === 'line' || this.isWalking) {
      this.pause();
      this.run();
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
    const request = this.#send({ kind: 'save', run: id });
    return new Promise((resolve, reject) => this.#saves.set(request, { resolve, reject }));
  }

  /**
   * Goes on with a saved run in place of the present one, paused; its preset and configuration are then also those chosen.
   *
   * @param changes `steps` and `earlyStop` may be others than those of the saved run, so that a finished one goes further.
   * @throws Error (by the promise), of one line, if the bytes are no run; the present one is then as it was.
   */
  async open(checkpoint: Uint8Array, changes: ConfigChanges = {}): Promise<void> {
    if (this.#lost !== null) throw new Error(this.#lost);
    const id = this.#send({ kind: 'open', checkpoint, changes }, this.#worker);
    return new Promise((resolve, reject) => this.#openings.set(id, { resolve, reject }));
  }

  /**
   * A checkpoint of the run as it is, which does not go on for it.
   *
   * @throws Error (by the promise) where there is none, such as between two lines of a pass.
   */
  async keep(): Promise<Uint8Array> {
    const { id } = this.#run;
    if (id === null || this.#lost !== null) throw new Error('there is no run to keep');
    const request = this.#send({ kind: 'keep', run: id });
    return new Promise((resolve, reject) => this.#keeps.set(request, { resolve, reject }));
  }

  /** Lets a finished run go on: to the end of its budget if it has stopped before, and else for as many steps again. */
  async goOn(): Promise<void> {
    const { steps } = this.config;
    const changes = this.step < steps ? { earlyStop: false } : { earlyStop: false, steps: 2 * steps };
    const { checkpoint } = await this.save();
    await this.open(checkpoint, changes);
    this.run();
  }

  /**
   * Shows a saved policy, without training, until the run goes on or another begins. A run that trains pauses.
   *
   * @throws Error, of one line, if the bytes are no policy.
   */
  openWeights(bytes: Uint8Array): void {
    this.#weights = policyOfFile(bytes);
    this.pause();
    this.#emit('shown', 'progress', 'inspection');
  }

  /** Shows the run again after `openWeights`. */
  closeWeights(): void {
    if (this.#weights === null) return;
    this.#weights = null;
    this.#emit('shown', 'progress', 'inspection');
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
      const policy = blankPolicy(this.config);
      policy.q.network.params.set(params);
      this.#past = { step: step as number, policy };
    }
    this.#emit('shown', 'progress', 'inspection');
  }

  /** Whether what is shown is the run, and as it is. */
  get #isOfNow(): boolean {
    return this.#weights === null && this.#past === null;
  }

  get #present(): RunSettings {
    return this.phase === 'empty' ? this.#chosen : this.#run;
  }

  get #isBusy(): boolean {
    return this.phase === 'running' || (this.phase === 'paused' && this.#lastCommand.kind === 'advance');
  }

  #emit(...events: LabEvent[]): void {
    for (const event of events) {
      for (const listener of [...(this.#listeners.get(event) ?? [])]) {
        try {
          listener();
        } catch (error) {
          // One pane that fails must not keep the news from the others. The page hears of it all the same.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
  }

  #listenTo(worker: WorkerLike): void {
    worker.addEventListener('message', ({ data }) => this.#hear(data));
    worker.addEventListener('error', ({ message }) =>
      this.#lose(worker, message || 'it could not be loaded'),
    );
  }

  /** Where another worker trains the next run, the present one need not train on. */
  #leaveWorkerFor(next: WorkerLike): void {
    const { worker } = this.#run;
    if (worker === next) return;
    if (worker === this.#worker) {
      this.pause();
      return;
    }
    worker.terminate();
    for (const { reject } of this.#saves.values()) reject(new Error('the run was replaced by another'));
    this.#saves.clear();
  }

  /** @param worker that of the run, unless another is named. */
  #send(body: RequestBody, worker: WorkerLike = this.#run.worker): number {
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
      if (this.phase === 'finished' || this.phase === 'failed') this.#stopWalking();
      else this.advance('line');
    }, 1000);
    this.#emit('phase');
  }

  #stopWalking(): void {
    if (this.#walk === null) return;
    clearInterval(this.#walk);
    this.#walk = null;
    this.#emit('phase');
  }

  #train(speed: Speed, until: number | null): void {
    this.#stopWalking();
    const run = this.#readyRun();
    if (run === null) return;
    this.#until = until;
    this.#command({ kind: 'run', run, speed, until });
    if (this.phase === 'running') return;
    Object.assign(this.#run, { phase: 'running', inspection: null, next: null, last: null, checksum: null });
    this.#emit('phase', 'inspection');
  }

  /** The number of a run that can go on, a new one if there was none; null if it has ended. It is what is shown from now on. */
  #readyRun(): number | null {
    if (this.phase === 'finished' || this.phase === 'failed') return null;
    if (this.phase === 'empty') this.start();
    if (this.phase === 'empty') return null;
    this.closeWeights();
    this.lookBack(null);
    return this.#run.id;
  }

  #begin(run: Run): void {
    this.#stopWalking();
    const past = this.#run;
    // Curves of another run, of another size perhaps, would lead astray.
    if (run.exhibit?.isSecret) this.#earlier = [];
    else if (past.curve.episodeReturns.length + past.metrics.length > 0) {
      this.#earlier = [pastOf(past), ...this.#earlier].slice(0, MAX_EARLIER);
    }
    this.#weights = null;
    this.#past = null;
    this.#run = run;
    this.#emit('started', 'phase', 'inspection');
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case 'started':
        this.#opened(report);
        return;
      case 'saved':
        this.#saves.get(report.answers)?.resolve(report.saved);
        this.#saves.delete(report.answers);
        return;
      case 'kept':
        this.#keeps.get(report.answers)?.resolve(report.checkpoint);
        this.#keeps.delete(report.answers);
        return;
      case 'refused':
        this.#refused(report.answers, report.message);
        return;
    }
    // What was said of a run that has been replaced meanwhile.
    if (report.run !== this.#run.id) return;
    if (report.kind === 'progress') this.#progress(report.progress);
    else if (report.kind === 'failed') this.#fail(report.message);
    else {
      if (report.answers === this.#lastCommand.id) this.#stopped(report);
      // Where it stands now is known: it is open.
      this.#openings.get(report.run)?.resolve();
      this.#openings.delete(report.run);
    }
  }

  #opened({ run: id, preset, config, kernels, past }: Extract<Report, { kind: 'started' }>): void {
    if (this.#openings.has(id)) {
      this.#lastCommand = { id, kind: 'open' };
      this.#chosen = { preset, config };
      this.#refusal = null;
      this.#leaveWorkerFor(this.#worker);
      const run = newRun(this.#chosen, id, this.#worker);
      run.curve.episodeReturns.push(...past.episodes);
      run.curve.evaluations.push(...past.evaluations);
      this.#begin(run);
      this.#emit('chosen');
    }
    if (id === this.#run.id) this.#run.kernels = kernels;
  }

  #refused(id: number, message: string): void {
    for (const answers of [this.#saves, this.#keeps, this.#openings]) {
      answers.get(id)?.reject(new Error(message));
      answers.delete(id);
    }
  }

  #progress({ episodes, metrics, params, ...numbers }: Progress): void {
    const run = this.#run;
    Object.assign(run, numbers);
    if (run.phase !== 'running') run.stepsPerSecond = null;
    for (const row of episodes) {
      run.episodes.push(row);
      run.curve.episodeReturns.push({ step: row.step, return: row.return });
    }
    for (const row of metrics) {
      run.metrics.push(row);
      if (row.greedyReturn !== null) run.curve.evaluations.push({ step: row.step, return: row.greedyReturn });
    }
    if (params !== null) {
      run.policy?.q.network.params.set(params);
      run.snapshots.add(run.step, params);
    }
    this.#emit('progress');
  }

  #stopped(report: Extract<Report, { kind: 'paused' | 'finished' }>): void {
    const { inspection, last, checksum } = report;
    const changed = this.phase !== report.kind;
    // The command is done: there is nothing left to pause.
    this.#lastCommand = { id: report.answers, kind: 'pause' };
    const next = report.kind === 'paused' ? report.next : null;
    Object.assign(this.#run, { phase: report.kind, inspection, next, last, checksum, stepsPerSecond: null });
    if (changed) this.#emit('phase');
    this.#emit('inspection');
  }

  /** A worker is gone: no answer of it will come. */
  #lose(worker: WorkerLike, cause: string): void {
    const isRight = worker === this.#worker;
    if (!isRight && worker !== this.#run.worker) return;
    const message = `the worker that trains has stopped: ${cause}; reload the page`;
    if (isRight) this.#lost = message;
    for (const answers of [this.#saves, this.#keeps, this.#openings]) {
      for (const { reject } of answers.values()) reject(new Error(message));
      answers.clear();
    }
    this.#fail(message);
  }

  #fail(message: string): void {
    const stopped = { inspection: null, next: null, last: null, checksum: null, stepsPerSecond: null };
    Object.assign(this.#run, { phase: 'failed', message, ...stopped });
    this.#emit('phase', 'inspection');
  }
}

function emptyRun({ preset, config }: RunSettings, worker: WorkerLike): Run {
  return {
    preset,
    config,
    worker,
    exhibit: null,
    id: null,
    policy: null,
    episodes: [],
    metrics: [],
    curve: { episodeReturns: [], evaluations: [] },
    phase: 'empty',
    kernels: null,
    step: 0,
    episodeCount: 0,
    updates: 0,
    solvedAtStep: null,
    finalGreedyReturn: null,
    stepsPerSecond: null,
    message: null,
    checksum: null,
    inspection: null,
    next: null,
    last: null,
    footage: null,
    snapshots: new Snapshots(),
  };
}

function newRun(choice: RunSettings, id: number, worker: WorkerLike): Run {
  return { ...emptyRun(choice, worker), id, phase: 'paused', policy: policyOrNull(choice.config) };
}

/** Null if it does not fit into the page's memory: the worker, which needs more, then fails and says why. */
function policyOrNull(config: Config): NetworkPolicy | null {
  try {
    return blankPolicy(config);
  } catch {
    return null;
  }
}

function pastOf({ preset, config, exhibit, episodes, metrics, curve }: Run): Past {
  return { preset, config, note: exhibitTitle(exhibit), episodes, metrics, curve };
}

function exhibitTitle(exhibit: Exhibit | null): string {
  if (exhibit?.isSecret) return ', a riddle';
  return exhibit?.bug == null ? '' : `, with the bug ${exhibit.bug}`;
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
