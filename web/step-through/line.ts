/** One line of numbers in a card of the update. */
import type { Inspection, LearnerInspection } from '../../src/experiment/inspection.ts';
import type { Ways } from '../network/trace.ts';
import type { Formula } from './formulas.ts';
import type { Sample } from './sample.ts';

/** One number, or one for each action, and how it comes about. */
export interface Line {
  /** The name of the quantity in the code, for those who look for it. */
  readonly quantity: string;
  readonly symbol: Formula;
  /** The formula with numbers in it, as `formula-parts.ts` reads it. */
  readonly numeric?: string;
  /** null where the update has not reached it. */
  readonly value: number | readonly number[] | null;
  readonly note?: string;
}

/** What the lines are made of. */
export interface LineContext<Settings> {
  readonly config: Settings;
  readonly inspection: Inspection;
  /** The one that is looked into. */
  readonly learner: LearnerInspection;
  /** The transition that is looked at, as each of the learners has it, and as that one does. */
  readonly samples: readonly Sample[];
  readonly sample: Sample;
  /** Its number, and the ways of all of them through the network that is looked into. */
  readonly b: number;
  readonly ways: Ways;
  /** Transitions of the minibatch, and the mean of their losses. */
  readonly size: number;
  readonly batchLoss: number;
  /** The parameter that is watched. */
  readonly k: number;
  /** Whether a step of this update is past. */
  readonly past: (step: string) => boolean;
}

export const line = (
  quantity: string,
  text: string,
  spoken: string,
  value: Line['value'],
  more: Pick<Line, 'numeric' | 'note'> = {},
): Line => ({ quantity, symbol: { text, spoken }, value, ...more });
