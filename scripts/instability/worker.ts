/** What a worker thread of the study does: one run after the other. */

import { type Findings, studyRun } from './study-run.ts';
import { type StudyVariant, variantConfig } from './variants.ts';

export interface StudyTask {
  readonly variant: StudyVariant;
  /** Of every run, such as its seed. */
  readonly changes: StudyVariant['changes'];
}

export default function runTask({ variant, changes }: StudyTask): Findings {
  return studyRun(variant.name, variantConfig(variant, changes));
}
