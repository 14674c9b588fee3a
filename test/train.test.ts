/** The program itself, in processes of its own, with runs as short as they can be. */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRun, restoreRun } from '../src/cli/run-folder.ts';
import { resolveConfig } from '../src/config/config.ts';
import { presetConfig } from '../src/config/presets.ts';
import { environmentOf } from '../src/experiment/assembly.ts';
import { decodePolicy } from '../src/experiment/files/policy-file.ts';
import { decodeRunCheckpoint } from '../src/experiment/files/run-checkpoint.ts';
import { CurveRecorder } from '../src/experiment/learning-curve.ts';
import { TrainingRun } from '../src/experiment/run.ts';
import { balancingNetwork, policyBytes } from './hand-made-policy.ts';
import { finishProgram, IS_WINDOWS, RUN_FILES, runFiles, runProgram, startProgram } from './programs.ts';
import { expectSelfContainedSvg } from './svg-check.ts';

const SHORT = [
  ...['--steps', '300', '--hidden-sizes', '8', '--batch-size', '8', '--learning-start-steps', '50'],
  ...['--evaluation-every-steps', '100', '--evaluation-episodes', '2', '--final-evaluation-episodes', '3'],
];

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
const text = (...names: string[]) => readFileSync(path(...names), 'utf8');
const bytes = (name: string) => runFiles(path(name));
const rows = (...names: string[]) =>
  text(...names)
    .trim()
    .split('\n')
    .map((line) => line.split(','));
/** As `crc32` and `gzip -lv` show it. */
const weightsCrc32 = (name: string) =>
  crc32(readFileSync(path(name, 'weights.safetensors')))
    .toString(16)
    .padStart(8, '0');
