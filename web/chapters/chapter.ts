/** What a chapter of the guided path is made of. */
import type { LearnerInspection } from '../../src/experiment/inspection.ts';
import { updateStepsOf } from '../agent-facts.ts';
import type { Lab } from '../lab.ts';
import type { Formula } from '../step-through/formulas.ts';
import { knowledgeOf } from '../step-through/knowledge.ts';

/** The state that a chapter puts the page in: a new run, trained so far. */
export interface PageState {
  readonly preset: string;
  /** What differs from the preset. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** Environment steps to train. */
  readonly step: number;
  /** The named step of the pass after that before which to pause; left out between two passes. */
  readonly line?: string;
}

/** Something to do. */
export interface Trial {
  /** In the words of the page, `code` in backticks. */
  readonly text: string;
  /** A button that does it; left out where a control of the page does. */
  readonly action?: { readonly label: string; readonly act: (lab: Lab) => void };
}

/** Something that is to be seen then. */
export interface Sight {
  readonly text: string;
  /** Whether the lab shows it now. */
  readonly isSeen: (lab: Lab) => boolean;
}

export interface Chapter {
  readonly id: string;
  readonly title: string;
  /** The page of `docs/introduction/` on the same subject. */
  readonly lesson: string;
  readonly paragraphs: readonly string[];
  readonly formula: Formula;
  readonly state: PageState;
  /** The part of the page to look at. */
  readonly look: { readonly pane: string; readonly name: string };
  readonly trials: readonly Trial[];
  readonly sights: readonly Sight[];
}

/** A button that trains on to a step and pauses there. */
export function trainTo(step: number): NonNullable<Trial['action']> {
  return { label: `Train to step ${step}`, act: (lab) => lab.trainUntil(step) };
}

/** What there is to see of the learner; null while there is nothing. */
export function learnerOf({ inspection }: Lab): LearnerInspection | null {
  return inspection?.learners[0] ?? null;
}

/** Whether it stands inside an update, or right after it, with this step of it behind. */
export function isPast({ run: { config }, last }: Lab, step: string): boolean {
  const knowledge = knowledgeOf(step, updateStepsOf(config), last);
  return knowledge === 'new' || knowledge === 'known';
}
