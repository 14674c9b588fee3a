/**
 * The folder that a training run leaves behind:
 *
 *   config.json          every resolved hyper-parameter, and the preset they started from
 *   episodes.csv         one line for each training episode
 *   metrics.csv          one line every `metricsEverySteps` steps and at each evaluation
 *   checkpoint.bin       everything that is needed to go on, as docs/engineering/checkpoint-format.md describes it
 *   weights.safetensors  the online network, under PyTorch's names
 *   best.safetensors     the same as it was when an evaluation on the way went best
 *   curve.svg            the learning curve
 *   diagnosis.svg        what metrics.csv tells about why the run went as it did
 *   checkpoints/         checkpoints on the way, by their steps, where the run was to keep them
 *
 * The columns are described in `experiment/metrics.ts`. No file holds a time or a path, so equal runs leave equal bytes.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Environment } from '../env/environment.ts';
import { environmentOf } from '../experiment/assembly.ts';
import { CHECKPOINT_MAGIC } from '../experiment/files/checkpoint.ts';
import { decodeText, encodeConfigFile, parseConfigFile, parseJson } from '../experiment/files/config-file.ts';
import { parseMetrics } from '../experiment/files/metrics-table.ts';
import {
  checkpointStep,
  decodeRunCheckpoint,
  type FileMark,
  firstDifference,
  type RunCheckpoint,
  type TableMarks,
} from '../experiment/files/run-checkpoint.ts';
import type { CurveRecorder } from '../experiment/learning-curve.ts';
import {
  csvHeader,
  csvLine,
  EPISODE_COLUMNS,
  type EpisodeRow,
  type MetricsRow,
  metricsColumns,
} from '../experiment/metrics.ts';
import type { TrainingRun } from '../experiment/run.ts';
import { renderDiagnosisSvg } from '../figures/diagnosis.ts';
import { checkMark, LineFile } from './files.ts';
import { movedTo } from './load-task.ts';
import { OwnFolder } from './own-folder.ts';
import { UsageError } from './program.ts';
import { isThere, naming, readBeginning, readParsed } from './reading.ts';
import { textPieces } from './text-pieces.ts';

export const FILES = {
  config: 'config.json',
  episodes: 'episodes.csv',
  metrics: 'metrics.csv',
  checkpoint: 'checkpoint.bin',
  weights: 'weights.safetensors',
  best: 'best.safetensors',
  curve: 'curve.svg',
  diagnosis: 'diagnosis.svg',
};

/** Checkpoints that are kept: checkpoints/step-25000.bin. */
const KEPT = { folder: 'checkpoints', name: /^step-\d+\.bin$/ };
const keptName = (step: number) => `${KEPT.folder}/step-${step}.bin`;

const EPISODES_HEAD = csvHeader(EPISODE_COLUMNS);

/** More than a checkpoint of the largest memory and network that `config.ts` allows. */
export const MAX_CHECKPOINT_BYTES = 4_000_000_000;
const MAX_CONFIG_BYTES = 1_000_000;

export class RunFolder {
  readonly #own: OwnFolder;
  readonly #episodes: LineFile;
  readonly #metrics: LineFile;
  readonly #environment: Environment;
  readonly #metricsColumns: ReturnType<typeof metricsColumns>;

  private constructor(
    own: OwnFolder,
    environment: Environment,
    episodes: FileMark | 'w',
    metrics: FileMark | 'w',
  ) {
    this.#own = own;
    this.#environment = environment;
    this.#metricsColumns = metricsColumns(environment.diagnosis);
    this.#episodes = new LineFile(join(own.path, FILES.episodes), episodes);
    this.#metrics = new LineFile(join(own.path, FILES.metrics), metrics);
  }

  /**
   * Makes the first files of a new run in a folder.
   *
   * The configuration comes first, and takes the place of an earlier one, so that a folder with any other of our files is
   * known to be ours at any time.
   *
   * @param wasAbandoned whether one of our processes was killed in this folder.
   * @throws UsageError if the folder holds a run and `overwrite` is not set, anything else, or something that cannot be replaced.
   */
  static begin(
    path: string,
    preset: string,
    config: Config,
    { overwrite = false, wasAbandoned = false, environment = environmentOf(config) } = {},
  ): RunFolder {
    const own = openOwn(path);
    if (!holdsRun(path)) {
      const foreign = own.foreignFile(wasAbandoned);
      if (foreign !== null) {
        throw new UsageError(
          `${path} contains other files, such as ${foreign}, and no run; choose another folder with --out`,
        );
      }
    } else if (!overwrite) {
      throw new UsageError(
        `${path} already holds a run; use --overwrite to replace it, --resume to continue it, or --out to choose another folder`,
      );
    }
    own.checkReplaceable();
    own.removeLeftOvers();
    // Results of an earlier run must not stand beside the beginnings of this one. The pictures go first and the checkpoint
    // before what it needs, so that a run half removed is whole or none.
    for (const name of own.numbered()) own.remove(name);
    for (const name of Object.values(FILES).reverse()) if (name !== FILES.config) own.remove(name);
    own.write(FILES.config, encodeConfigFile(preset, config));
    const folder = new RunFolder(own, environment, 'w', 'w');
    folder.#appendHeads();
    folder.flush();
    return folder;
  }

