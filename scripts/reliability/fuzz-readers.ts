/** Everything that reads files from outside, each with a small file to damage and a judgement of what it accepts. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDifferences, formatComparison } from '../../bench/comparison.ts';
import { type Results, readResults } from '../../bench/results.ts';
import { openPolicy } from '../../src/cli/open-policy.ts';
import { UsageError } from '../../src/cli/program.ts';
import { SweepFolder } from '../../src/cli/sweep/folder.ts';
import type { SweepPlan } from '../../src/cli/sweep/plan.ts';
import { makeReport } from '../../src/cli/sweep/report.ts';
import { ConfigError, resolveConfig } from '../../src/config/config.ts';
import { TASK_IDS } from '../../src/env/task-ids.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import {
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../../src/experiment/files/checkpoint.ts';
import { crc32 } from '../../src/experiment/files/crc32.ts';
import { encodePolicy } from '../../src/experiment/files/policy-file.ts';
import { decodeRunCheckpoint, encodeRunCheckpoint } from '../../src/experiment/files/run-checkpoint.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import type { NetworkPolicy } from '../../src/experiment/policy.ts';
import { DivergenceError, TrainingRun } from '../../src/experiment/run.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import { Dueling } from '../../src/nn/dueling.ts';
import { initialize } from '../../src/nn/initialization.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { Generator } from '../../src/random.ts';
import { type State, StateError, type StateValue } from '../../src/state.ts';

export interface Reader {
  readonly name: string;
  /** A sound file, as the text that is in it and what follows that text. */
  readonly sample: { readonly json: string; readonly data: Uint8Array };
  /** Puts such parts together, with the right lengths. */
  build(json: string, data: Uint8Array): Uint8Array;
  /** Makes damage pass the checks that would find it before all others. */
  repair?(bytes: Uint8Array): void;
  /** Errors with which the reader may refuse a file. */
  readonly refusals: readonly (new (
    ...args: never[]
  ) => Error)[];
  /** Reads a file. What it returns throws unless that which was read is valid. */
  read(bytes: Uint8Array): () => void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const concat = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));
const plainFile = { build: (json: string) => encoder.encode(json) };
const plainSample = (content: unknown, space?: number) => ({
  json: typeof content === 'string' ? content : JSON.stringify(content, null, space),
  data: new Uint8Array(),
});

// ------------------------------------------------------------------------------------------------- Checkpoints

const CHECKPOINT_HEADER = 28;

function checkpointParts(bytes: Uint8Array) {
  const end = CHECKPOINT_HEADER + new DataView(bytes.buffer).getUint32(24, true);
  return {
    json: decoder.decode(bytes.subarray(CHECKPOINT_HEADER, end)),
    data: bytes.slice(Math.ceil(end / 8) * 8),
  };
}

function buildCheckpoint(json: string, data: Uint8Array): Uint8Array {
  const header = encoder.encode(json);
  const padding = (8 - ((CHECKPOINT_HEADER + header.length) % 8)) % 8;
  const front = encodeCheckpoint({}).slice(0, CHECKPOINT_HEADER);
  new DataView(front.buffer).setUint32(24, header.length, true);
  const bytes = concat(front, header, new Uint8Array(padding), data);
  repairCheckpoint(bytes);
  return bytes;
}

/**
 * The arrays of a header at any places, with the entries that `data` has there, put into order: what is wrong with the tree
 * then gets as far as to those who know what it should hold.
 */
function buildTidyCheckpoint(json: string, data: Uint8Array): Uint8Array {
  const withArrays = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (!Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, withArrays(entry)]));
    }
    const [kind, length, offset] = value;
    const Kind = { uint8: Uint8Array, uint32: Uint32Array, float32: Float32Array, float64: Float64Array }[
      kind as string
    ];
    if (Kind === undefined || !(length >= 0 && length <= 10_000 && offset >= 0)) return value;
    const bytes = new Uint8Array(Math.trunc(length) * Kind.BYTES_PER_ELEMENT);
    bytes.set(data.subarray(offset, offset + bytes.length));
    return new Kind(bytes.buffer);
  };
  try {
    return encodeCheckpoint(withArrays(JSON.parse(json)) as State);
  } catch {
    return buildCheckpoint(json, data);
  }
}