const train = (...args: string[]) => runProgram('train', ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'train-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a run', () => {
  beforeAll(async () => {
    const { code, out, err } = await train(...SHORT, '--out', path('run'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`weights ${weightsCrc32('run')} (CRC-32 of weights.safetensors)\n`);
    expect(out).toContain(`play it: npx tsx src/play.ts ${path('run')}`);
  });

  test('says whether it is solved only of a task that says what that is', async () => {
    const games = ['--env', 'Breakout', '--steps', '60', '--replay-capacity', '60'];
    const breakout = await train(...SHORT, ...games, '--out', path('breakout'));
    expect(breakout.out).toMatch(/^after 60 steps, mean greedy return [\d.]+ over 3 episodes$/m);
    expect((await train(...SHORT, '--steps', '60', '--out', path('brief'))).out).toMatch(
      /^not solved after 60 steps, mean greedy return [\d.]+ over 3 episodes$/m,
    );
  });

  test('leaves eight files and nothing else', () => {
    expect(readdirSync(path('run')).sort()).toEqual(RUN_FILES);
    expectSelfContainedSvg(text('run', 'curve.svg'));
  });

  test('writes down every resolved hyper-parameter', () => {
    const { preset, ...values } = JSON.parse(text('run', 'config.json'));
    expect(preset).toBe('default');
    expect(resolveConfig(values)).toEqual(values);
    expect(values).toEqual(
      presetConfig('default', {
        steps: 300,
        hiddenSizes: [8],
        batchSize: 8,
        learningStartSteps: 50,
        evaluationEverySteps: 100,
        evaluationEpisodes: 2,
        finalEvaluationEpisodes: 3,
      }),
    );
  });

  test('writes a line for each episode, whose lengths add up to the steps', () => {
    const [header, ...episodes] = rows('run', 'episodes.csv');
    const column = (name: string) => episodes.map((row) => Number(row[header.indexOf(name)]));
    expect(column('episode')).toEqual(episodes.map((_, k) => k + 1));
    const lengths = column('length');
    let sum = 0;
    expect(column('step')).toEqual(
      lengths.map((length) => {
        sum += length;
        return sum;
      }),
    );
    expect(column('return')).toEqual(lengths);
  });

  test('writes metrics at every period, with the greedy return where there was an evaluation', () => {
    const [header, ...metrics] = rows('run', 'metrics.csv');
    expect(metrics.map((row) => row[0])).toEqual(['100', '200', '300']);
    for (const row of metrics) expect(Number(row[header.indexOf('greedy_return')])).toBeGreaterThan(0);
    expect(metrics.map((row) => row[header.indexOf('updates')])).toEqual(['50', '150', '250']);
  });

  test.each(['weights', 'best'])('leaves %s that can be played', (name) => {
    const { q, settings } = decodePolicy(readFileSync(path('run', `${name}.safetensors`)));
    expect(q.network.sizes).toEqual([4, 8, 2]);
    expect(settings.observationScale).toEqual([2.4, 2, 0.2095, 2]);
  });

  test('leaves a checkpoint of its last step', () => {
    const { preset, step, config } = decodeRunCheckpoint(readFileSync(path('run', 'checkpoint.bin')));
    expect({ preset, step, ...config }).toEqual({ ...JSON.parse(text('run', 'config.json')), step: 300 });
  });

  test('leaves the same bytes when it is made again, with either kind of kernels', async () => {
    for (const kernels of ['simd', 'readable']) {
      const { code } = await train(...SHORT, '--kernels', kernels, '--out', path(kernels));
      expect(code).toBe(0);
      expect(bytes(kernels)).toEqual(bytes('run'));
    }
  });

  test('is not replaced unless that is asked for', async () => {
    const before = bytes('run');
    const { code, out, err } = await train(...SHORT, '--seed', '2', '--out', path('run'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      `error: ${path('run')} already holds a run; use --overwrite to replace it, --resume to continue it, or --out to choose another folder\n`,
    );
    expect(bytes('run')).toEqual(before);
  });
});

test('--overwrite replaces a run, and leaves files that are not its own', async () => {
  await train(...SHORT, '--out', path('twice'));
  writeFileSync(path('twice', 'notes.txt'), 'mine');
  const before = bytes('twice');
  const { code } = await train(...SHORT, '--seed', '2', '--overwrite', '--out', path('twice'));
  expect(code).toBe(0);
  expect(bytes('twice')).not.toEqual(before);
  expect(text('twice', 'notes.txt')).toBe('mine');
});

test('--json gives a summary on the last line of standard output, and all else on standard error', async () => {
  const { code, out, err } = await train(...SHORT, '--json', '--out', path('json'));
  expect(code).toBe(0);
  expect(err).toContain('training CartPole-v1 · default · seed 1');
  expect(out.trim().split('\n')).toHaveLength(1);
  const { wallSeconds, ...summary } = JSON.parse(out);
  expect(wallSeconds).toBeGreaterThan(0);
  expect(summary).toEqual({
    solved: false,
    solvedAtStep: null,
    steps: 300,
    episodes: rows('json', 'episodes.csv').length - 1,
    updates: 250,
    finalGreedyMean: expect.any(Number),
    folder: path('json'),
    weightsCrc32: weightsCrc32('json'),
  });
});

test('a weights file that lies in the folder is not read: the same run with and without it', async () => {
  await train(...SHORT, '--seed', '2', '--out', path('old'));
  writeFileSync(path('old', 'weights.safetensors'), policyBytes(balancingNetwork()));
  await train(...SHORT, '--overwrite', '--out', path('old'));
  await train(...SHORT, '--out', path('fresh'));
  expect(bytes('old')).toEqual(bytes('fresh'));
});

test('the tutorial preset trains and leaves the same files', async () => {
  const { code } = await train('--preset', 'tutorial', '--steps', '300', '--out', path('tutorial'));
  expect(code).toBe(0);
  expect(readdirSync(path('tutorial')).sort()).toEqual(RUN_FILES);
});

test.skipIf(IS_WINDOWS).each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends it early and keeps what was learned',
  async (signal) => {
    const name = path(`an early end-${signal}`);
    const endless = ['--steps', '100000000', '--hidden-sizes', '8', '--no-early-stop'];
    const child = startProgram('train', [...endless, '--out', name]);
    const ended = finishProgram(child);
    child.stdout!.once('data', () => child.kill(signal));
    const { code, out, err } = await ended;
    expect(out).toMatch(
      /\nstopped at step [\d ]+ of 100 000 000; resume with: npx tsx src\/train\.ts --resume '.*an early end-SIG\w+'\n$/,
    );
    expect({ code, err }).toEqual({ code: signal === 'SIGINT' ? 130 : 143, err: '' });
    expect(readdirSync(name).sort()).toEqual(RUN_FILES);
    expect(decodePolicy(readFileSync(join(name, 'weights.safetensors'))).q.network.sizes).toEqual([4, 8, 2]);
  },
);

describe('a run that diverges', () => {
  const common = ['--learning-rate', '10', '--learning-start-steps', '10', '--seed', '2'];

  test('ends in one line, with the tables up to there, the last good checkpoint and the best weights', async () => {
    const out = path('diverged');
    const diverging = [
      ...[...common, '--optimizer', 'sgd', '--hidden-sizes', '8,8', '--batch-size', '16'],
      ...['--evaluation-every-steps', '20', '--evaluation-episodes', '1', '--checkpoint-every', '1'],
    ];
    const { code, err } = await train(...diverging, '--out', out);
    expect(code).toBe(2);
    const what = 'a parameter of the network is not finite at step 27, update 17';
    const causes =
      'a learning rate that is too high (it began at 10), a gradient that is not clipped (--max-gradient-norm is 0)';
    const remains = `${out} has the tables up to that step, the last good checkpoint, of step 26, and the best weights, of step 20`;
    expect(err).toBe(`error: ${what}; likely causes: ${causes}; ${remains}\n`);
    expect(readdirSync(out).sort()).toEqual(RUN_FILES.filter((name) => name !== 'weights.safetensors'));
    for (const picture of ['curve.svg', 'diagnosis.svg']) expectSelfContainedSvg(text('diverged', picture));
    expect(rows('diverged', 'metrics.csv').map((row) => row[0])).toEqual(['step', '20']);
    decodePolicy(readFileSync(path('diverged', 'best.safetensors')));
    const played = await runProgram('play', out, '--episodes', '1');
    const best = join(out, 'best.safetensors');
    expect(played).toMatchObject({ code: 2, out: '' });
    expect(played.err).toMatch(/ because its run diverged; .*best\.safetensors\n$/);
    expect(await runProgram('play', best, '--episodes', '1')).toMatchObject({ code: 0, err: '' });

    const resumed = await train('--resume', out);
    expect(resumed).toEqual({ code: 2, out: expect.stringContaining('from step 26 on'), err });
  });

  test('only in its optimizer keeps the last checkpoint that one can go on from', async () => {
    const deep = [
      '--hidden-sizes',
      '64,64,64,64,64,64',
      '--batch-size',
      '8',
      '--checkpoint-every',
      '11',
      '--steps',
      '100',
    ];
    const { code, err } = await train(...common, ...deep, '--out', path('overflow'));
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: agent\.optimizer\.v\[\d+\] is not finite at step \d+, update \d+; likely causes: .+ the last good checkpoint, of step \d+, .+\n$/,
    );
    const saved = readRun(path('overflow'));
    const run = new TrainingRun(saved.config, { episodeEnded() {}, metricsTaken() {} });
    restoreRun(path('overflow'), saved, run, new CurveRecorder(environmentOf(saved.config).spec));
    expect(run.step).toBe(11);
  });
});

