/**
 * What every peer is asked to do, read from `workload.json` (or a file of the same form), and what it answers.
 *
 * A peer is a program that takes the path of the workload and prints one line of JSON: a `PeerReport`.
 */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { UsageError } from '../../src/cli/program.ts';

const units = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const row = v.pipe(v.string(), v.minLength(1));
const seconds = v.pipe(v.number(), v.finite(), v.minValue(0));
const layers = v.pipe(v.array(units), v.length(2));

const workloadSchema = v.strictObject({
  /** Seconds of each row that are thrown away. */
  warmUpSeconds: seconds,
  /** Seconds of each row that count. */
  measureSeconds: seconds,
  /** Transitions in the full replay memory. */
  memory: units,
  /** One update: sample, targets by max with a target network, forward, backward, Adam; no clipping. */
  updates: v.array(v.strictObject({ row, batch: units, hidden: layers })),
  /** The greedy action of one observation. */
  acts: v.array(v.strictObject({ row, hidden: layers })),
  /** One action and one update, for peers that offer no update alone. */
  actAndLearn: v.optional(v.strictObject({ row, batch: units, hidden: layers })),
  /** One CartPole-v1 step with a random action, resets included. */
  environment: v.optional(v.strictObject({ row })),
});

export type Workload = v.InferOutput<typeof workloadSchema>;

/** @throws UsageError if the file is not a workload; a system error if it cannot be read. */
export function readWorkload(path: string): Workload {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`${path} is not JSON; give a file like bench/peers/workload.json`);
  }
  const result = v.safeParse(workloadSchema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UsageError(
    `${path}: ${v.getDotPath(issue)}: ${issue.message}; give a file like bench/peers/workload.json`,
  );
}

const peerReportSchema = v.object({
  /** Versions and settings that the figures depend on. */
  version: v.string(),
  rows: v.array(v.object({ row: v.string(), median_us: v.number() })),
});

export type PeerReport = v.InferOutput<typeof peerReportSchema>;

/** The report on the last line of what a peer printed; libraries may print notes before it. */
export function parsePeerReport(output: string): PeerReport {
  return v.parse(peerReportSchema, JSON.parse(output.trim().split('\n').at(-1) ?? ''));
}
