/** The pictures and tables of a run as `train` writes them, as files of the person's own. */
import type { Config } from '../../src/config/config.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import {
  csvHeader,
  csvLine,
  EPISODE_COLUMNS,
  type EpisodeRow,
  metricsColumns,
} from '../../src/experiment/metrics.ts';
import type { RunRows } from './charts.ts';

/** A run with the name of the preset that its configuration began as. */
export interface NamedRun extends RunRows {
  readonly preset: string;
  readonly episodes: readonly EpisodeRow[];
}

export interface ExportedFile {
  readonly name: string;
  /** What draws pictures is loaded when it is first needed. */
  readonly content: (run: NamedRun) => string | Promise<string>;
}

export const EXPORTED_FILES: readonly ExportedFile[] = [
  { name: 'curve.svg', content: curveSvg },
  { name: 'diagnosis.svg', content: diagnosisSvg },
  {
    name: 'metrics.csv',
    content: ({ config, metrics }) => table(metricsColumns(environmentOf(config).diagnosis), metrics),
  },
  { name: 'episodes.csv', content: ({ episodes }) => table(EPISODE_COLUMNS, episodes) },
];

async function curveSvg({ config, preset, curve }: NamedRun): Promise<string> {
  const { renderCurveSvg } = await import('../../src/figures/curve-svg.ts');
  const { rewardThreshold, maxReturn } = environmentOf(config).spec;
  const { episodeReturns: episodes, evaluations } = curve;
  return renderCurveSvg({ episodes, evaluations, rewardThreshold, maxReturn }, titleOf(config, preset));
}

async function diagnosisSvg({ config, preset, metrics }: NamedRun): Promise<string> {
  const { renderDiagnosisSvg } = await import('../../src/figures/diagnosis.ts');
  return renderDiagnosisSvg(metrics, titleOf(config, preset), environmentOf(config));
}

const titleOf = ({ env, seed }: Config, preset: string) => `${env} · ${preset} · seed ${seed}`;

function table<Row>(columns: Parameters<typeof csvLine<Row>>[0], rows: readonly Row[]): string {
  return csvHeader(columns) + rows.map((row) => csvLine(columns, row)).join('');
}
