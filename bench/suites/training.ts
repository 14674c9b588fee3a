/** The run loop: one step of it in the long run, and a short training run from beginning to end. */
import { resolveConfig } from '../../src/config/config.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { frozenConfig } from '../fixtures.ts';
import type { Row } from '../row.ts';

const GROUP = 'Training, default preset';
/** More steps than any measurement takes. */
const NEVER = 1_000_000_000;
const SHORT_RUN = 2000;

const observer = { episodeEnded() {}, metricsTaken() {} };

/** Choose, step, store, learn, sync. Nothing is evaluated and no metrics are taken. */
const advanceRow: Row = {
  group: GROUP,
  name: 'advance(): one step with its update',
  prepare(kernels) {
    const config = frozenConfig({ steps: NEVER, evaluationEverySteps: NEVER, metricsEverySteps: NEVER });
    const run = new TrainingRun(config, observer, { kernels });
    while (run.step <= config.learningStartSteps) run.advance();
    return (count) => {
      for (let n = 0; n < count; n++) run.advance();
      return run.step;
    };
  },
};

/** Building included; learns in the second half of its steps, and ends with the shortest evaluation there is. */
const runRow: Row = {
  group: GROUP,
  name: `a run of ${SHORT_RUN} steps, seed 1`,
  prepare(kernels) {
    const config = resolveConfig({
      seed: 1,
      steps: SHORT_RUN,
      evaluationEverySteps: SHORT_RUN,
      evaluationEpisodes: 1,
      finalEvaluationEpisodes: 1,
    });
    return (count) => {
      let updates = 0;
      for (let n = 0; n < count; n++) {
        const run = new TrainingRun(config, observer, { kernels });
        while (!run.finished) run.advance();
        updates += run.updates;
      }
      return updates;
    };
  },
};

export const trainingRows: readonly Row[] = [advanceRow, runRow];
