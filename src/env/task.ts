/**
 * A task: an environment with all that a run, a picture or a report needs to know about it.
 *
 * A task is a value. Nothing above `env/<task>/` knows which one it is given, so one file with a task of your own gets
 * all that the built-in ones have. `examples/grid-world.ts` is one; CONTRIBUTING.md says how to write another.
 */
import type { Generator } from '../random.ts';
import type { Env } from './env.ts';
import type { Picture } from './picture.ts';

/** The facts of a task that an agent or an experiment may rely on. */
export interface EnvSpec {
  /** Its name, as results and pictures show it. */
  readonly id: string;
  /** Entries of an observation. */
  readonly observationSize: number;
  /** Actions are 0 … actionCount − 1. */
  readonly actionCount: number;
  /** Environment steps after which an episode is truncated. */
  readonly maxEpisodeSteps: number;
  /** The mean return from which the task counts as solved; null if none is agreed on. */
  readonly rewardThreshold: number | null;
  /** The largest return that an episode can have; null if it is not known. */
  readonly maxReturn: number | null;
  /** What each entry of an observation is, with its unit, such as "cart position (m)". */
  readonly observationNames?: readonly string[];
  /** What each action does, such as "push left". */
  readonly actionNames?: readonly string[];
}

export type OptionValue = number | boolean | string;

/** The options of a task, by name. */
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** What may be set about a task, such as a physical constant. Its type is that of its default. */
export interface TaskOption {
  readonly default: OptionValue;
  /** One sentence. */
  readonly meaning: string;
  readonly unit?: string;
  /** Bounds of a number, both included. */
  readonly min?: number;
  readonly max?: number;
  /** The values of a text. */
  readonly choices?: readonly string[];
}

/** A way in which the task itself ends, as opposed to the time limit. */
export interface Ending {
  /** What happened, such as "pole fell". */
  readonly name: string;
  /** The same as the name of a column of metrics.csv counts it, such as "pole_falls". */
  readonly column: string;
}

/** How the task ends, in words. */
export interface Endings {
  /** What the end of the task is called in the names of columns and pictures, such as "fall". */
  readonly endWord: string;
  readonly endings: readonly Ending[];
}

/** What the diagnosis of a run can say about this task beyond what holds for all. */
export interface TaskDiagnosis extends Endings {
  /** Which of `endings` the observation of a terminated step (observationSize), not scaled, shows. */
  endingOf(observation: ArrayLike<number>): number;
  /** The reward of the step that ends the task, where it is always the same. */
  lastReward?(options: OptionValues): number;
  /** The largest value that any policy can have in training; null if it is infinite. */
  valueCeiling?(gamma: number, options: OptionValues): number | null;
  /** A state (observationSize), not scaled, of those from which the task may still go either way. */
  probeState?(random: Generator): readonly number[];
}

/** A blow from outside, between two steps, to an environment that `make` or `makeForEvaluation` has made. */
export interface Push {
  /** What it changes and in which unit, such as "angular velocity of the pole, rad/s". */
  readonly meaning: string;
  /** @param size positive or negative: from one side or the other. */
  strike(env: Env, size: number): void;
}

export interface Task {
  /** As it is with the defaults of its options. */
  readonly spec: EnvSpec;
  /** Where the largest return depends on the step limit: what it is with another limit than that of `spec`. */
  maxReturn?(maxEpisodeSteps: number): number;
  /** What each entry of an observation is divided by before an agent sees it, by default 1. */
  readonly observationScale?: readonly number[];
  readonly options?: Readonly<Record<string, TaskOption>>;
  /**
   * An instance for training, without its time limit. Everything random in it comes from `random`.
   *
   * @param options all that are declared.
   */
  make(random: Generator, options: OptionValues): Env;
  /** An instance with the reward that decides whether the task is solved, if that may differ from that of training. */
  makeForEvaluation?(random: Generator, options: OptionValues): Env;
  readonly diagnosis?: TaskDiagnosis;
  /** What a blow is to it. */
  readonly push?: Push;
  /** How it looks. Loaded only when it is needed. */
  loadPicture?(): Promise<Picture>;
}
