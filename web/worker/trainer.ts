/** Trains as it is told: all of the worker but its wires, so that it can be tested without one. */
import { presetWithBug } from '../../src/config/presets.ts';
import { beginBranch, recordParent } from '../../src/experiment/branch.ts';
import { readParent } from '../../src/experiment/files/parent.ts';
import { continuedConfig, decodeRunCheckpoint } from '../../src/experiment/files/run-checkpoint.ts';
import { resolveKernels } from '../../src/nn/device.ts';
import { checkLabTask } from '../lab-tasks.ts';
import { PARENT_NAME, type Report, type Request } from '../messages.ts';
import { buffersOf } from './buffers.ts';
import { describeFailure } from './failure.ts';
import { goalJob, type Job, trainJob } from './jobs.ts';
import { Rate } from './rate.ts';
import { type Begin, Session, type Stop } from './session.ts';

/** Milliseconds of work, and one update at most, between two moments at which requests are heard. */
const SLICE_MS = 10;

/** Time, as a browser or a test has it; all in milliseconds. */
export interface Time {
  now(): number;
  /** Calls `task` once the messages that have arrived are heard. */
  soon(task: () => void): void;
  later(task: () => void, delay: number): void;
}

/** Hands a report over. The buffers of `transfer` are the receiver's from then on. */
export type Post = (report: Report, transfer: ArrayBuffer[]) => void;

/** A run and the number of the request that brought it. */
interface Present {
  readonly id: number;
  readonly session: Session;
}

export class Trainer {
  readonly #post: Post;
  readonly #time: Time;
  readonly #bug: string | null;
  #present: Present | null = null;
  /** The last request about whether to train. */
  #answers = 0;
  #job: Job | null = null;
  #rate = new Rate();
  /** When the last progress was reported. */
  #lastProgress = 0;

  /** @param bug what is in this program: its runs say so in their files. */
  constructor(post: Post, time: Time, bug: string | null = null) {
    this.#post = post;
    this.#time = time;
    this.#bug = bug;
  }

  hear(request: Request): void {
    switch (request.kind) {
      case 'start':
        this.#start(request);
        break;
      case 'open':
        this.#open(request);
        break;
      case 'branch':
        this.#branch(request);
        break;
      case 'save':
        this.#save(request);
        break;
      case 'keep':
        this.#keep(request);
        break;
      default:
        // The page may not have heard yet that the run was replaced.
        if (this.#present?.id === request.run) this.#steer(request, this.#present.session);
    }
  }

  #start({ id, preset, config }: Extract<Request, { kind: 'start' }>): void {
    // The memory of the run before is to be had again.
    this.#present = null;
    this.#job = null;
    try {
      this.#begin(id, new Session(presetWithBug(preset, this.#bug), config, resolveKernels('auto')));
    } catch (error) {
      this.#post({ kind: 'failed', run: id, message: describeFailure(error) }, []);
    }
  }

