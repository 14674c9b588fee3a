/**
 * What the page and the worker that trains say to each other.
 *
 * Both go on while a message is under way, so each says what it is about. Every request has a number, larger than those
 * before; that of `start`, `open` or `branch` is the number of the run it brings, which all that is said of that run carries. A report of
 * where the run has stopped names the request that it answers: it is out of date if the page has asked for more since.
 */
import type { Config } from '../src/config/config.ts';
import type { Inspection } from '../src/experiment/inspection.ts';
import type { CurvePoint } from '../src/experiment/learning-curve.ts';
import type { EpisodeRow, MetricsRow } from '../src/experiment/metrics.ts';
import type { KernelsName } from '../src/nn/device.ts';

/** What a branch calls the file of the run that it came from. */
export const PARENT_NAME = 'checkpoint.bin';

/** Environment steps a second; `growing` begins at real time and grows with each step; `full` is as many as there can be. */
export type Speed = 'full' | 'growing' | number;

/**
 * How far to go before pausing again: one named step, the end of the next update, the end of this pass through the loop (with
 * the evaluation or the row of metrics that is due after it), or the end of the episode.
 */
export type StepGoal = 'line' | 'update' | 'step' | 'episode';

export type RequestBody =
  | { readonly kind: 'start'; readonly preset: string; readonly config: Config }
  /** Goes on with a saved run; `changes` may say that it ends later: see `continuedConfig`. */
  | { readonly kind: 'open'; readonly checkpoint: Uint8Array; readonly changes: ConfigChanges }
  /** Begins a run with the networks of a saved one, under settings of its own. */
  | {
      readonly kind: 'branch';
      readonly parent: Uint8Array;
      readonly preset: string;
      readonly config: Config;
    }
  /** Trains up to environment step `until`, or to the end of the run. */
  | { readonly kind: 'run'; readonly run: number; readonly speed: Speed; readonly until: number | null }
  | { readonly kind: 'pause'; readonly run: number }
  | { readonly kind: 'advance'; readonly run: number; readonly goal: StepGoal }
  | { readonly kind: 'save'; readonly run: number }
  /** Asks for a checkpoint without going on for it: there is none between two lines of a pass. */
  | { readonly kind: 'keep'; readonly run: number };

export type Request = RequestBody & { readonly id: number };

export type ConfigChanges = Readonly<Record<string, unknown>>;

/** The steps of the training episodes since the last report, in their order: the first of them, if there were many. */
export interface Footage {
  /** s of each step, as the agent sees it: scaled (count, observationSize) */
  readonly observations: Float32Array;
  readonly actions: Uint8Array;
  /** 1 where the action was not the greedy one. */
  readonly explored: Uint8Array;
  /** 1 where an episode ended with the step. */
  readonly ended: Uint8Array;
}

/** Where the run stands. */
export interface Progress {
  readonly step: number;
  readonly updates: number;
  /** Training episodes finished, those before a checkpoint included. */
  readonly episodeCount: number;
  /** Rows that are new since the last of these. */
  readonly episodes: readonly EpisodeRow[];
  readonly metrics: readonly MetricsRow[];
  /** θ now; null if it has overflowed. */
  readonly params: Float32Array | null;
  readonly solvedAtStep: number | null;
  readonly finalGreedyReturn: number | null;
  /** Environment steps in each second of the last one or so; null before there is anything to say. */
  readonly stepsPerSecond: number | null;
  /** Null where there was no step. */
  readonly footage: Footage | null;
}

/** What a checkpoint knows of the run before it. */
export interface PastCurve {
  readonly episodes: readonly CurvePoint[];
  readonly evaluations: readonly CurvePoint[];
}

export interface SavedRun {
  readonly checkpoint: Uint8Array;
  readonly weights: Uint8Array;
  readonly best: Uint8Array;
  readonly episodesCsv: string;
  readonly metricsCsv: string;
  readonly configJson: string;
}

export type Report =
  | {
      readonly kind: 'started';
      readonly run: number;
      readonly preset: string;
      readonly config: Config;
      readonly kernels: KernelsName;
      readonly past: PastCurve;
    }
  | { readonly kind: 'progress'; readonly run: number; readonly progress: Progress }
  | {
      readonly kind: 'paused';
      readonly run: number;
      readonly answers: number;
      readonly next: string;
      /** The step that was taken last; null before any. */
      readonly last: string | null;
      readonly inspection: Inspection;
      readonly checksum: string;
    }
  | {
      readonly kind: 'finished';
      readonly run: number;
      readonly answers: number;
      readonly last: string | null;
      readonly inspection: Inspection;
      readonly checksum: string;
    }
  /** The run cannot go on. */
  | { readonly kind: 'failed'; readonly run: number; readonly message: string }
  | { readonly kind: 'saved'; readonly answers: number; readonly saved: SavedRun }
  | { readonly kind: 'kept'; readonly answers: number; readonly checkpoint: Uint8Array }
  /** What was asked for, `open`, `branch`, `save` or `keep`, cannot be; nothing has changed. */
  | { readonly kind: 'refused'; readonly answers: number; readonly message: string };
