/** One training run with everything that is kept of it: its tables, its curve and its files. */
import type { Config } from '../../src/config/config.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { encodeConfigFile } from '../../src/experiment/files/config-file.ts';
import { crc32Text } from '../../src/experiment/files/crc32.ts';
import { encodePolicy } from '../../src/experiment/files/policy-file.ts';
import { encodeRunCheckpoint, type RunCheckpoint } from '../../src/experiment/files/run-checkpoint.ts';
import { type Inspection, Inspector } from '../../src/experiment/inspection.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import {
  EPISODE_COLUMNS,
  type EpisodeRow,
  type MetricsRow,
  metricsColumns,
} from '../../src/experiment/metrics.ts';
import { type RunObserver, TrainingRun, type TrainingRunOptions } from '../../src/experiment/run.ts';
import { Stepper } from '../../src/experiment/stepper.ts';
import type { KernelsName } from '../../src/nn/device.ts';
import type { PastCurve, Progress, SavedRun } from '../messages.ts';
import { FootageRecorder } from './footage.ts';
import { TableText } from './table-text.ts';

/** How a run begins: see `TrainingRun`. */
export type Begin = (config: Config, observer: RunObserver, options: TrainingRunOptions) => TrainingRun;

const beginAnew: Begin = (config, observer, options) => new TrainingRun(config, observer, options);

/** A run that stands still. */
export interface Stop {
  /** The step that comes next; null if it is finished. */
  readonly next: string | null;
  /** The step that was taken last; null before any. */
  readonly last: string | null;
  readonly inspection: Inspection;
  /** CRC-32 of weights.safetensors with the parameters of now, as 8 hexadecimal digits. */
  readonly checksum: string;
}

export class Session {
  readonly preset: string;
  readonly kernels: KernelsName;
  readonly run: TrainingRun;
  /** What the checkpoint knew that it began from; empty without one. */
  readonly past: PastCurve;
  readonly #stepper: Stepper;
  readonly #inspector: Inspector;
  readonly #footage: FootageRecorder;
  /** What Q would have the step under way do. */
  #greedyAction = 0;
  #last: string | null = null;
  readonly #curve: CurveRecorder;
  readonly #episodes = new TableText(EPISODE_COLUMNS);
  readonly #metrics: TableText<MetricsRow>;
  /** Rows that `takeProgress` has not given yet. */
  #newEpisodes: EpisodeRow[] = [];
  #newMetrics: MetricsRow[] = [];
  /** Made at the last step of the budget, before the evaluation that closes the run, as `train` does. */
  #lastCheckpoint: Uint8Array | null = null;
  /** The last one, and after how many updates: without another, the parameters are the same. */
  #checksum = { updates: -1, text: '' };