describe('a schedule that has ended', () => {
  const SCHEDULE = [...SHORT, '--no-early-stop', '--schedule-steps', '200'];
  const END = /^the learning rate is 0 from step 200 on: [^\n]+ --steps 300 --schedule-steps 0, [^\n]+$/gm;

  test('is refused in one line, and what came after it changed no weights', async () => {
    const { code, out } = await train(...SCHEDULE, '--out', path('idle'));
    expect(code).toBe(0);
    expect(out.match(END)).toHaveLength(1);
    expect(out).toMatch(/ updates \(those after step 200 changed no weights\) in /);
    await train(...SCHEDULE, '--steps', '201', '--out', path('ended'));
    expect(weightsCrc32('idle')).toBe(weightsCrc32('ended'));
    await train(...SCHEDULE, '--steps', '198', '--out', path('learning'));
    expect(weightsCrc32('idle')).not.toBe(weightsCrc32('learning'));
  });

  test('is told at once by a run that goes on after it', async () => {
    const shorter = [...SHORT, '--no-early-stop', '--steps', '200', '--out', path('longer')];
    expect((await train(...shorter)).out).not.toMatch(/rate is 0|changed no/);
    const { out } = await train('--resume', path('longer'), '--steps', '300');
    expect(out.match(END)).toHaveLength(1);
    expect(out.indexOf('the learning rate')).toBeLessThan(out.indexOf('steps, '));
    expect((await train('--resume', path('longer'))).out).not.toMatch(/^the learning rate is 0/m);
  });
});

