/**
 * The folder of the study:
 *
 *   study.json       which variants, resolved, and which seeds
 *   findings.jsonl   a line for each run, by variant and seed
 *   findings.md      the tables that follow from them
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../src/cli/files.ts';
import { OwnFolder } from '../../src/cli/own-folder.ts';
import { UsageError } from '../../src/cli/program.ts';
import { isThere } from '../../src/cli/reading.ts';
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

const FILES = ['study.json', 'findings.jsonl', 'findings.md'] as const;

/**
 * The folder for a study, in place of another one if it holds that.
 *
 * @throws UsageError if it holds anything else.
 */
export function openStudy(path: string): OwnFolder {
  makeFolder(path);
  const own = new OwnFolder(path, FILES);
  const foreign = holdsStudy(path) ? null : own.foreignFile(false);
  if (foreign === null) return own;
  throw new UsageError(
    `${path} contains other files, such as ${foreign}, and no study; choose another folder with --out`,
  );
}

/** By the beginning of the text that `describeStudy` gives. */
function holdsStudy(path: string): boolean {
  const plan = join(path, FILES[0]);
  return isThere(plan) && /^\{\n "seeds": "[\d,-]+",\n "steps": /.test(readFileSync(plan, 'utf8'));
}

/** The content of each file by its name. */
export function studyFiles(
  study: Study,
  findings: readonly Findings[],
): Record<(typeof FILES)[number], string> {
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
