/** One training, as the page knows it. */
import type { Config } from '../src/config/config.ts';
import type { Inspection } from '../src/experiment/inspection.ts';
import type { CurvePoint } from '../src/experiment/learning-curve.ts';
import type { EpisodeRow, MetricsRow } from '../src/experiment/metrics.ts';
import type { NetworkPolicy } from '../src/experiment/policy.ts';
import type { KernelsName } from '../src/nn/device.ts';
import type { Footage, Progress } from './messages.ts';
import { blankPolicy } from './policy.ts';
import { Snapshots } from './snapshots.ts';

/** `empty` before the first run; `failed` if it cannot go on: `message` says why. */
export type Phase = 'empty' | 'running' | 'paused' | 'finished' | 'failed';

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

/** All that is known of a run. */
export interface Run extends RunSettings {
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

export function emptyRun({ preset, config }: RunSettings): Run {
  return {
    preset,
    config,
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

export function newRun(choice: RunSettings, id: number): Run {
  return { ...emptyRun(choice), id, phase: 'paused', policy: policyOrNull(choice.config) };
}

/** Null if it does not fit into the page's memory: the worker, which needs more, then fails and says why. */
function policyOrNull(config: Config): NetworkPolicy | null {
  try {
    return blankPolicy(config);
  } catch {
    return null;
  }
}

export function pastOf({ preset, config, exhibit, episodes, metrics, curve }: Run): Past {
  return { preset, config, note: exhibitTitle(exhibit), episodes, metrics, curve };
}

function exhibitTitle(exhibit: Exhibit | null): string {
  if (exhibit?.isSecret) return ', a riddle';
  return exhibit?.bug == null ? '' : `, with the bug ${exhibit.bug}`;
}

/** Takes in what is new in a run. */
export function addProgress(run: Run, { episodes, metrics, params, ...numbers }: Progress): void {
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
}