  /**
   * Goes on with the run of a checkpoint. What the tables hold beyond it is cut off.
   *
   * @throws UsageError, before anything is changed, if the tables are not those that the checkpoint belongs to.
   */
  static goOn(
    path: string,
    { preset, tables }: RunCheckpoint,
    config: Config,
    environment: Environment = environmentOf(config),
  ): RunFolder {
    const own = openOwn(path);
    own.checkReplaceable();
    checkMark(join(path, FILES.episodes), tables.episodes);
    checkMark(join(path, FILES.metrics), tables.metrics);
    own.removeLeftOvers();
    const folder = new RunFolder(own, environment, tables.episodes, tables.metrics);
    folder.#writeConfig(preset, config);
    return folder;
  }

  /**
   * Goes on with a run of which the folder `holdsCheckpointAlone`: its tables begin here.
   *
   * The old checkpoint belongs to tables that are not here, so one that belongs to the new ones takes its place at once. The
   * configuration comes last: a folder without it, because its process was killed before that, is one to begin tables in.
   *
   * @param encode gives the checkpoint of the run as it is now.
   */
  static goOnAlone(
    path: string,
    preset: string,
    config: Config,
    encode: (tables: TableMarks) => Uint8Array,
    environment: Environment = environmentOf(config),
  ): RunFolder {
    const own = openOwn(path);
    own.checkReplaceable();
    own.removeLeftOvers();
    const folder = new RunFolder(own, environment, 'w', 'w');
    folder.#appendHeads();
    folder.saveCheckpoint(encode);
    folder.#writeConfig(preset, config);
    return folder;
  }

  addEpisode(row: EpisodeRow): void {
    this.#episodes.append(csvLine(EPISODE_COLUMNS, row));
  }

  addMetrics(row: MetricsRow): void {
    this.#metrics.append(csvLine(this.#metricsColumns, row));
  }

  /** Brings the tables on disk up to date. */
  flush(): void {
    this.#episodes.flush();
    this.#metrics.flush();
  }

