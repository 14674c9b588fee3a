/** `train --resume` in processes of its own: whatever stopped a run, it ends with the bytes of one that never stopped. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCK_FILE } from '../src/cli/folder-lock.ts';
import { RunFolder } from '../src/cli/run-folder.ts';
import { CurveRecorder } from '../src/experiment/learning-curve.ts';
import { TrainingRun } from '../src/experiment/run.ts';
import { decodeRunCheckpoint, encodeRunCheckpoint } from '../src/experiment/run-checkpoint.ts';
import type { Mlp } from '../src/nn/mlp.ts';
import { presetConfig } from '../src/presets.ts';
import {
  finishProgram,
  type ProgramResult,
  RUN_FILES,
  runFiles,
  runProgram,
  startProgram,
} from './programs.ts';

const STEPS = 12_000;
const SHORTER = 7000;
const flags = (steps: number, ...more: string[]) => [
  ...['--steps', `${steps}`, '--hidden-sizes', '8', '--batch-size', '8', '--learning-start-steps', '50'],
  ...['--evaluation-every-steps', '4000', '--evaluation-episodes', '2', '--final-evaluation-episodes', '3'],
  ...['--checkpoint-every', '900', '--no-early-stop', ...more],
];
/** The schedules are those of the shorter run, so that this is also what the shorter one becomes when it is extended. */
const WHOLE = flags(STEPS, '--schedule-steps', `${SHORTER}`);

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
const train = (...args: string[]) => runProgram('train', ...args);
const savedStep = (name: string) => decodeRunCheckpoint(readFileSync(path(name, 'checkpoint.bin'))).step;

