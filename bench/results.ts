/** The file that `--json` writes and `compare` reads: figures, and where they come from. */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import * as v from 'valibot';
import { UsageError } from '../src/cli/program.ts';
import { readParsed } from '../src/cli/reading.ts';
import { decodeText, parseJson } from '../src/experiment/files/config-file.ts';

/** More than a hundred times what is written today. */
const MAX_BYTES = 10_000_000;

/** Printed as it is: a control character would be obeyed by the terminal. */
const line = v.pipe(v.string(), v.regex(/^\P{Cc}*$/u, 'there are control characters in it'));
const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0));
const positive = v.pipe(notNegative, v.gtValue(0));
const count = v.pipe(positive, v.safeInteger());

const figuresSchema = v.object({
  group: line,
  name: line,
  /** Median over the samples of the time of one operation. */
  medianMicroseconds: positive,
  /** Median absolute deviation of the samples from their median. */
  madMicroseconds: notNegative,
  /** 99 of 100 samples are at most this. */
  p99Microseconds: positive,
  /** A sample is the mean of one batch. */
  samples: count,
  /** Operations in a batch. */
  batch: count,
  /** 10⁹ floating-point operations per second at the median, or null where they do not matter. */
  gigaflops: v.nullable(positive),
  /** Bytes of the heap that one operation takes on average; 0 if below the noise floor. */
  allocatedBytes: notNegative,
  /** How many operations that average is over. */
  allocationOperations: count,
});

const resultsSchema = v.object({
  machine: v.object({ cpu: line, platform: line, node: line, v8: line }),
  /** Null outside a git repository. */
  commit: v.nullable(v.object({ hash: line, dirty: v.boolean() })),
  /** How the network was computed. */
  kernels: v.picklist(['simd', 'readable']),
  /** ISO 8601, when the measurements began. */
  date: v.pipe(v.string(), v.isoTimestamp()),
  rows: v.array(figuresSchema),
});

export type Figures = Readonly<v.InferOutput<typeof figuresSchema>>;
export type Results = Readonly<v.InferOutput<typeof resultsSchema>>;
export type Machine = Results['machine'];

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    v8: process.versions.v8,
  };
}

const git = (...args: string[]) =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** The commit in the current folder; dirty if any tracked or new file differs from it. */
export function describeCommit(): Results['commit'] {
  try {
    return { hash: git('rev-parse', '--verify', 'HEAD'), dirty: git('status', '--porcelain') !== '' };
  } catch {
    // No git, no repository, or one without a commit: figures are worth keeping all the same.
    return null;
  }
}

/** @throws UsageError if the file does not hold such results; a system error if it cannot be read. */
export function readResults(path: string): Results {
  const advice = 'give a file that `npm run bench -- --json FILE` wrote';
  const text = readParsed(path, MAX_BYTES, decodeText);
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw new UsageError(`${path} is not JSON; ${advice}`);
  }
  const result = v.safeParse(resultsSchema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue);
  const where = place === null ? '' : ` at ${place}`;
  throw new UsageError(`${path} holds no benchmark results (${issue.message}${where}); ${advice}`);
}