  /**
   * The tables reach the disk before the checkpoint that says how far they go.
   *
   * @param kept the step, and how many checkpoints of steps up to it are kept besides, if it is one of them. They come first: a
   *   run that is killed here continues from the checkpoint before, and writes them again.
   */
  saveCheckpoint(
    encode: (tables: TableMarks) => Uint8Array,
    kept: { readonly step: number; readonly most: number } | null = null,
  ): void {
    const tables = { episodes: this.#episodes.mark(), metrics: this.#metrics.mark() };
    const checkpoint = encode(tables);
    if (kept !== null) {
      this.#own.write(keptName(kept.step), checkpoint);
      const before = keptSteps(this.#own).filter((step) => step <= kept.step);
      for (const step of before.reverse().slice(kept.most)) this.#own.remove(keptName(step));
    }
    this.#own.write(FILES.checkpoint, checkpoint);
  }

  saveWeights(weights: Uint8Array): void {
    this.#own.write(FILES.weights, weights);
  }

  saveBest(weights: Uint8Array): void {
    this.#own.write(FILES.best, weights);
  }

  saveCurve(svg: string): void {
    this.#own.write(FILES.curve, svg);
  }

  /** Drawn from the table as it lies on the disk, which must be closed: a resumed run then has the picture of an unbroken one. */
  saveDiagnosis(title: string): void {
    const table = join(this.#own.path, FILES.metrics);
    const rows = () => parseMetrics(textPieces(table), this.#environment.diagnosis);
    this.#own.write(
      FILES.diagnosis,
      naming(table, () => renderDiagnosisSvg(rows(), title, this.#environment)),
    );
  }

  close(): void {
    this.#episodes.close();
    this.#metrics.close();
  }

  #appendHeads(): void {
    this.#episodes.append(EPISODES_HEAD);
    this.#metrics.append(csvHeader(this.#metricsColumns));
  }

  #writeConfig(preset: string, config: Config): void {
    this.#own.write(FILES.config, encodeConfigFile(preset, config));
  }
}

const openOwn = (path: string) => new OwnFolder(path, Object.values(FILES), KEPT);

/** The steps of the checkpoints that are kept, ascending. */
const keptSteps = (own: OwnFolder) =>
  own
    .numbered()
    .map((name) => Number(/\d+/.exec(name)))
    .sort((a, b) => a - b);

/**
 * The file with the checkpoint of a step: one that was kept, or the last.
 *
 * @throws UsageError that names the steps that there are.
 */
export function checkpointFile(path: string, step: number): string {
  const kept = keptSteps(openOwn(path));
  if (kept.includes(step)) return join(path, keptName(step));
  const last = join(path, FILES.checkpoint);
  const lastStep = isThere(last) ? readParsed(last, MAX_CHECKPOINT_BYTES, checkpointStep) : null;
  if (lastStep === step) return last;
  const steps = [...new Set([...kept, ...(lastStep === null ? [] : [lastStep])])];
  throw new UsageError(
    `${path} has no checkpoint of step ${step}; there are ${steps.join(', ') || 'none'} (train with --keep-checkpoints to have more)`,
  );
}

/** Whether a run of ours is there, whole or not. */
export const isRunFolder = (path: string): boolean =>
  isThere(path) && statSync(path).isDirectory() && holdsRun(path);

/** Whether there is a run of ours in a folder, whole or not. */
function holdsRun(path: string): boolean {
  return isCheckpoint(join(path, FILES.checkpoint)) || isConfigOfRun(join(path, FILES.config));
}

/** Whether there is a file that begins like a checkpoint. */
export function isCheckpoint(path: string): boolean {
  const beginning = readBeginning(path, CHECKPOINT_MAGIC.length);
  return CHECKPOINT_MAGIC.every((byte, k) => byte === beginning[k]);
}

/** What every config.json of ours says, whatever the algorithm, and no other file of this name. */
const IN_EVERY_CONFIG = ['preset', 'env', 'seed', 'steps', 'evaluationEverySteps', 'finalEvaluationEpisodes'];

/** By its names: its task may be one that is not loaded. */
function isConfigOfRun(path: string): boolean {
  const bytes = readBeginning(path, MAX_CONFIG_BYTES);
  try {
    const content = Object(parseJson(decodeText(bytes)));
    return IN_EVERY_CONFIG.every((name) => Object.hasOwn(content, name));
  } catch {
    return false;
  }
}

export const WHY_NOT_SAVED = 'the environment has no state() and restore()';

/**
 * The run that a folder holds.
 *
 * @throws UsageError if there is none, it is damaged, or config.json is no longer that of the run; there need be none beside a
 *   checkpoint that is alone.
 */
export function readRun(path: string, bug: string | null = null): RunCheckpoint {
  const checkpointPath = join(path, FILES.checkpoint);
  const configPath = join(path, FILES.config);
  const readConfig = () => readParsed(configPath, MAX_CONFIG_BYTES, parseConfigFile).config;
  if (!isThere(checkpointPath)) {
    const wasNotSaved = isThere(configPath) && !environmentOf(readConfig()).canBeSaved();
    throw new UsageError(
      `${path} has no ${FILES.checkpoint}, ${wasNotSaved ? `because ${WHY_NOT_SAVED}; start a new run` : 'so there is no run to continue; check the path'}`,
    );
  }
  const checkpoint = readParsed(checkpointPath, MAX_CHECKPOINT_BYTES, (bytes) =>
    decodeRunCheckpoint(bytes, bug),
  );
  if (holdsCheckpointAlone(path, environmentOf(checkpoint.config))) return checkpoint;
  const config = readConfig();
  const different = firstDifference(config, movedTo(checkpoint.config, config.env));
  if (different !== null) {
    throw new UsageError(
      `${configPath}: ${different} is not what the run began with; restore it, or start a new run`,
    );
  }
  return checkpoint;
}

/** Whether nothing is beside the checkpoint of a run: no configuration, and tables that are missing or have no row yet. */
export function holdsCheckpointAlone(path: string, { diagnosis }: Environment): boolean {
  return (
    !isThere(join(path, FILES.config)) &&
    isHeadAtMost(join(path, FILES.episodes), EPISODES_HEAD) &&
    isHeadAtMost(join(path, FILES.metrics), csvHeader(metricsColumns(diagnosis)))
  );
}

/** A process that was killed while it began a table may have left any part of its head. */
function isHeadAtMost(path: string, head: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return true;
  return stats.isFile() && stats.size <= head.length && head.startsWith(readFileSync(path, 'utf8'));
}

/** Brings a new run and its curve to where the saved ones were. Throws a UsageError if they are not of such a run. */
export function restoreRun(path: string, saved: RunCheckpoint, run: TrainingRun, curve: CurveRecorder): void {
  naming(join(path, FILES.checkpoint), () => saved.restore(run, curve));
}
