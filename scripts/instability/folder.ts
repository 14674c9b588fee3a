/**
 * The folder of the study:
 *
 *   study.json       which variants, resolved, and which seeds
 *   findings.jsonl   a line for each run, by variant and seed
 *   findings.md      the tables that follow from them
 */
import { formatSeeds } from '../../src/cli/sweep/plan.ts';
import { findingsMarkdown } from './report.ts';
import type { Findings } from './study-run.ts';
import { type StudyVariant, variantConfig } from './variants.ts';

export interface Study {
  readonly seeds: readonly number[];
  /** Budget of each run; null for that of its preset. */
  readonly steps: number | null;
  readonly variants: readonly StudyVariant[];
}

/** The content of each file by its name. */
export function studyFiles(study: Study, findings: readonly Findings[]): Record<string, string> {
  return {
    'study.json': `${JSON.stringify(describeStudy(study), null, 1)}\n`,
    'findings.jsonl': findings.map((line) => `${JSON.stringify(line)}\n`).join(''),
    'findings.md': findingsMarkdown(study, findings),
  };
}

function describeStudy({ seeds, steps, variants }: Study) {
  return {
    seeds: formatSeeds(seeds),
    steps,
    variants: variants.map((variant) => {
      // Each run has a seed of its own.
      const { seed: _, ...config } = variantConfig(variant, steps === null ? {} : { steps });
      return { ...variant, config };
    }),
  };
}
