import { expect, it } from 'vitest';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { parseMetrics } from '../../src/experiment/files/metrics-table.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import { csvHeader, EPISODE_COLUMNS } from '../../src/experiment/metrics.ts';
import { renderCurveSvg } from '../../src/figures/curve-svg.ts';
import { renderDiagnosisSvg } from '../../src/figures/diagnosis.ts';
import { EXPORTED_FILES } from '../../web/curves/export.ts';
import { completeRun, shortConfig } from '../experiment/runs.ts';
import { ENDINGS } from '../metrics-columns.ts';

const config = shortConfig();
const { episodes, metrics } = completeRun(config);
const recorder = new CurveRecorder(environmentOf(config).spec);
for (const row of episodes) recorder.episodeEnded(row);
for (const row of metrics) recorder.metricsTaken(row);
const curve = { episodeReturns: recorder.episodes, evaluations: recorder.evaluations };
const run = { config, preset: 'default', episodes, metrics, curve };
const title = `${config.env} · default · seed ${config.seed}`;

async function file(name: string): Promise<string> {
  const found = EXPORTED_FILES.find((one) => one.name === name);
  return found?.content(run) ?? `there is no ${name}`;
}

it('draws the pictures that train draws', async () => {
  expect(await file('curve.svg')).toBe(renderCurveSvg(recorder, title));
  const table = parseMetrics([await file('metrics.csv')], ENDINGS);
  expect(await file('diagnosis.svg')).toBe(renderDiagnosisSvg(table, title, environmentOf(config)));
});

it('writes the tables that train writes', async () => {
  expect([...parseMetrics([await file('metrics.csv')], ENDINGS)]).toEqual(metrics);
  const lines = (await file('episodes.csv')).split('\n');
  expect(`${lines[0]}\n`).toBe(csvHeader(EPISODE_COLUMNS));
  expect(lines.length).toBe(episodes.length + 2);
  expect(lines[1]).toBe(
    [1, episodes[0].step, episodes[0].length, episodes[0].return, 1, 0, episodes[0].epsilon].join(','),
  );
});
