/**
 * A task with its options, its time limit and what its observations are divided by: what the settings of a run make of it.
 * All environments of a run, for training and for evaluation, are made here.
 */
import { Generator, type SeedSequence } from '../random.ts';
import { SavedState, StateError } from '../state.ts';
import { CheckedEnv } from './checked-env.ts';
import { CheckedPicture, pictureFailure } from './checked-picture.ts';
import { type Disturbance, DisturbedEnv } from './disturbed-env.ts';
import type { Env } from './env.ts';
import { resolveOptions } from './options.ts';
import type { Picture } from './picture.ts';
import { ScaleObservation } from './scale-observation.ts';
import type { EnvSpec, OptionValues, Task, TaskDiagnosis } from './task.ts';
import { TaskError, taskFailure } from './task-error.ts';
import { taskTitle } from './task-title.ts';
import { TimeLimit } from './time-limit.ts';

export interface EnvironmentSettings {
  /** What messages call the task besides its id: the path of its module. */
  readonly env?: string;
  /** Options of the task; those that are left out have their defaults. */
  readonly envOptions?: OptionValues;
  /** Environment steps; 0 or left out: the limit of the task. */
  readonly maxEpisodeSteps?: number;
  /** What each entry of an observation is divided by; one number is for all; empty or left out: the scale of the task. */
  readonly observationScale?: readonly number[];
}

/** Of a task that says nothing about its endings. */
const PLAIN_DIAGNOSIS: TaskDiagnosis = {
  endWord: 'end',
  endings: [{ name: 'ended', column: 'ends' }],
  endingOf: () => 0,
};

const PROBE_STEPS = 10;

export class Environment {
  readonly task: Task;
  readonly diagnosis: TaskDiagnosis;
  /** That of the task, with the time limit that holds and what may be reached in it. */
  readonly spec: EnvSpec;
  /** Every option that the task declares. */
  readonly options: OptionValues;
  readonly observationScale: readonly number[];
  readonly #name: string;

  /** Throws a TaskError that names the task, the setting and what is expected. */
  constructor(task: Task, settings: EnvironmentSettings = {}) {
    const { spec } = task;
    const { env: name = spec.id, envOptions = {}, maxEpisodeSteps = 0, observationScale = [] } = settings;
    const limit = maxEpisodeSteps === 0 ? spec.maxEpisodeSteps : maxEpisodeSteps;
    this.task = task;
    this.#name = name;
    this.diagnosis = task.diagnosis ?? PLAIN_DIAGNOSIS;
    this.options = resolveOptions(task, envOptions);
    this.spec = { ...spec, maxEpisodeSteps: limit, maxReturn: task.maxReturn?.(limit) ?? spec.maxReturn };
    this.observationScale = fullScale(
      observationScale.length > 0 ? observationScale : (task.observationScale ?? [1]),
      spec.observationSize,
    );
    if (this.observationScale.length !== spec.observationSize) {
      throw new TaskError(
        'observationScale',
        `got ${this.observationScale.length} numbers, expected ${spec.observationSize}, one for each entry of an observation of ${spec.id}`,
      );
    }
  }

  /** As an agent trains in it: time limit inside, scaled observations outside. */
  create(random: Generator): Env {
    return this.#scale(this.createUnscaled(random));
  }

  /** With the reward that decides whether the task is solved. */
  createForEvaluation(random: Generator): Env {
    return this.#scale(this.createUnscaledForEvaluation(random));
  }

  createUnscaled(random: Generator): Env {
    return this.#limit(this.#check(this.#make(random)));
  }

  createUnscaledForEvaluation(random: Generator): Env {
    return this.#limit(this.#check(this.#makeForEvaluation(random)));
  }