  #open({ id, checkpoint, changes }: Extract<Request, { kind: 'open' }>): void {
    try {
      const saved = decodeRunCheckpoint(checkpoint);
      const config = continuedConfig(saved.config, changes, saved.step);
      checkLabTask(config.env);
      this.#begin(id, new Session(saved.preset, config, resolveKernels('auto'), { saved }));
    } catch (error) {
      this.#refuse(id, describeFailure(error));
    }
  }

  #branch({ id, parent: bytes, preset, config }: Extract<Request, { kind: 'branch' }>): void {
    const keep = ['networks'] as const;
    const kernels = resolveKernels('auto');
    try {
      const parent = readParent(bytes, kernels);
      const branch = recordParent(config, parent, { keep, name: PARENT_NAME });
      const begin: Begin = (own, observer, options) =>
        beginBranch(parent, own, observer, { keep, ...options });
      this.#begin(id, new Session(preset, branch, kernels, { begin }));
    } catch (error) {
      this.#refuse(id, describeFailure(error));
    }
  }

  /** Throws before anything has changed if there is not enough memory. */
  #begin(id: number, session: Session): void {
    const stop = session.inspectStop();
    const { preset, kernels, past, run } = session;
    this.#present = { id, session };
    this.#answers = id;
    this.#job = null;
    this.#post({ kind: 'started', run: id, preset, config: run.config, kernels, past }, []);
    this.#reportStop(stop);
  }

  #steer(request: Extract<Request, { kind: 'run' | 'pause' | 'advance' }>, session: Session): void {
    this.#answers = request.id;
    switch (request.kind) {
      case 'run': {
        const job = trainJob(request.speed, request.until);
        this.#job = job;
        this.#rate = new Rate();
        this.#time.soon(() => this.#work(job));
        break;
      }
      case 'pause':
        this.#job = null;
        this.#stand();
        break;
      case 'advance':
        // One that is still under way goes first, and answers both.
        if (this.#job === null) {
          this.#job = goalJob(request.goal, session);
          this.#work(this.#job);
        }
    }
  }

  /** One slice of a job. What was planned for a job that is no longer there comes to nothing. */
  #work(job: Job): void {
    if (this.#present === null || this.#job !== job) return;
    const { session } = this.#present;
    const start = this.#time.now();
    let now = start;
    try {
      while (!job.isDone(session)) {
        if (job.wait(now) > 0 || now - start >= SLICE_MS) {
          this.#workOn(job, now);
          return;
        }
        job.advance(session, now);
        now = this.#time.now();
      }
    } catch (error) {
      this.#fail(describeFailure(error));
      return;
    }
    this.#job = null;
    this.#stand();
  }

  #workOn(job: Job, now: number): void {
    if (now - this.#lastProgress >= job.reportEvery) this.#reportProgress(now);
    const wait = job.wait(now);
    if (wait > 0) this.#time.later(() => this.#work(job), wait);
    else this.#time.soon(() => this.#work(job));
  }

  #reportProgress(now: number): void {
    if (this.#present === null) return;
    const { id, session } = this.#present;
    this.#lastProgress = now;
    const progress = session.takeProgress(this.#rate.perSecond(now, session.run.step));
    this.#post({ kind: 'progress', run: id, progress }, buffersOf([progress.params, progress.footage]));
  }

  /** Says where the run has stopped. */
  #stand(): void {
    if (this.#present === null) return;
    try {
      this.#reportStop(this.#present.session.inspectStop());
    } catch (error) {
      this.#fail(describeFailure(error));
    }
  }

  #reportStop({ next, last, inspection, checksum }: Stop): void {
    if (this.#present === null) return;
    this.#reportProgress(this.#time.now());
    const rest = { run: this.#present.id, answers: this.#answers, last, inspection, checksum };
    this.#post(
      next === null ? { kind: 'finished', ...rest } : { kind: 'paused', next, ...rest },
      buffersOf(inspection),
    );
  }

  #fail(message: string): void {
    if (this.#present === null) return;
    const { id } = this.#present;
    this.#reportProgress(this.#time.now());
    this.#present = null;
    this.#job = null;
    this.#post({ kind: 'failed', run: id, message }, []);
  }

  #save({ id, run }: Extract<Request, { kind: 'save' }>): void {
    if (this.#present?.id !== run) {
      this.#refuse(id, 'the run has failed or was replaced by another, so it cannot be saved');
      return;
    }
    const { session } = this.#present;
    try {
      if (session.comeToRest() && this.#job === null) this.#stand();
    } catch (error) {
      this.#fail(describeFailure(error));
      this.#refuse(id, describeFailure(error));
      return;
    }
    try {
      const saved = session.save();
      this.#post({ kind: 'saved', answers: id, saved }, buffersOf(saved));
    } catch (error) {
      this.#refuse(id, describeFailure(error));
    }
  }

  #keep({ id, run }: Extract<Request, { kind: 'keep' }>): void {
    const checkpoint = this.#present?.id === run ? this.#present.session.checkpointNow() : null;
    if (checkpoint === null) this.#refuse(id, 'the run cannot be saved where it is');
    else this.#post({ kind: 'kept', answers: id, checkpoint }, buffersOf([checkpoint]));
  }

  #refuse(id: number, message: string): void {
    this.#post({ kind: 'refused', answers: id, message }, []);
  }
}