describe('what cannot be done is refused in one line, and nothing is written', () => {
  test.each([
    [['--gamma', '1.5'], '--gamma: got 1.5, expected a number from 0 to 1'],
    [['--gamma', 'high'], '--gamma: got "high", expected a number from 0 to 1'],
    [['--seed', '-1'], '--seed: got -1, expected an integer from 0 to 9007199254740991'],
    [['--seed=0x10'], '--seed: got "0x10", expected an integer from 0 to 9007199254740991'],
    [['--hidden-sizes', '64,,64'], '--hidden-sizes: got [64,"",64], expected 1 to 8 integers from 1 to 4096'],
    [['--preset', 'tutorial', '--target-tau', '0.5'], '--target-tau: the tutorial algorithm does not use it'],
    [['--gama', '0.9'], "unknown option '--gama' (Did you mean --gamma?)"],
    [['--preset', 'nope'], 'Allowed choices are default, steady,'],
    [['--kernels', 'fast'], 'Allowed choices are auto, simd, readable'],
    [['extra'], 'too many arguments'],
  ])('%j', async (args, message) => {
    const { code, out, err } = await train(...args, '--out', path('refused'));
    expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 2, out: '', lines: 2 });
    expect(err).toContain(message);
    expect(existsSync(path('refused'))).toBe(false);
  });

  test('a folder where a file is', async () => {
    writeFileSync(path('file'), '');
    const { code, err } = await train(...SHORT, '--out', path('file', 'run'));
    expect({ code, err }).toEqual({
      code: 2,
      err: `error: ${path('file', 'run')}: a part of the path is a file, not a folder; check the path\n`,
    });
  });

  // Whoever may do everything may write into a read-only folder, too.
  test.skipIf(IS_WINDOWS || process.getuid?.() === 0)('a read-only folder', async () => {
    mkdirSync(path('read-only'));
    chmodSync(path('read-only'), 0o500);
    const { code, err } = await train(...SHORT, '--out', path('read-only', 'run'));
    expect({ code, lines: err.split('\n').length }).toEqual({ code: 2, lines: 2 });
  });
});

test('--help shows what a flag means and its default', async () => {
  const { code, out } = await train('--help');
  expect(code).toBe(0);
  expect(out).toMatch(/--gamma <x> +Discount γ of future reward\. \(default: 0\.99/);
});

test('checkpoints are kept with their steps, the same ones however often the run was stopped', async () => {
  const flags = ['--checkpoint-every', '100', '--keep-checkpoints', 'all'];
  expect(await train(...SHORT, ...flags, '--out', path('kept'))).toMatchObject({ code: 0, err: '' });
  const kept = (name: string) =>
    readdirSync(path(name, 'checkpoints')).map((file) => [
      file,
      crc32(readFileSync(path(name, 'checkpoints', file))),
    ]);
  expect(kept('kept').map(([file]) => file)).toEqual([0, 100, 200, 300].map((step) => `step-${step}.bin`));
  // Killed after step 200, when the checkpoint before was the last.
  mkdirSync(path('killed'));
  for (const file of ['config.json', 'episodes.csv', 'metrics.csv']) {
    writeFileSync(path('killed', file), readFileSync(path('kept', file)));
  }
  writeFileSync(path('killed', 'checkpoint.bin'), readFileSync(path('kept', 'checkpoints', 'step-100.bin')));
  expect(await train('--resume', path('killed'), ...flags)).toMatchObject({ code: 0, err: '' });
  expect(kept('killed')).toEqual(kept('kept').slice(2));
});