  /**
   * As `createUnscaledForEvaluation`, but disturbed.
   *
   * @throws TaskError if the task knows no blows and is to be given some.
   */
  createDisturbed(random: Generator, disturbance: Disturbance, streams: SeedSequence): Env {
    const { push } = this.task;
    if (disturbance.push !== 0 && push === undefined) {
      throw new TaskError('push', `${this.spec.id} cannot be pushed; leave it out`);
    }
    const env = this.#makeForEvaluation(random);
    const surroundings = {
      actionCount: this.spec.actionCount,
      observationScale: this.observationScale,
      strike: (size: number) => push?.strike(env, size),
    };
    return this.#limit(new DisturbedEnv(this.#check(env), disturbance, surroundings, streams));
  }

  #scale(env: Env): Env {
    return new ScaleObservation(env, this.observationScale);
  }

  /**
   * Whether its environments can be saved, and a run of it resumed.
   *
   * @throws TaskError if an environment cannot be restored to the state that it gives.
   */
  canBeSaved(): boolean {
    const env = this.#make(new Generator(0));
    if (env.state === undefined || env.restore === undefined) return false;
    const checked = this.#check(env);
    checked.reset();
    try {
      const saved = new SavedState(checked.state());
      this.#check(this.#make(new Generator(0))).restore(saved);
      saved.checkAllRead();
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      throw new TaskError(
        'restore',
        `restore() of ${this.#title(error)} does not fit what state() returns: ${error.message}`,
      );
    }
    return true;
  }

  /**
   * Whether two environments with equal random streams begin an episode alike, as far as a few steps show: false means that a run
   * cannot be repeated, as when the task draws from Math.random or reads a clock. What the task throws is left to the run.
   */
  seemsRepeatable(): boolean {
    try {
      const [first, second] = [this.#firstSteps(), this.#firstSteps()];
      return first.every((value, k) => Object.is(value, second[k]));
    } catch {
      return true;
    }
  }

  /** Observations, rewards and endings of the first steps of an episode, up to its end. */
  #firstSteps(): number[] {
    const env = this.createUnscaled(new Generator(0));
    const seen = [...env.reset()];
    for (let t = 0; t < PROBE_STEPS; t++) {
      const { observation, reward, terminated, truncated } = env.step(t % this.spec.actionCount);
      seen.push(...observation, reward, Number(terminated));
      if (terminated || truncated) break;
    }
    return seen;
  }

  /**
   * How the task looks; null if it does not say.
   *
   * @throws TaskError, as every method of the picture does, if the task throws.
   */
  async loadPicture(): Promise<Picture | null> {
    try {
      const picture = await this.task.loadPicture?.();
      return picture === undefined ? null : new CheckedPicture(picture, (error) => this.#title(error));
    } catch (error) {
      throw pictureFailure(this.#title(error), error);
    }
  }

  #make(random: Generator): Env {
    return this.#calling('make', random, this.task.make);
  }

  #makeForEvaluation(random: Generator): Env {
    const { makeForEvaluation } = this.task;
    if (makeForEvaluation === undefined) return this.#make(random);
    return this.#calling('makeForEvaluation', random, makeForEvaluation);
  }

  #calling(method: string, random: Generator, make: Task['make']): Env {
    let env: Env;
    try {
      env = make.call(this.task, random, this.options);
    } catch (error) {
      throw error instanceof TaskError ? error : taskFailure(method, this.#title(error), error);
    }
    if (typeof env?.reset === 'function' && typeof env.step === 'function') return env;
    const isObject = typeof env === 'object' && env !== null;
    const got = (env as unknown) instanceof Promise ? 'a Promise' : isObject ? 'another object' : String(env);
    throw new TaskError(
      method,
      `${method}() of ${this.#title()} returned ${got}, expected an object with reset() and step()`,
    );
  }

  #title(error?: unknown): string {
    return taskTitle(this.spec.id, this.#name, error);
  }

  #check(env: Env): CheckedEnv {
    return new CheckedEnv(env, this.spec, this.#name);
  }

  #limit(env: Env): Env {
    return new TimeLimit(env, this.spec.maxEpisodeSteps);
  }
}

const fullScale = (scale: readonly number[], size: number) =>
  scale.length === 1 ? Array.from({ length: size }, () => scale[0]) : scale;