function lines(name: string, file: string): number {
  try {
    return readFileSync(path(name, file), 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}

/** Sends a signal as soon as a table of the run has `count` lines. */
async function trainUntil(
  name: string,
  count: number,
  signal: NodeJS.Signals,
  ...args: string[]
): Promise<ProgramResult> {
  const child = startProgram('train', args);
  const ended = finishProgram(child);
  while (child.exitCode === null && lines(name, 'metrics.csv') < count) await setTimeout(2);
  child.kill(signal);
  return ended;
}

/** A copy of the finished run, in which something is changed. */
function copyOfWhole(name: string, change: () => void = () => {}): void {
  cpSync(path('whole'), path(name), { recursive: true });
  change();
}

/** Every file of a folder. */
const content = (name: string) =>
  Object.fromEntries(readdirSync(path(name)).map((file) => [file, readFileSync(path(name, file), 'base64')]));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'resume-'));
  const { code, err } = await train(...WHOLE, '--out', path('whole'));
  expect({ code, err }).toEqual({ code: 0, err: '' });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe.concurrent('a run that was stopped ends with the bytes of one that was not', () => {
  test.each<[NodeJS.Signals, number | null, string, string]>([
    ['SIGINT', 130, 'auto', 'auto'],
    ['SIGTERM', 143, 'readable', 'simd'],
    ['SIGKILL', null, 'simd', 'readable'],
  ])('by %s', async (signal, exitCode, kernels, kernelsAfter) => {
    const begin = [...WHOLE, '--kernels', kernels, '--out', path(signal)];
    const stopped = await trainUntil(signal, 12, signal, ...begin);
    expect(stopped).toMatchObject({ code: exitCode, err: '' });
    const step = savedStep(signal);
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(STEPS);
    expect(readdirSync(path(signal)).includes(LOCK_FILE)).toBe(signal === 'SIGKILL');

    const resumed = await train('--resume', path(signal), '--kernels', kernelsAfter);
    expect(resumed).toMatchObject({ code: 0, err: '' });
    expect(resumed.out).toMatch(/^training CartPole-v1 · default · seed 1 from step [\d ]+ on · /);
    expect(readdirSync(path(signal)).sort()).toEqual(RUN_FILES);
    expect(runFiles(path(signal))).toEqual(runFiles(path('whole')));
  });

  test('and so does one that is extended', async () => {
    await train(...flags(SHORTER), '--out', path('extended'));
    const { code, err } = await train('--resume', path('extended'), '--steps', `${STEPS}`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(runFiles(path('extended'))).toEqual(runFiles(path('whole')));
  });

  test('and one that was finished, even in a folder that a dead process holds', async () => {
    copyOfWhole('finished');
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(path('finished', LOCK_FILE), `${pid} ${hostname()}\n`);
    const { code, out } = await train('--resume', path('finished'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ steps: STEPS, finalGreedyMean: expect.any(Number) });
    expect(readdirSync(path('finished')).sort()).toEqual(RUN_FILES);
    expect(runFiles(path('finished'))).toEqual(runFiles(path('whole')));
  });

  test('and one that was stopped in the evaluation that ends it', async () => {
    for (const name of ['solving', 'solving-broken']) solvingRun(name);
    const unbroken = await train('--resume', path('solving'));
    expect(unbroken.out).toContain('solved at step 100, mean greedy return 500.0');
    // The only row before the evaluation is that of step 99.
    const stopped = await trainUntil('solving-broken', 2, 'SIGINT', '--resume', path('solving-broken'));
    expect(stopped).toMatchObject({ code: 130, err: '' });
    expect({ step: savedStep('solving-broken'), rows: lines('solving-broken', 'metrics.csv') }).toEqual({
      step: 100,
      rows: 2,
    });
    await train('--resume', path('solving-broken'));
    expect(runFiles(path('solving-broken'))).toEqual(runFiles(path('solving')));
  });
});

/** The beginning of a run that balances from the start and never learns, so that its long first evaluation ends it. */
function solvingRun(name: string): void {
  const config = presetConfig('default', {
    observationScale: [1, 1, 1, 1],
    hiddenSizes: [2],
    learningStartSteps: STEPS,
    steps: STEPS,
    evaluationEverySteps: 100,
    finalEvaluationEpisodes: 1000,
    metricsEverySteps: 99,
  });
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
  const [hidden, output] = (run.agent.q.network as Mlp).layers;
  // max(0, push · s) for a push to the right and max(0, −push · s) for one to the left.
  [0.05, 0.1, 1, 0.3].forEach((push, i) => {
    hidden.weight.set([-push, push], 2 * i);
  });
  hidden.bias.fill(0);
  output.weight.set([1, 0, 0, 1]);
  output.bias.fill(0);
  mkdirSync(path(name));
  const running = RunFolder.begin(path(name), false, 'default', config);
  const curve = new CurveRecorder(config.env);
  running.saveCheckpoint((tables) => encodeRunCheckpoint('default', run, curve, tables));
  running.close();
}

describe.concurrent('what cannot be gone on with is told in one line, and nothing is changed', () => {
  const edit = (name: string, file: string, change: (bytes: Buffer) => Buffer) => () =>
    writeFileSync(path(name, file), change(readFileSync(path(name, file))));
  const flip = (bytes: Buffer) => {
    bytes[bytes.length >> 1] ^= 1;
    return bytes;
  };
  const nothing = () => {};

  test.each<[string, string, string[], (name: string) => () => void]>([
    ['gamma', '--gamma: got 0.5, but the run began with 0.995', ['--gamma', '0.5'], () => nothing],
    ['seed', '--seed: got 2, but the run began with 1', ['--seed', '2'], () => nothing],
    [
      'preset',
      '--preset: got steady, but the run began with default; start a new run with it',
      ['--preset', 'steady'],
      () => nothing,
    ],
    ['steps', '--steps: got 100, allowed is ', ['--steps', '100'], () => nothing],
    [
      'out',
      "option '--resume <dir>' cannot be used with option '--out <dir>'",
      ['--out', 'x'],
      () => nothing,
    ],
    ['overwrite', "cannot be used with option '--overwrite'", ['--overwrite'], () => nothing],
    [
      'often',
      '--checkpoint-every: got "0", allowed is an integer from 1 to 1000000000',
      ['--checkpoint-every', '0'],
      () => nothing,
    ],
    [
      'missing',
      'has no checkpoint.bin, so there is no run to go on with; check the path',
      [],
      (name) => () => rmSync(path(name, 'checkpoint.bin')),
    ],
    [
      'damaged',
      'checkpoint.bin: the checkpoint is damaged: its checksum does not match',
      [],
      (name) => edit(name, 'checkpoint.bin', flip),
    ],
    [
      'changed',
      'episodes.csv is not what it was when the checkpoint was made, so the run cannot go on',
      [],
      (name) => edit(name, 'episodes.csv', flip),
    ],
    [
      'cut',
      'it was cut since, so the run cannot go on',
      [],
      (name) => edit(name, 'metrics.csv', (bytes) => bytes.subarray(0, bytes.length >> 1)),
    ],
    [
      'edited',
      'config.json has another batchSize than the run began with; put it back',
      [],
      (name) =>
        edit(name, 'config.json', (bytes) =>
          Buffer.from(bytes.toString().replace('"batchSize": 8', '"batchSize": 9')),
        ),
    ],
    [
      'locked',
      `is in use by process ${process.pid} on ${hostname()}; wait for it or, if it is none of ours, remove `,
      [],
      (name) => () => writeFileSync(path(name, LOCK_FILE), `${process.pid} ${hostname()}\n`),
    ],
  ])('%s', async (name, message, args, change) => {
    copyOfWhole(name, change(name));
    const before = content(name);
    const { code, out, err } = await train('--resume', path(name), ...args);
    expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 2, out: '', lines: 2 });
    expect(err).toContain(message);
    expect(content(name)).toEqual(before);
  });

  test('a folder that is not there', async () => {
    const { code, err } = await train('--resume', path('none'));
    expect({ code, err }).toEqual({
      code: 2,
      err: `error: ${path('none')}: there is no such file or folder; check the path\n`,
    });
  });
});

test('--overwrite removes nothing if something cannot be replaced', async () => {
  copyOfWhole('folder', () => rmSync(path('folder', 'curve.svg')));
  const before = content('folder');
  mkdirSync(path('folder', 'curve.svg'));
  const { code, out, err } = await train(...WHOLE, '--overwrite', '--out', path('folder'));
  expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 2, out: '', lines: 2 });
  expect(err).toContain(`${path('folder', 'curve.svg')} is no ordinary file, so it cannot be replaced`);
  rmSync(path('folder', 'curve.svg'), { recursive: true });
  expect(content('folder')).toEqual(before);
});
