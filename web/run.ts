/** What the page knows of one training: as old as the last report of the worker, a tenth of a second while it trains. */
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

/** A run, as the panes read it. Before the first one its settings are those chosen. */
export interface Run extends RunSettings {
  readonly phase: Phase;
  /** Whether it is one of the museum; null for all others. */
  readonly exhibit: Exhibit | null;
  /** What the worker computes with; null before it has said so. */
  readonly kernels: KernelsName | null;
  /** Environment steps taken. */
  readonly step: number;
  /** Training episodes finished; more than there are rows if the run was opened from a checkpoint. */
  readonly episodeCount: number;
  readonly updates: number;
  readonly solvedAtStep: number | null;
  readonly finalGreedyReturn: number | null;
  /** Over the last second or so; null when it does not train. */
  readonly stepsPerSecond: number | null;
  /** Why it has failed, in one line. */
  readonly message: string | null;
  /** CRC-32 of weights.safetensors with the parameters of now, as 8 hexadecimal digits; null while it trains. */
  readonly checksum: string | null;
  /** Its rows since it was started or opened; the same array grows until the next run. */
  readonly episodes: readonly EpisodeRow[];
  /** As `episodes`. */
  readonly metrics: readonly MetricsRow[];
  /** The returns since step 0, before a checkpoint that was opened as well; arrays grow as those of the rows. */
  readonly curve: Curve;
  /** The training episodes between the last report and the one before. */
  readonly footage: Footage | null;
  /** Its parameters at some of the steps before. */
  readonly snapshots: Pick<Snapshots, 'steps' | 'at'>;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A run, as the lab keeps it. */
export interface LiveRun extends Writable<Omit<Run, 'episodes' | 'metrics' | 'curve' | 'snapshots'>> {
  /** Of the request that brought it; null before any. */
  readonly id: number | null;
  /** All parameters are zero until the first report; null as well where it does not fit into the page's memory. */
  readonly policy: NetworkPolicy | null;
  readonly episodes: EpisodeRow[];
  readonly metrics: MetricsRow[];
  readonly curve: { readonly episodeReturns: CurvePoint[]; readonly evaluations: CurvePoint[] };
  readonly snapshots: Snapshots;
  inspection: Inspection | null;
  /** The named step that comes next. */
  next: string | null;
  /** The named step that was taken last. */
  last: string | null;
}

/** What a page without a run has in its place. */
export function emptyRun({ preset, config }: RunSettings): LiveRun {
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

export function newRun(choice: RunSettings, id: number): LiveRun {
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

/** Takes in what the worker has reported. */
export function addProgress(run: LiveRun, { episodes, metrics, params, ...numbers }: Progress): void {
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
  if (params === null) return;
  run.policy?.q.network.params.set(params);
  run.snapshots.add(run.step, params);
}

/** The settings of a run that does not branch from another. */
export function withoutParent({ parent, parentChecksum, parentKept, ...config }: Config): Config {
  return config as Config;
}

/** What is left of a run when another takes its place; null if there is nothing to show of it. */
export function pastOf({ preset, config, exhibit, episodes, metrics, curve }: LiveRun): Past | null {
  if (curve.episodeReturns.length + metrics.length === 0) return null;
  return {
    preset,
    config,
    note: exhibitTitle(exhibit) + (config.parent === undefined ? '' : ', a branch'),
    episodes,
    metrics,
    curve,
  };
}

function exhibitTitle(exhibit: Exhibit | null): string {
  if (exhibit?.isSecret) return ', a riddle';
  return exhibit?.bug == null ? '' : `, with the bug ${exhibit.bug}`;
}
