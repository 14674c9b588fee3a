/**
 * The folder that a training run leaves behind:
 *
 *   config.json          every resolved hyper-parameter, and the preset they started from
 *   episodes.csv         one line for each training episode
 *   metrics.csv          one line every `metricsEverySteps` steps and at each evaluation
 *   weights.safetensors  the online network, under PyTorch's names
 *   curve.svg            the learning curve
 *
 * The columns are described in `experiment/metrics.ts`. No file holds a time or a path, so equal runs leave equal bytes.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import {
  csvHeader,
  csvLine,
  EPISODE_COLUMNS,
  type EpisodeRow,
  METRICS_COLUMNS,
  type MetricsRow,
} from '../experiment/metrics.ts';
import { LineFile, makeFolder, writeFileAtomically } from './files.ts';
import { UsageError } from './program.ts';

const FILES = {
  config: 'config.json',
  episodes: 'episodes.csv',
  metrics: 'metrics.csv',
  weights: 'weights.safetensors',
  curve: 'curve.svg',
};

export class RunFolder {
  readonly path: string;
  readonly #episodes: LineFile;
  readonly #metrics: LineFile;

  /**
   * Makes the folder and its first files.
   *
   * @throws UsageError if it holds something and `overwrite` is not set.
   */
  constructor(path: string, overwrite: boolean, preset: string, config: Config) {
    this.path = path;
    makeFolder(path);
    if (!overwrite && readdirSync(path).length > 0) {
      throw new UsageError(
        `${path} holds files already; give --overwrite to replace them, or --out with another folder`,
      );
    }
    // Results of an earlier run must not stand beside the beginnings of this one. Other people's files are left alone.
    for (const name of Object.values(FILES)) rmSync(join(path, name), { force: true });
    this.#write(FILES.config, `${JSON.stringify({ preset, ...config }, null, 2)}\n`);
    this.#episodes = new LineFile(join(path, FILES.episodes));
    this.#metrics = new LineFile(join(path, FILES.metrics));
    this.#episodes.append(csvHeader(EPISODE_COLUMNS));
    this.#metrics.append(csvHeader(METRICS_COLUMNS));
    this.flush();
  }

  addEpisode(row: EpisodeRow): void {
    this.#episodes.append(csvLine(EPISODE_COLUMNS, row));
  }

  addMetrics(row: MetricsRow): void {
    this.#metrics.append(csvLine(METRICS_COLUMNS, row));
  }

  /** Brings the tables on disk up to date. */
  flush(): void {
    this.#episodes.flush();
    this.#metrics.flush();
  }

  /** Closes the tables and adds what only the end of a run can give. */
  finish(weights: Uint8Array, curveSvg: string): void {
    this.saveWeights(weights);
    this.#write(FILES.curve, curveSvg);
    this.#episodes.close();
    this.#metrics.close();
  }

  saveWeights(weights: Uint8Array): void {
    this.#write(FILES.weights, weights);
  }

  #write(name: string, data: Uint8Array | string): void {
    writeFileAtomically(join(this.path, name), data);
  }
}
