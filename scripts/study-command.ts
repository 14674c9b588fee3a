/** The command line of the studies that train many runs and write what they find into a report. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import { numberBetween } from '../src/cli/number-between.ts';
import { createCommand } from '../src/cli/program.ts';
import { parseSeeds } from '../src/cli/sweep/plan.ts';

export interface StudyOptions {
  /** Environment steps of each run; those of its preset where it is left out. */
  readonly steps?: number;
  readonly workers: number;
  readonly out: string;
}

/** @param report its folder in `docs/reports`. */
export const createStudyCommand = (name: string, report: string): Command =>
  createCommand(name)
    .option('--steps <n>', 'Budget of each run.', numberBetween('--steps', 1, 1e9, 'an integer'))
    .option(
      '--workers <n>',
      'Runs at a time.',
      numberBetween('--workers', 1, 1024, 'an integer'),
      availableParallelism(),
    )
    .option(
      '--out <dir>',
      'Folder of the findings.',
      fileURLToPath(new URL(`../docs/reports/${report}`, import.meta.url)),
    );

/** @param usual a list such as 0-99, as a person writes it. */
export const seedsOption = (usual: string): Option =>
  new Option('--seeds <list>', 'Seeds of each, such as 0-99.')
    .argParser(parseSeeds)
    .default(parseSeeds(usual), usual);
