/**
 * What every peer is asked to do, read from `workload.json` (or a file of the same form), and what it answers.
 *
 * A peer is a program that takes the path of the workload and prints one line of JSON: a `PeerReport`.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { UsageError } from '../../src/cli/program.ts';

const units = z.int().min(1);
const row = z.string().min(1);

const workloadSchema = z.strictObject({
  /** Seconds of each row that are thrown away. */
  warmUpSeconds: z.number().min(0),
  /** Seconds of each row that count. */
  measureSeconds: z.number().min(0),
  /** Transitions in the full replay memory. */
  memory: units,
  /** One update: sample, targets by max with a target network, forward, backward, Adam; no clipping. */
  updates: z.array(z.strictObject({ row, batch: units, hidden: z.array(units).length(2) })),
  /** The greedy action of one observation. */
  acts: z.array(z.strictObject({ row, hidden: z.array(units).length(2) })),
  /** One action and one update, for peers that offer no update alone. */
  actAndLearn: z.strictObject({ row, batch: units, hidden: z.array(units).length(2) }).optional(),
  /** One CartPole-v1 step with a random action, resets included. */
  environment: z.strictObject({ row }).optional(),
});

export type Workload = z.infer<typeof workloadSchema>;

/** @throws UsageError if the file is no workload; a system error if it cannot be read. */
export function readWorkload(path: string): Workload {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`${path} is not JSON; give a file like bench/peers/workload.json`);
  }
  const result = workloadSchema.safeParse(value);
  if (result.success) return result.data;
  const { path: place, message } = result.error.issues[0];
  throw new UsageError(`${path}: ${place.join('.')}: ${message}; give a file like bench/peers/workload.json`);
}

const peerReportSchema = z.object({
  /** Versions and settings that the figures depend on. */
  version: z.string(),
  rows: z.array(z.object({ row: z.string(), median_us: z.number() })),
});

export type PeerReport = z.infer<typeof peerReportSchema>;

/** The report on the last line of what a peer printed; libraries may print notes before it. */
export function parsePeerReport(output: string): PeerReport {
  return peerReportSchema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''));
}
