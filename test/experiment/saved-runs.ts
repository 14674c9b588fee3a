/** A run with its tables as text, which can be saved and continued as the program `train` does. */

import type { Config } from '../../src/config/config.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { crc32 } from '../../src/experiment/files/crc32.ts';
import {
  decodeRunCheckpoint,
  encodeRunCheckpoint,
  type FileMark,
} from '../../src/experiment/files/run-checkpoint.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import { csvLine, EPISODE_COLUMNS } from '../../src/experiment/metrics.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import type { KernelsChoice } from '../../src/nn/device.ts';
import { METRICS_COLUMNS } from '../metrics-columns.ts';

export interface Saved {
  readonly checkpoint: Uint8Array;
  readonly tables: Tables;
}

interface Tables {
  episodes: string;
  metrics: string;
}

export class Session {
  readonly run: TrainingRun;
  readonly curve: CurveRecorder;
  readonly tables: Tables = { episodes: '', metrics: '' };

  constructor(config: Config, kernels: KernelsChoice = 'readable') {
    this.curve = new CurveRecorder(environmentOf(config).spec);
    this.run = new TrainingRun(
      config,
      {
        episodeEnded: (row) => {
          this.tables.episodes += csvLine(EPISODE_COLUMNS, row);
          this.curve.episodeEnded(row);
        },
        metricsTaken: (row) => {
          this.tables.metrics += csvLine(METRICS_COLUMNS, row);
          this.curve.metricsTaken(row);
        },
      },
      { kernels },
    );
  }

  /** @param config the configuration to go on with; that of the checkpoint if left out. */
  static resume({ checkpoint, tables }: Saved, kernels?: KernelsChoice, config?: Config): Session {
    const saved = decodeRunCheckpoint(checkpoint);
    const session = new Session(config ?? saved.config, kernels);
    saved.restore(session.run, session.curve);
    session.tables.episodes = tables.episodes.slice(0, saved.tables.episodes.bytes);
    session.tables.metrics = tables.metrics.slice(0, saved.tables.metrics.bytes);
    return session;
  }

  /** Calls `advance` until it was called `count` times or the run is finished. */
  advance(count = Infinity): this {
    for (let k = 0; k < count && !this.run.finished; k++) this.run.advance();
    return this;
  }

  save(): Saved {
    const { episodes, metrics } = this.tables;
    const marks = { episodes: markOf(episodes), metrics: markOf(metrics) };
    return {
      checkpoint: encodeRunCheckpoint('default', this.run, this.curve, marks),
      tables: { episodes, metrics },
    };
  }
}

/** The tables are plain ASCII, so their characters are their bytes. */
function markOf(text: string): FileMark {
  return { bytes: text.length, crc32: crc32(new TextEncoder().encode(text)) };
}
