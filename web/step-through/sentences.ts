/** What the pane says in sentences. */
import type { Config } from '../../src/config/config.ts';
import type { Inspection } from '../../src/experiment/inspection.ts';
import { updateStepsOf } from '../agent-facts.ts';
import { formatCount } from '../format.ts';
import type { Exhibit, Phase } from '../run.ts';

/** What a step does, for those who cannot read its code yet. */
export const STEP_MEANINGS: Readonly<Record<string, string>> = {
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
  drawSample: 'draw a sample of the memory',
  takeTransition: 'take its next transition',
  computeTarget: 'what Q should say',
  computeQValue: 'what Q says',
  exploreLess: 'lower ε',
  sync: 'target network',
  moveOn: 'on to the next state',
  measure: 'test without exploring, or take metrics',
};

/** Where a run stands. */
export interface Standing {
  readonly phase: Phase;
  readonly shown: 'run' | 'weights';
  readonly config: Config;
  readonly next: string | null;
  readonly inspection: Inspection | null;
  readonly message: string | null;
}

/** One sentence for the status of the pane; changes only when a person has done something, or the run has ended. */
export function describeStanding({ phase, shown, config, next, inspection, message }: Standing): string {
  if (shown === 'weights') return `A saved policy is shown. ${afterWeights(phase)}`;
  if (phase === 'running') return 'It is training. Pause to see the code and the numbers.';
  if (phase === 'failed') return `Training has failed: ${message ?? 'for an unknown reason'}.`;
  if (phase === 'empty') return 'No run yet: each of these buttons starts one, with the settings chosen.';
  if (inspection === null) return 'Getting ready.';
  const step = `step ${formatCount(inspection.step)}`;
  if (phase === 'finished' || next === null) return `Finished after ${step}.`;
  const update = updateStepsOf(config).includes(next)
    ? `, update ${formatCount(inspection.updates + 1)}`
    : '';
  return `Stopped at ${step}${update}. Next: ${next}, ${STEP_MEANINGS[next]}.`;
}

/** The source is shown without bugs, also where the run has one. */
export function museumSentences(exhibit: Exhibit | null): string[] {
  if (exhibit?.isSecret) return ['This run is a riddle: its program may differ from the source shown here.'];
  if (exhibit?.bug == null) return [];
  return [
    `This run has the bug ${exhibit.bug}: the museum shows where its program differs from this source.`,
  ];
}

/** How to leave a saved policy. */
function afterWeights(phase: Phase): string {
  if (phase === 'empty') return 'Each of these buttons starts a run, with the settings chosen.';
  return phase === 'finished' || phase === 'failed'
    ? 'The run has ended; a new one takes the place of both.'
    : 'To go on with the run, press any of these buttons.';
}

const everySteps = (steps: number) => (steps === 1 ? 'every step' : `every ${formatCount(steps)} steps`);

const FROM_CHECKPOINT =
  'The last update was made before this run was opened from a checkpoint, which does not keep its numbers. “Next update” makes one to look at.';

function whyNoUpdate(config: Config, { step, updates }: Inspection): string {
  if (updates > 0) return FROM_CHECKPOINT;
  if (config.algorithm === 'tutorial') {
    return `No update yet: the first comes when an episode has ended and ${formatCount(config.batchSize)} transitions are remembered. “Next update” goes there.`;
  }
  const { learningStartSteps, trainEverySteps } = config;
  if (step <= learningStartSteps) {
    return `No update until step ${formatCount(learningStartSteps)} has passed: these steps only fill the memory (learningStartSteps). “Next update” goes there.`;
  }
  return `No update yet: one is due ${everySteps(trainEverySteps)}. “Next update” goes there.`;
}

/** How this agent learns, where that is not once in every step and by itself. */
function howItLearns(config: Config): readonly string[] {
  if (config.algorithm === 'tutorial') {
    return [
      `This agent learns after each episode: it draws ${formatCount(config.batchSize)} transitions and fits one after the other, each fit an update. It treats an end by the time limit as terminal.`,
    ];
  }
  const { targetRule, trainEverySteps, trainUpdates } = config;
  const sentences: string[] = [];
  if (targetRule === 'clipped-double') {
    sentences.push(
      'This agent is two learners that share each minibatch and its targets. The first one acts; the numbers of either can be looked at.',
    );
  }
  if (trainEverySteps > 1 || trainUpdates > 1) {
    const updates = trainUpdates === 1 ? 'one update' : `${formatCount(trainUpdates)} updates in a row`;
    sentences.push(`It learns ${everySteps(trainEverySteps)}, ${updates}.`);
  }
  return sentences;
}

/** What has to be known to understand why there are no numbers, or what they mean. */
export function explain(config: Config, inspection: Inspection | null): readonly string[] {
  const isWithoutUpdate = inspection !== null && inspection.learners[0].update === null;
  return [...howItLearns(config), ...(isWithoutUpdate ? [whyNoUpdate(config, inspection)] : [])];
}
