import { expect, it } from 'vitest';
import { formatProgress } from '../../src/cli/status-line.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { TrainingRun } from '../../src/experiment/run.ts';

const observer = { episodeEnded() {}, metricsTaken() {} };

it('says where a run is, before there is anything to measure', () => {
  const run = new TrainingRun(presetConfig('default'), observer);
  expect(formatProgress(run, 0, 0)).toBe('step 0 of 50 000 · ε 1.00 · return – · greedy – · 13:53:20 left');
});

it('fits into 80 columns, as long as the presets train at most', () => {
  const config = presetConfig('default', {
    steps: 500_000,
    evaluationEverySteps: 500,
    evaluationEpisodes: 1,
  });
  const run = new TrainingRun(config, observer);
  while (run.step < 600) run.advance();
  const line = formatProgress(run, 0, 1);
  expect(line).toMatch(/^step 600 of 500 000 · ε 0\.89 · return \d+\.\d · greedy \d+\.\d · \d+:\d\d left$/);
  const atTheEnd = line.replace('600', '499 999').replace(/(return|greedy) [\d.]+/g, '$1 −500.0');
  expect(atTheEnd.length).toBeLessThanOrEqual(80);
});