/** Magic, version, length and checksum. */
function repairCheckpoint(bytes: Uint8Array): void {
  if (bytes.length < CHECKPOINT_HEADER) return;
  const view = new DataView(bytes.buffer);
  bytes.set(encodeCheckpoint({}).subarray(0, 12));
  view.setBigUint64(16, BigInt(bytes.length), true);
  view.setUint32(12, crc32(bytes.subarray(16)), true);
}

const SMALL_STATE: State = {
  agent: {
    actions: Uint8Array.of(0, 1, 1, 0, 1),
    generator: { kept: null, words: Uint32Array.of(1, 0xffffffff, 3) },
    params: Float32Array.of(0.5, -0, 1e-45),
  },
  env: { phase: 'running', x: Float64Array.of(1 / 3, 5e-324) },
  finished: false,
  step: 1234567,
};

function hasNaN(value: StateValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ArrayBuffer.isView(value) ? value.some(Number.isNaN) : Object.values(value).some(hasNaN);
}

function readCheckpoint(bytes: Uint8Array) {
  const state = decodeCheckpoint(bytes);
  return () => {
    // NaN has many forms, which an engine need not keep.
    if (!hasNaN(state))
      assert.deepEqual(encodeCheckpoint(state), bytes, 'bytes are not the only form of the state');
  };
}

/** Runs of a few steps that use every part that has a state of its own. */
const RUN_CONFIGS = {
  dqn: resolveConfig({
    ...{ steps: 60, hiddenSizes: [3], replayCapacity: 8, batchSize: 2, learningStartSteps: 4, nStep: 3 },
    ...{ replay: 'prioritized', network: 'dueling', targetRule: 'clipped-double', evaluationEverySteps: 25 },
    ...{ evaluationEpisodes: 1, finalEvaluationEpisodes: 1, metricsEverySteps: 10 },
  }),
  tutorial: resolveConfig({
    ...{ algorithm: 'tutorial', steps: 60, hiddenSizes: [3], replayCapacity: 8, batchSize: 2 },
    ...{ evaluationEverySteps: 25, evaluationEpisodes: 1, finalEvaluationEpisodes: 1, metricsEverySteps: 10 },
  }),
};
type RunName = keyof typeof RUN_CONFIGS;

function startRun(name: RunName) {
  const curve = new CurveRecorder(environmentOf(RUN_CONFIGS[name]).spec);
  return { curve, run: new TrainingRun(RUN_CONFIGS[name], curve, { kernels: 'readable' }) };
}

function runSample(name: RunName) {
  const { curve, run } = startRun(name);
  while (run.step < 40) run.advance();
  const mark = { bytes: 100, crc32: 0xffffffff };
  return checkpointParts(encodeRunCheckpoint('default', run, curve, { episodes: mark, metrics: mark }));
}

const readRunCheckpoint = (name: RunName) => (bytes: Uint8Array) => {
  const saved = decodeRunCheckpoint(bytes);
  // A valid configuration may ask for gigabytes, as train's flags may.
  const isOurs = JSON.stringify(saved.config) === JSON.stringify(RUN_CONFIGS[name]);
  const { run, curve } = startRun(name);
  if (isOurs) saved.restore(run, curve);
  return () => {
    assert.deepEqual(resolveConfig({ ...saved.config }), saved.config);
    assert.ok(run.network.params.every(Number.isFinite), 'a weight is not finite');
    try {
      for (let k = 0; isOurs && !run.finished && k < 30; k++) run.advance();
    } catch (error) {
      // What is finite may still be absurd.
      if (!(error instanceof DivergenceError)) throw error;
    }
  };
};

