/** What a worker thread of the study does: one run after the other. */
import { presetConfig } from '../../src/index.ts';
import { type NetworkName, type RemedyRun, remedyRun } from './remedy-run.ts';

export interface RemedyTask {
  readonly network: NetworkName;
  /** Of every run, such as its seed. */
  readonly changes: Readonly<Record<string, unknown>>;
}

export default function runTask({ network, changes }: RemedyTask): RemedyRun {
  return remedyRun(network, presetConfig('default', { ...changes, earlyStop: false }));
}
