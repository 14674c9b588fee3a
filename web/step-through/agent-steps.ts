/** The steps of the loop and of an update, as the run and its agent themselves say. */

import { stepsOf } from '../../src/agent/steps.ts';
import type { Config } from '../../src/config/config.ts';
import { createAgent } from '../../src/experiment/assembly.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { spawnStreams } from '../../src/experiment/streams.ts';

const { prototype } = TrainingRun;
const namesOf = (sequence: (this: TrainingRun) => void) =>
  stepsOf(prototype, sequence).map(({ name }) => name);

/** The steps of one pass through the loop; `learn` stands for all updates that are due. */
export const PASS_STEPS: readonly string[] = [
  ...namesOf(prototype.act),
  'learn',
  ...namesOf(prototype.conclude),
];

const known = new WeakMap<Config, readonly string[]>();

/** The steps of an update, each once. */
export function updateStepsOf(config: Config): readonly string[] {
  const steps = known.get(config) ?? askAgent(config);
  known.set(config, steps);
  return steps;
}

/** What it would see and do is of no matter here. */
const SHAPE = { observationSize: 1, actionCount: 1 };

/** An agent of the same kind, as small as it can be, knows them as well. */
function askAgent(config: Config): readonly string[] {
  const small = { ...config, hiddenSizes: [1], batchSize: 1, replayCapacity: 1 };
  const { updateSteps } = createAgent(small, SHAPE, spawnStreams(0), 'readable');
  return [...new Set(updateSteps.map(({ name }) => name))];
}

/** The steps of one pass, with those of an update in the place of `learn`, and `measure`, which may follow. */
export function stepsOfPass(config: Config): readonly string[] {
  const steps = PASS_STEPS.flatMap((step) => (step === 'learn' ? updateStepsOf(config) : [step]));
  return [...steps, 'measure'];
}
