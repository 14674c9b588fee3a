/** A short run: the same bytes wherever it is made. */
import { encodePolicy, presetConfig, TrainingRun } from 'dqn.ts';

/** The bytes of weights.safetensors after a short run, as plain numbers. */
export function trainedWeights(settings) {
  const observer = { episodeEnded() {}, metricsTaken() {} };
  const run = new TrainingRun(presetConfig('default', settings), observer);
  while (!run.finished) run.advance();
  return Array.from(encodePolicy(run.network, run.config));
}