const runReader = (name: RunName): Reader => ({
  name: `run checkpoint, ${name}, repaired`,
  sample: runSample(name),
  build: buildTidyCheckpoint,
  repair: repairCheckpoint,
  refusals: [CheckpointError, StateError, ConfigError],
  read: readRunCheckpoint(name),
});

// ----------------------------------------------------------------------------------------------------- Weights

function randomNetwork(Kind: typeof Mlp | typeof Dueling, sizes: readonly number[]): Mlp | Dueling {
  const network = new Kind(sizes, 1, new HeapDevice());
  initialize(network, 'pytorch', new Generator(7));
  return network;
}

function weightsParts(bytes: Uint8Array) {
  const end = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return { json: decoder.decode(bytes.subarray(8, end)), data: bytes.slice(end) };
}

function buildWeights(json: string, data: Uint8Array): Uint8Array {
  const header = encoder.encode(json);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return concat(length, header, data);
}

function checkPolicy({ settings, q }: NetworkPolicy): void {
  const { env, observationScale } = settings;
  const { sizes, inputs, outputs, params } = q.network;
  assert.ok(TASK_IDS.includes(env));
  assert.equal(observationScale.length, 4);
  assert.ok(observationScale.every((scale) => scale >= 1e-6 && scale <= 1e6));
  assert.equal(inputs, 4);
  assert.equal(outputs, 2);
  assert.ok(sizes.every((size) => Number.isSafeInteger(size) && size > 0));
  assert.ok(params.every(Number.isFinite), 'a weight is not finite');
  q.values(Float32Array.of(0.1, 0.2, 0.3, 0.4));
}

const SETTINGS = { env: 'CartPole-v0', observationScale: [2.4, 2, 0.2095, 2] } as const;
const SIZES = [4, 3, 2];
const policyFile = (Kind: typeof Mlp | typeof Dueling) =>
  encodePolicy(randomNetwork(Kind, SIZES), { ...SETTINGS, observationScale: [...SETTINGS.observationScale] });

// ---------------------------------------------------------------------------------------------------- The rest

const CONFIG = {
  preset: 'default',
  ...resolveConfig({ hiddenSizes: SIZES.slice(1, -1), env: 'CartPole-v0' }),
};

const SWEEP_PLAN: SweepPlan = {
  name: 'a',
  seeds: [3, 4],
  variants: [{}, { gamma: 0.9 }].map((changes) => ({
    name: `default ${Object.keys(changes)}`,
    preset: 'default',
    changes,
    config: resolveConfig({ ...changes, steps: 2500 }),
  })),
};

function writeSweep(path: string): void {
  mkdirSync(path, { recursive: true });
  const folder = SweepFolder.open(path, SWEEP_PLAN, null);
  folder.begin({ command: 'sweep', date: 'now', machine: 'here', versions: '1' });
  for (const run of folder.runs) {
    const evaluations = [1000, 2000, 2500].map((step) => ({ step, return: step / 5 - run.seed }));
    const timing = { wallSeconds: 1.5, wallSecondsToFirstPerfect: null };
    const result = {
      ...{ solved: false, solvedAtStep: null, steps: 2500, episodes: 9, updates: 8, evaluations: 3 },
      ...{ firstPerfectStep: null, stability: 0.5, finalGreedyMean: 400, divergedAtStep: null },
    };
    folder.add(run, { result, evaluations, timing });
  }
  folder.end();
}

/** A report draws thousands of samples. */
const REPORT_EVERY = 100;

function checkSweep(folder: SweepFolder, count: number): void {
  assert.deepEqual(resolveConfig({ ...folder.plan.variants[0].config }), folder.plan.variants[0].config);
  for (const { runs } of folder.finishedByVariant()) {
    for (const { seed, result, evaluations, timing } of runs) {
      const numbers = [seed, result.steps, result.finalGreedyMean ?? 0, timing.wallSeconds];
      assert.ok(
        [...numbers, ...evaluations.flatMap((point) => [point.step, point.return])].every(Number.isFinite),
      );
    }
  }
  if (folder.remaining.length === 0 && count % REPORT_EVERY === 0) makeReport(folder);
}

