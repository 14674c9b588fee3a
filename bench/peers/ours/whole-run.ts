/**
 * A whole training run: `node --import tsx bench/peers/ours/whole-run.ts PRESET STEPS` prints its wall time in seconds.
 *
 * It takes all its steps, solved or not, and plays one evaluation episode at the very end, because the scripts that it is
 * compared with do not evaluate on the way.
 */

import { presetConfig } from '../../../src/config/presets.ts';
import { TrainingRun } from '../../../src/experiment/run.ts';

const [preset, steps] = process.argv.slice(2);
const config = presetConfig(preset, {
  steps: Number(steps),
  evaluationEverySteps: Number(steps),
  evaluationEpisodes: 1,
  finalEvaluationEpisodes: 1,
  earlyStop: false,
});

const start = performance.now();
const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
while (!run.finished) run.advance();
console.log((performance.now() - start) / 1e3);
