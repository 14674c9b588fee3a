/** What is compared: learning curves of runs and sweeps of ours, and of tables that other programs wrote. */
import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { environmentOf } from '../../experiment/assembly.ts';
import type { VariantRuns } from '../../experiment/comparison.ts';
import { decodeText, parseConfigFile } from '../../experiment/files/config-file.ts';
import { parseMetrics } from '../../experiment/files/metrics-table.ts';
import type { CurvePoint } from '../../experiment/learning-curve.ts';
import { describeCurve } from '../../experiment/run-result.ts';
import { UsageError } from '../program.ts';
import { isThere, naming, readParsed } from '../reading.ts';
import { FILES } from '../run-folder.ts';
import { SweepFolder } from '../sweep/folder.ts';
import { textPieces } from '../text-pieces.ts';
import { isZip, parseEvaluations } from './evaluations-npz.ts';
import { parseForeignCurve } from './foreign-curve.ts';

/** One curve of a figure: runs that differ in nothing but their seeds. */
export interface Series extends VariantRuns {
  /** By name, without the seed; null of other programs. */
  readonly settings: Readonly<Record<string, unknown>> | null;
}

const MAX_CONFIG_BYTES = 1_000_000;
const MAX_CURVE_BYTES = 500_000_000;

/** Where a run came from says nothing about how it went on. */
const NO_SETTINGS = ['seed', 'envChecksum', 'parent', 'parentChecksum'];

/**
 * The series in a run folder, a sweep, or a table of another program.
 *
 * @throws UsageError that names the file and what is wrong with it; errors of the file system pass through.
 */
export function readSeries(path: string): Series[] {
  if (!statSync(path).isDirectory()) return [foreignSeries(path)];
  if (isThere(join(path, 'sweep.json'))) return sweepSeries(path);
  if (isThere(join(path, FILES.config))) return [runSeries(path)];
  throw new UsageError(
    `${path} is neither a run folder nor a sweep; name one, or a table of another program`,
  );
}

function sweepSeries(path: string): Series[] {
  return SweepFolder.read(path)
    .finishedByVariant()
    .map(({ variant: { name, config }, runs }) => {
      if (runs.length === 0)
        throw new UsageError(`${path} has no finished run of "${name}"; finish the sweep first`);
      return { name, settings: settingsOf(config), ...goalOf(config), runs };
    });
}

function runSeries(path: string): Series {
  const { config } = readParsed(join(path, FILES.config), MAX_CONFIG_BYTES, parseConfigFile);
  const { diagnosis } = environmentOf(config);
  const table = join(path, FILES.metrics);
  const evaluations: CurvePoint[] = [];
  naming(table, () => {
    for (const { step, greedyReturn } of parseMetrics(textPieces(table), diagnosis)) {
      if (greedyReturn !== null) evaluations.push({ step, return: greedyReturn });
    }
  });
  const name = basename(resolve(path)).replace(/_seed\d+/, '');
  return {
    name,
    settings: settingsOf(config),
    ...goalOf(config),
    runs: [runOf(table, config.seed, evaluations, goalOf(config))],
  };
}

function foreignSeries(path: string): Series {
  const evaluations = readParsed(path, MAX_CURVE_BYTES, (bytes) =>
    isZip(bytes) ? parseEvaluations(bytes) : parseForeignCurve(decodeText(bytes)),
  );
  const goal = { rewardThreshold: null, maxReturn: null };
  const name = basename(path).replace(/(?:\.monitor)?\.csv$|\.npz$/, '');
  return { name, settings: null, ...goal, runs: [runOf(path, 0, evaluations, goal)] };
}

type Goal = Pick<VariantRuns, 'rewardThreshold' | 'maxReturn'>;

function runOf(
  path: string,
  seed: number,
  evaluations: readonly CurvePoint[],
  goal: Goal,
): VariantRuns['runs'][number] {
  const last = evaluations.at(-1);
  if (last === undefined)
    throw new UsageError(`${path} has no evaluations yet; there is no curve to compare`);
  const { rewardThreshold } = goal;
  const reached = evaluations.find((point) => rewardThreshold !== null && point.return >= rewardThreshold);
  const result = {
    solved: reached !== undefined,
    solvedAtStep: reached?.step ?? null,
    ...{ steps: last.step, episodes: 0, updates: 0, evaluations: evaluations.length },
    ...describeCurve({ evaluations, ...goal }),
    finalGreedyMean: last.return,
    divergedAtStep: null,
  };
  return { seed, result, evaluations };
}

function goalOf(config: Config): Goal {
  const { rewardThreshold, maxReturn } = environmentOf(config).spec;
  return { rewardThreshold, maxReturn };
}

const settingsOf = (config: Config) =>
  Object.fromEntries(Object.entries(config).filter(([name]) => !NO_SETTINGS.includes(name)));

/**
 * Series of equal settings become one, of all their seeds. Others of the same name are told apart by a number.
 *
 * @throws UsageError if a seed of one series comes twice.
 */
export function joinSeries(all: readonly Series[]): Series[] {
  const joined: Series[] = [];
  for (const series of all) {
    const k = joined.findIndex(({ settings }) => settings !== null && isSame(settings, series.settings));
    if (k < 0) {
      joined.push(series);
      continue;
    }
    const { runs, ...one } = joined[k];
    const twice = series.runs.find(({ seed }) => runs.some((run) => run.seed === seed));
    if (twice !== undefined) {
      throw new UsageError(`"${one.name}" with seed ${twice.seed} is there twice; name each run once`);
    }
    joined[k] = { ...one, runs: [...runs, ...series.runs].sort((a, b) => a.seed - b.seed) };
  }
  return joined.map((series, k) => {
    const before = joined.slice(0, k).filter(({ name }) => name === series.name).length;
    return before === 0 ? series : { ...series, name: `${series.name} (${before + 1})` };
  });
}

const isSame = (a: object, b: object | null) => JSON.stringify(a) === JSON.stringify(b);