  /**
   * @param saved a run to go on with. Its tables are not in a checkpoint, so they begin anew.
   * @throws StateError if it cannot be a run of this configuration, RangeError if there is not enough memory; and what `begin` throws.
   */
  constructor(
    preset: string,
    config: Config,
    kernels: KernelsName,
    { saved, begin = beginAnew }: { readonly saved?: RunCheckpoint; readonly begin?: Begin } = {},
  ) {
    this.preset = preset;
    this.kernels = kernels;
    const environment = environmentOf(config);
    this.#metrics = new TableText(metricsColumns(environment.diagnosis));
    this.#curve = new CurveRecorder(environment.spec);
    const observer = {
      episodeEnded: (row: EpisodeRow) => {
        this.#episodes.add(row);
        this.#curve.episodeEnded(row);
        this.#newEpisodes.push(row);
      },
      metricsTaken: (row: MetricsRow) => {
        this.#metrics.add(row);
        this.#curve.metricsTaken(row);
        this.#newMetrics.push(row);
      },
    };
    this.run = begin(config, observer, { kernels, environment });
    saved?.restore(this.run, this.#curve);
    this.past = { episodes: [...this.#curve.episodes], evaluations: [...this.#curve.evaluations] };
    this.#stepper = new Stepper(this.run);
    this.#inspector = new Inspector(this.#stepper);
    this.#footage = new FootageRecorder(environment.spec.observationSize);
    this.#keepLastCheckpoint();
  }

  get next(): string | null {
    return this.#stepper.next;
  }

  /** The step that was taken last; null before any. */
  get last(): string | null {
    return this.#last;
  }

  /** Whether a pass through the loop has ended, with all that is due after it. */
  get isPassComplete(): boolean {
    return this.#stepper.atRest && this.run.updatesDue === 0 && !this.run.measureDue;
  }

  /** Takes one named step. Throws a DivergenceError if the run cannot go on. */
  advance(): void {
    const { run } = this;
    // Asked before, because afterwards Q may be another.
    if (this.next === 'choose' && this.#footage.hasRoom) {
      this.#greedyAction = run.agent.q.greedyAction(run.transition.observation);
    }
    this.#last = this.#stepper.advance();
    if (this.#last === 'execute') this.#footage.add(run.transition, this.#greedyAction);
    if (this.#stepper.atRest) this.#keepLastCheckpoint();
  }

  /** On to where the run can be saved, which is one update away at most. As `advance`. */
  advanceFar(): void {
    do this.advance();
    while (!this.#stepper.atRest);
  }

  /** Goes on to where the run can be saved unless it is there, and says whether it went. As `advance`. */
  comeToRest(): boolean {
    if (this.#stepper.atRest) return false;
    this.advanceFar();
    return true;
  }

  /** A checkpoint of now; null where the run cannot be saved. */
  checkpointNow(): Uint8Array | null {
    if (!this.#stepper.atRest || !this.run.agent.isFinite()) return null;
    return this.#lastCheckpoint?.slice() ?? this.#checkpoint();
  }

  inspectStop(): Stop {
    const inspection = this.#inspector.look();
    return { next: this.next, last: this.#last, inspection, checksum: this.#currentChecksum() };
  }

  /** Rows since the last call. */
  takeProgress(stepsPerSecond: number | null): Progress {
    const { run } = this;
    const [episodes, metrics] = [this.#newEpisodes, this.#newMetrics];
    this.#newEpisodes = [];
    this.#newMetrics = [];
    return {
      step: run.step,
      updates: run.updates,
      episodeCount: run.episodes,
      episodes,
      metrics,
      params: run.agent.isFinite() ? run.network.params.slice() : null,
      solvedAtStep: run.solvedAtStep,
      finalGreedyReturn: run.finalGreedyReturn,
      stepsPerSecond,
      footage: this.#footage.take(),
    };
  }

  /**
   * The files that `train` would leave. The run must be where it can be saved.
   *
   * @throws DivergenceError if a number has overflowed, so that no run could continue from there.
   */
  save(): SavedRun {
    const { run, preset } = this;
    return {
      checkpoint: this.#lastCheckpoint?.slice() ?? this.#checkpoint(),
      weights: this.#policy(),
      best: this.#policy(run.best.params),
      episodesCsv: this.#episodes.text,
      metricsCsv: this.#metrics.text,
      configJson: encodeConfigFile(preset, run.config),
    };
  }

  #currentChecksum(): string {
    const { updates } = this.run;
    if (this.#checksum.updates !== updates) {
      const text = crc32Text(this.#policy());
      this.#checksum = { updates, text };
    }
    return this.#checksum.text;
  }

  #policy(params?: Float32Array): Uint8Array {
    return encodePolicy(this.run.network, this.run.config, params);
  }

  #checkpoint(): Uint8Array {
    const tables = { episodes: this.#episodes.mark(), metrics: this.#metrics.mark() };
    return encodeRunCheckpoint(this.preset, this.run, this.#curve, tables);
  }

  /** A run with a larger budget would not have the evaluation that closes this one. */
  #keepLastCheckpoint(): void {
    const { step, updatesDue, config } = this.run;
    if (step === config.steps && updatesDue === 0) this.#lastCheckpoint ??= this.#checkpoint();
  }
}
