/**
 * The hot loop makes no garbage that grows with its work.
 *
 * V8 keeps a double on its heap (16 bytes) wherever one passes through a call that it did not inline; which calls these
 * are depends on the process. The bounds leave room for a handful of them in each step (for some two dozen in the variants,
 * which make more calls), and for nothing else: a double for each transition of a minibatch of 64 would be 1000 bytes, a small
 * object or array view more than that.
 */
import { expect, test } from 'vitest';
import { measureAllocation } from '../bench/allocation.ts';
import type { Config } from '../src/config/config.ts';
import { presetConfig } from '../src/config/presets.ts';
import { TrainingRun } from '../src/experiment/run.ts';

/** Learns in every step, and neither evaluates nor reports in the meantime. */
const ENDLESS = {
  steps: 1_000_000,
  trainEverySteps: 1,
  evaluationEverySteps: 1_000_000,
  metricsEverySteps: 1_000_000,
};

/** On a busy machine the compiler may be late, and interpreted code keeps every double on the heap. */
const RETRY = { retry: 5 };

/** `measureAllocation` goes `count` steps five times. */
function bytesPerStep(config: Config, warmUp: number, count: number): number {
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
  const advance = (steps: number) => {
    for (let k = 0; k < steps; k++) run.advance();
    return run.step;
  };
  advance(warmUp);
  return measureAllocation(advance, count) / count;
}

test(
  'choosing, stepping, storing, sampling and learning allocate next to nothing over 100 000 steps',
  RETRY,
  () => {
    const changes = { batchSize: 8, hiddenSizes: [8], learningStartSteps: 8 };
    const config = presetConfig('default', { ...ENDLESS, ...changes });
    expect(bytesPerStep(config, 20_000, 20_000)).toBeLessThan(100);
  },
);

test.each([
  ['preset robust', 'robust', {}],
  ['a prioritized memory', 'default', { replay: 'prioritized' }],
  ['a dueling network', 'default', { network: 'dueling' }],
  ['a categorical distribution', 'default', { distribution: 'categorical', atoms: 3 }],
  ['a quantile distribution', 'default', { distribution: 'quantile', loss: 'huber', quantiles: 3 }],
  ['noisy networks', 'default', { noisyLayers: 'all' }],
  ['mellowmax', 'default', { targetRule: 'mellowmax' }],
  ['preset munchausen', 'munchausen', {}],
  ['preset rainbow', 'rainbow', { atoms: 3 }],
  ['3-step returns', 'default', { nStep: 3 }],
  ['a clipped gradient of the Huber loss', 'default', { loss: 'huber', maxGradientNorm: 10 }],
])('%s allocates nothing for the transitions of a minibatch', RETRY, (_, preset, changes) => {
  const size = { batchSize: 64, hiddenSizes: [8], learningStartSteps: 64 };
  const config = presetConfig(preset, { ...ENDLESS, ...size, ...changes });
  expect(bytesPerStep(config, 5000, 3000)).toBeLessThan(400);
});
