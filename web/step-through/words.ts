/** What the pane says in sentences. */
import type { Config, DqnConfig } from '../../src/config/config.ts';
import type { Inspection } from '../../src/experiment/inspection.ts';
import type { StepName } from '../../src/experiment/stepper.ts';
import { formatCount } from '../format.ts';
import type { Phase } from '../lab.ts';
import { isUpdateUnderWay } from './known.ts';
import { learnsLineByLine } from './places.ts';

/** What a step does, for those who cannot read its code yet. */
export const STEP_MEANINGS: Readonly<Record<StepName, string>> = {
  choose: 'choose an action',
  execute: 'do it in the environment',
  store: 'remember the transition',
  sampleBatch: 'draw a minibatch',
  computeTargets: 'what Q should say',
  computeQValues: 'what Q says',
  computeLoss: 'how wrong that is',
  updatePriorities: 'tell the memory',
  computeGradients: 'which way is down',
  clipGradients: 'bound the gradient',
  updateParameters: 'take the step',
  learn: 'one update',
  sync: 'target network',
  finish: 'on to the next state',
  evaluate: 'test without exploring, or take metrics',
};

/** Where a run stands. */
export interface Standing {
  readonly phase: Phase;
  readonly shown: 'run' | 'weights';
  readonly next: StepName | null;
  readonly inspection: Inspection | null;
  readonly message: string | null;
}

/** One sentence for the status of the pane; changes only when a person has done something, or the run has ended. */
export function describeStanding({ phase, shown, next, inspection, message }: Standing): string {
  if (shown === 'weights') return `A saved policy is shown. ${afterWeights(phase)}`;
  if (phase === 'running') return 'It is training. Pause to see the code and the numbers.';
  if (phase === 'failed') return `Training has failed: ${message ?? 'for an unknown reason'}.`;
  if (phase === 'empty') return 'No run yet: each of these buttons starts one, with the settings chosen.';
  if (inspection === null) return 'Getting ready.';
  const step = `step ${formatCount(inspection.step)}`;
  if (phase === 'finished' || next === null) return `Finished after ${step}.`;
  const isUpdating = next === 'sampleBatch' || isUpdateUnderWay(next);
  const update = isUpdating ? `, update ${formatCount(inspection.updates + 1)}` : '';
  return `Stopped at ${step}${update}. Next: ${next}, ${STEP_MEANINGS[next]}.`;
}

/** How to leave a saved policy. */
function afterWeights(phase: Phase): string {
  if (phase === 'empty') return 'Each of these buttons starts a run, with the settings chosen.';
  return phase === 'finished' || phase === 'failed'
    ? 'The run has ended; a new one takes the place of both.'
    : 'To go on with the run, press any of these buttons.';
}

const everySteps = (steps: number) => (steps === 1 ? 'every step' : `every ${formatCount(steps)} steps`);

function whyNoUpdate(config: DqnConfig, { step, updates }: Inspection): string {
  const { learningStartSteps, trainEverySteps } = config;
  if (updates > 0) {
    return 'The last update was made before this run was opened from a checkpoint, which does not keep its numbers. “Next update” makes one to look at.';
  }
  if (step <= learningStartSteps) {
    return `No update before step ${formatCount(learningStartSteps)} is past: these steps only fill the memory (learningStartSteps). “Next update” goes there.`;
  }
  return `No update yet: one is due ${everySteps(trainEverySteps)}. “Next update” goes there.`;
}

/** What has to be known to understand why there are no numbers, or what they mean. */
export function explain(config: Config, inspection: Inspection | null): readonly string[] {
  const sentences: string[] = [];
  if (config.algorithm === 'tutorial') {
    sentences.push(
      `This agent learns after each episode, one sample at a time, ${config.batchSize} of them in the single step “learn”. Its numbers in between are not kept; what comes of it is in the weights. An end by the time limit counts as terminal for it.`,
    );
    return sentences;
  }
  if (!learnsLineByLine(config)) {
    sentences.push(
      'This agent is two learners that share each minibatch, and their update is the single step “learn”. Its numbers in between are not kept; choose another target rule to stop between its lines.',
    );
  } else if (inspection !== null && inspection.update === null) {
    sentences.push(whyNoUpdate(config, inspection));
  }
  if (config.trainEverySteps > 1 || config.trainUpdates > 1) {
    sentences.push(
      `It learns ${everySteps(config.trainEverySteps)}, ${config.trainUpdates === 1 ? 'one update' : `${formatCount(config.trainUpdates)} updates in a row`}.`,
    );
  }
  return sentences;
}