const RESULTS: Results = {
  machine: { cpu: 'A processor', platform: 'linux-x64', node: '20.1.0', v8: '11.3' },
  commit: { hash: '0123456789abcdef', dirty: true },
  kernels: 'simd',
  date: '2024-01-02T03:04:05.678Z',
  rows: ['one', 'two'].map((name) => ({
    ...{ group: 'Group', name, medianMicroseconds: 10, madMicroseconds: 0.5, p99Microseconds: 20 },
    ...{ samples: 100, batch: 16, gigaflops: null, allocatedBytes: 0, allocationOperations: 1000 },
  })),
};

/** All of them. `folder` is where the files lie while they are read. */
export function createReaders(folder: string): readonly Reader[] {
  const place = (...names: string[]) => join(folder, ...names);
  const write = (path: string, bytes: Uint8Array) => {
    writeFileSync(path, bytes);
    return path;
  };
  const fromDisk = { refusals: [UsageError] };

  const weights = (name: string, Kind: typeof Mlp | typeof Dueling): Reader => ({
    name,
    sample: weightsParts(policyFile(Kind)),
    build: buildWeights,
    ...fromDisk,
    read(bytes) {
      const { policy } = openPolicy(write(place('weights'), bytes), {});
      return () => checkPolicy(policy);
    },
  });

  mkdirSync(place('run'), { recursive: true });
  writeFileSync(place('run', 'weights.safetensors'), policyFile(Mlp));

  writeSweep(place('sweep'));
  let sweeps = 0;
  const sweepFile = (file: string): Reader => {
    const path = place('sweep', file);
    const sound = readFileSync(path, 'utf8');
    return {
      name: file,
      sample: plainSample(sound),
      ...plainFile,
      ...fromDisk,
      read(bytes) {
        write(path, bytes);
        try {
          const sweep = SweepFolder.read(place('sweep'));
          return () => checkSweep(sweep, sweeps++);
        } finally {
          writeFileSync(path, sound);
        }
      },
    };
  };

  return [
    {
      name: 'checkpoint',
      sample: checkpointParts(encodeCheckpoint(SMALL_STATE)),
      build: buildCheckpoint,
      refusals: [CheckpointError],
      read: readCheckpoint,
    },
    {
      name: 'checkpoint, repaired',
      sample: checkpointParts(encodeCheckpoint(SMALL_STATE)),
      build: buildCheckpoint,
      repair: repairCheckpoint,
      refusals: [CheckpointError],
      read: readCheckpoint,
    },
    runReader('dqn'),
    runReader('tutorial'),
    weights('weights of an mlp', Mlp),
    weights('weights of a dueling network', Dueling),
    {
      name: 'config.json',
      sample: plainSample(CONFIG, 1),
      ...plainFile,
      ...fromDisk,
      read(bytes) {
        write(place('run', 'config.json'), bytes);
        const { policy } = openPolicy(place('run'), {});
        return () => checkPolicy(policy);
      },
    },
    ...['sweep.json', 'results.jsonl', 'curves.jsonl', 'timings.jsonl'].map(sweepFile),
    {
      name: 'benchmark results',
      sample: plainSample(RESULTS, 1),
      ...plainFile,
      ...fromDisk,
      read(bytes) {
        const results = readResults(write(place('results.json'), bytes));
        return () => {
          const lines = [
            ...findDifferences(RESULTS, results),
            ...formatComparison(RESULTS, results).split('\n'),
          ];
          assert.ok(
            lines.every((line) => !/\p{Cc}/u.test(line)),
            'the table has control characters',
          );
        };
      },
    },
  ];
}
