/** What a worker thread of the study does: one run after the other. */
import { presetConfig } from '../../src/index.ts';
import { type HoldRun, holdRun } from './hold-run.ts';

export interface HoldTask {
  readonly preset: string;
  readonly changes: Readonly<Record<string, unknown>>;
}

export default function runTask({ preset, changes }: HoldTask): HoldRun {
  return holdRun(preset, presetConfig(preset, { ...changes, earlyStop: false }));
}
