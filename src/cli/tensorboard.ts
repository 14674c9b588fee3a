/** The tables and settings of a run folder as an event file of TensorBoard. */
import { join } from 'node:path';
import { formatValue } from '../config/domain.ts';
import { environmentOf } from '../experiment/assembly.ts';
import { parseConfigFile } from '../experiment/files/config-file.ts';
import { scalarsRecord, textRecord, versionRecord } from '../experiment/files/event-file.ts';
import { parseMetrics } from '../experiment/files/metrics-table.ts';
import { EPISODE_COLUMNS, metricsColumns } from '../experiment/metrics.ts';
import { flagName } from './arguments.ts';
import { markdownText } from './markdown.ts';
import { UsageError } from './program.ts';
import { naming, readParsed } from './reading.ts';
import { FILES, isRunFolder } from './run-folder.ts';
import { textPieces } from './text-pieces.ts';

const MAX_CONFIG_BYTES = 1_000_000;
const SHOWN_OF_EPISODES = ['return', 'length'];

/**
 * The bytes of the file.
 *
 * @throws UsageError that names the file of the run that is wrong.
 */
export function encodeEvents(path: string): Uint8Array {
  if (!isRunFolder(path)) throw new UsageError(`${path} is not a run folder; --tensorboard needs its tables`);
  const { config } = readParsed(join(path, FILES.config), MAX_CONFIG_BYTES, parseConfigFile);
  const { diagnosis } = environmentOf(config);
  const records = [versionRecord(), textRecord('settings', settingsTable(config))];

  const table = join(path, FILES.metrics);
  const columns = metricsColumns(diagnosis).filter(({ name }) => name !== 'step');
  naming(table, () => {
    for (const row of parseMetrics(textPieces(table), diagnosis)) {
      const values = columns.flatMap(({ name, value }) => {
        const number = value(row);
        return typeof number === 'number' ? [[`metrics/${name}`, number] as const] : [];
      });
      records.push(scalarsRecord(row.step, new Map(values)));
    }
  });
  records.push(...episodeRecords(join(path, FILES.episodes)));
  return Buffer.concat(records);
}

function settingsTable(config: object): string {
  const rows = Object.entries(config).map(
    ([name, value]) => `| ${flagName(name)} | ${markdownText(formatValue(value))} |`,
  );
  return ['| setting | value |', '|---|---|', ...rows].join('\n');
}

function episodeRecords(path: string): Uint8Array[] {
  const names = EPISODE_COLUMNS.map(({ name }) => name);
  const [head, ...lines] = [...textPieces(path)].join('').trimEnd().split('\n');
  if (head !== names.join(',')) throw new UsageError(`${path}, line 1: expected ${names.join(',')}`);
  return lines.map((line, k) => {
    const cells = line.split(',').map(Number);
    const step = cells[names.indexOf('step')];
    if (
      cells.length !== names.length ||
      !Number.isSafeInteger(step) ||
      step < 0 ||
      !cells.every(Number.isFinite)
    ) {
      throw new UsageError(`${path}, line ${k + 2}: expected ${names.length} numbers`);
    }
    return scalarsRecord(
      step,
      new Map(SHOWN_OF_EPISODES.map((name) => [`episodes/${name}`, cells[names.indexOf(name)]])),
    );
  });
}
