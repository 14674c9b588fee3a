/** What the page says of each step of an update: its formula, and the numbers of one transition and one weight. */
import type { Config } from '../../src/config/config.ts';
import type { Inspection } from '../../src/experiment/inspection.ts';
import { updateStepsOf } from '../agent-facts.ts';
import { formatNumber } from '../format.ts';
import { waysOf } from '../network/trace.ts';
import { actionName } from '../tasks/views.ts';
import { DQN_LINES, TUTORIAL_LINES } from './card-lines.ts';
import { type Formula, stepFormula } from './formulas.ts';
import { type Knowledge, knowledgeOf } from './knowledge.ts';
import type { Line, LineContext } from './line.ts';
import { sampleOf } from './sample.ts';
import { stepNote } from './step-notes.ts';

export interface Card {
  readonly step: string;
  readonly formula: Formula;
  readonly knowledge: Knowledge;
  /** What has to be said in words, with the markup of `rich-text.ts`. */
  readonly note: string | null;
  /** Empty where there is no update to look at. */
  readonly lines: readonly Line[];
}

/** What is looked at: the learner number `learner` of the agent, transition `b` of the batch, parameter `k` of the network. */
export interface Focus {
  readonly learner: number;
  readonly b: number;
  readonly k: number;
}

/** The place of a number without the number: there is only that of the update before. */
const notYet = ({ quantity, symbol }: Line): Line => ({ quantity, symbol, value: null });

/**
 * The cards of all steps of an update.
 *
 * @param inspection null while nothing can be seen.
 * @param last the step that was taken last, as far as it is known.
 */
export function updateCards(
  config: Config,
  inspection: Inspection | null,
  last: string | null,
  focus: Focus,
): readonly Card[] {
  const steps = updateStepsOf(config);
  const context = inspection && contextOf(config, inspection, last, focus);
  return steps.map((step) => {
    const about = { step, formula: stepFormula(step, config), note: stepNote(step, config) };
    if (context === null) return { ...about, knowledge: 'none', lines: [] };
    const knowledge = knowledgeOf(step, steps, last);
    const lines = linesOf(step, context);
    return { ...about, knowledge, lines: knowledge === 'later' ? lines.map(notYet) : lines };
  });
}

/** null where there is no update to look at. */
function contextOf(
  config: Config,
  inspection: Inspection,
  last: string | null,
  { learner: chosen, b, k }: Focus,
): LineContext<Config> | null {
  const { learners } = inspection;
  const { update } = learners[chosen];
  const ways = waysOf(config, learners[chosen]);
  if (update === null || ways === null) return null;
  const steps = updateStepsOf(config);
  return {
    config,
    inspection,
    learner: learners[chosen],
    samples: learners.flatMap((learner) => (learner.update === null ? [] : [sampleOf(learner.update, b)])),
    sample: sampleOf(update, b),
    b,
    ways,
    size: update.size,
    batchLoss: update.loss,
    k,
    past: (step) => knowledgeOf(step, steps, last) !== 'later',
  };
}

function linesOf(step: string, { config, ...context }: LineContext<Config>): readonly Line[] {
  return config.algorithm === 'dqn'
    ? DQN_LINES[step]({ ...context, config })
    : TUTORIAL_LINES[step]({ ...context, config });
}

/** "left 62.10, right 63.21", or a single number. */
export function formatValue(value: Line['value'], env: string): string {
  if (value === null) return 'not yet';
  if (typeof value === 'number') return formatNumber(value);
  return value.map((of, action) => `${actionName(env, action)} ${formatNumber(of)}`).join(', ');
}
