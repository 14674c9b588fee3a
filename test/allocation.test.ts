/**
 * The hot loop makes no garbage that grows with its work.
 *
 * V8 keeps a double on its heap (16 bytes) wherever one passes through a call that it did not inline; which calls these
 * are depends on the process. The bound leaves room for a handful of them in each step, and for nothing else: a single
 * small object or array view for each transition of a minibatch would be 1000 bytes or more.
 */
import { expect, test } from 'vitest';
import { measureAllocation } from '../bench/allocation.ts';
import { TrainingRun } from '../src/experiment/run.ts';
import { presetConfig } from '../src/presets.ts';

const BOUND_BYTES = 100;

test('choosing, stepping, storing, sampling and learning allocate next to nothing over 100 000 steps', () => {
  const config = presetConfig('default', {
    steps: 1_000_000,
    batchSize: 8,
    hiddenSizes: [8],
    learningStartSteps: 8,
    evaluationEverySteps: 1_000_000,
    metricsEverySteps: 1_000_000,
  });
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
  const advance = (count: number) => {
    for (let k = 0; k < count; k++) run.advance();
    return run.step;
  };
  advance(20_000);
  const perStep = measureAllocation(advance, 20_000) / 20_000;
  expect(run.step).toBe(120_000);
  expect(perStep).toBeLessThan(BOUND_BYTES);
});
