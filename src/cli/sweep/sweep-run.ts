/**
 * A run of a sweep with its curve and its clock, which may be kept in a file at the end of its budget. A run with a larger budget
 * goes on from there.
 *
 * The file saves time and decides nothing: where it is missing, or does not fit, the run begins anew and ends with the same result.
 */
import type { Config } from '../../config/config.ts';
import { environmentOf } from '../../experiment/assembly.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../experiment/files/checkpoint.ts';
import { CurveRecorder } from '../../experiment/learning-curve.ts';
import { perfectReturn } from '../../experiment/return-range.ts';
import { DivergenceError, TrainingRun } from '../../experiment/run.ts';
import type { KernelsChoice } from '../../nn/device.ts';
import { SavedState, type State } from '../../state.ts';
import { UserError } from '../../user-error.ts';
import { writeFileAtomically } from '../files.ts';
import { isThere, readParsed } from '../reading.ts';
import { MAX_CHECKPOINT_BYTES } from '../run-folder.ts';
import { version } from '../version.ts';
import type { RunTiming } from './folder.ts';

export class SweepRun {
  readonly run: TrainingRun;
  readonly curve: CurveRecorder;
  readonly #start = performance.now();
  /** Before it was kept. */
  #earlierSeconds = 0;
  #wallSecondsToFirstPerfect: number | null = null;

  constructor(config: Config, kernels: KernelsChoice) {
    const environment = environmentOf(config);
    const curve = new CurveRecorder(environment.spec);
    const perfect = perfectReturn(environment.spec) ?? Number.POSITIVE_INFINITY;
    this.curve = curve;
    this.run = new TrainingRun(
      config,
      {
        episodeEnded: (row) => curve.episodeEnded(row),
        metricsTaken: (row) => {
          curve.metricsTaken(row);
          if (row.greedyReturn !== null && row.greedyReturn >= perfect) {
            this.#wallSecondsToFirstPerfect ??= this.#seconds;
          }
        },
      },
      { kernels, environment },
    );
  }

  /** The run that was kept at `path`; null unless there is one that may have the budget of `config` instead of its own. */
  static continued(path: string, config: Config, kernels: KernelsChoice): SweepRun | null {
    if (!isThere(path)) return null;
    try {
      return readParsed(path, MAX_CHECKPOINT_BYTES, (bytes) => {
        const sweepRun = new SweepRun(config, kernels);
        return sweepRun.#restore(new SavedState(decodeCheckpoint(bytes))) ? sweepRun : null;
      });
    } catch (error) {
      if (error instanceof UserError) return null;
      throw error;
    }
  }

  get timing(): RunTiming {
    return {
      wallSeconds: this.#seconds,
      wallSecondsToFirstPerfect: this.#wallSecondsToFirstPerfect,
    };
  }

  /**
   * Whether all steps of the budget are taken. What follows, the evaluation at the end of the budget, a longer run would not do
   * here, or not in this way.
   */
  get isTrained(): boolean {
    const { run } = this;
    return run.finished || run.step === run.config.steps;
  }

  /** Keeps the run, to be called when it `isTrained`. A run that could not go on is not kept. */
  keep(path: string): void {
    let run: State;
    try {
      run = this.run.state();
    } catch (error) {
      if (error instanceof DivergenceError) return;
      throw error;
    }
    const seconds = this.#seconds;
    const secondsToFirstPerfect = this.#wallSecondsToFirstPerfect;
    const made = identityOf(this.run.config);
    writeFileAtomically(
      path,
      encodeCheckpoint({ made, seconds, secondsToFirstPerfect, run, curve: this.curve.state() }),
    );
  }

  /** Returns whether it was a run with these settings. */
  #restore(saved: SavedState): boolean {
    if (saved.text('made') !== identityOf(this.run.config)) return false;
    this.#earlierSeconds = saved.number('seconds', 0);
    this.#wallSecondsToFirstPerfect = saved.numberOrNull('secondsToFirstPerfect', 0);
    this.run.restore(saved.part('run'));
    this.curve.restore(saved.part('curve'));
    return true;
  }

  get #seconds(): number {
    return Number((this.#earlierSeconds + (performance.now() - this.#start) / 1000).toFixed(3));
  }
}

/** What decides every step of a run, but not how many it takes. */
function identityOf({ steps: _, ...config }: Config): string {
  return JSON.stringify([version(), config]);
}
