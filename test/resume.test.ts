/** `train --resume` in processes of its own: whatever stopped a run, it ends with the bytes of one that never stopped. */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCK_FILE } from '../src/cli/folder-lock.ts';
import { RunFolder, readRun } from '../src/cli/run-folder.ts';
import { presetConfig } from '../src/config/presets.ts';
import { environmentOf } from '../src/experiment/assembly.ts';
import { decodeCheckpoint } from '../src/experiment/files/checkpoint.ts';
import { parseConfigFile } from '../src/experiment/files/config-file.ts';
import {
  decodeRunCheckpoint,
  encodeRunCheckpoint,
  type TableMarks,
} from '../src/experiment/files/run-checkpoint.ts';
import { CurveRecorder } from '../src/experiment/learning-curve.ts';
import { csvHeader, EPISODE_COLUMNS } from '../src/experiment/metrics.ts';
import { TrainingRun } from '../src/experiment/run.ts';
import type { Mlp } from '../src/nn/mlp.ts';
import { METRICS_COLUMNS } from './metrics-columns.ts';
import { IS_WINDOWS, RUN_FILES, runFiles, runProgram, signalWhen, startProgram } from './programs.ts';
import { expectSelfContainedSvg } from './svg-check.ts';

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

/** Sends a signal as soon as something has come true. */
const trainUntil = (isTime: () => boolean, signal: NodeJS.Signals, ...args: string[]) =>
  signalWhen(startProgram('train', args), isTime, signal);

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

const STOPS: [signal: NodeJS.Signals, code: number | null, kernels: string, kernelsAfter: string][] = [
  ['SIGINT', 130, 'auto', 'auto'],
  ['SIGTERM', 143, 'readable', 'simd'],
  ['SIGKILL', null, 'simd', 'readable'],
];

describe.concurrent('a run that was stopped ends with the bytes of one that was not', () => {
  test.each(STOPS.filter(([signal]) => !IS_WINDOWS || signal === 'SIGKILL'))(
    'by %s',
    async (signal, exitCode, kernels, kernelsAfter) => {
      const begin = [...WHOLE, '--kernels', kernels, '--out', path(signal)];
      const stopped = await trainUntil(() => lines(signal, 'metrics.csv') >= 12, signal, ...begin);
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
    },
  );

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

  test.skipIf(IS_WINDOWS)('and one that was stopped in the evaluation that ends it', async () => {
    // So many episodes that the signal comes before their end.
    for (const name of ['solving', 'solving-broken']) solvingRun(name, 2000);
    const unbroken = await train('--resume', path('solving'));
    expect(unbroken.out).toContain('solved at step 100, mean greedy return 500.0');
    // The evaluation follows the checkpoint of step 100 at once; the only row before it is that of step 99.
    const isTime = () => savedStep('solving-broken') === 100;
    const resume = ['--resume', path('solving-broken'), '--checkpoint-every', '100'];
    const stopped = await trainUntil(isTime, 'SIGINT', ...resume);
    expect(stopped).toMatchObject({ code: 130, err: '' });
    expect(savedStep('solving-broken')).toBe(100);
    expect(lines('solving-broken', 'metrics.csv')).toBe(2);
    await train('--resume', path('solving-broken'));
    expect(runFiles(path('solving-broken'))).toEqual(runFiles(path('solving')));
  });
});

describe.concurrent('a folder that holds only a checkpoint', () => {
  const BROUGHT_AT = 1234;
  const MESSAGE = 'episodes.csv and metrics.csv begin at step 1 234: the folder held only the checkpoint\n';
  const heads = { 'episodes.csv': csvHeader(EPISODE_COLUMNS), 'metrics.csv': csvHeader(METRICS_COLUMNS) };
  /** A run at that step, whose tables are elsewhere. */
  const run = () => {
    const { config } = parseConfigFile(readFileSync(path('whole', 'config.json')));
    const curve = new CurveRecorder(environmentOf(config).spec);
    const run = new TrainingRun(config, {
      episodeEnded: (row) => curve.episodeEnded(row),
      metricsTaken: (row) => curve.metricsTaken(row),
    });
    while (run.step < BROUGHT_AT) run.advance();
    return { config, encode: (tables: TableMarks) => encodeRunCheckpoint('default', run, curve, tables) };
  };
  function bring(name: string): void {
    const mark = { bytes: 7777, crc32: 7777 };
    mkdirSync(path(name));
    writeFileSync(path(name, 'checkpoint.bin'), run().encode({ episodes: mark, metrics: mark }));
  }
  /** What such a folder holds in the end: the files of the whole run, but for tables that begin at the checkpoint. */
  function expectWhole(name: string): void {
    expect(readdirSync(path(name)).sort()).toEqual(RUN_FILES);
    const same = ['config.json', 'weights.safetensors', 'best.safetensors', 'curve.svg'];
    for (const file of same) expect(content(name)[file]).toBe(content('whole')[file]);
    const table = (folder: string, file: string) => readFileSync(path(folder, file), 'utf8').split('\n');
    for (const [file, stepColumn] of [
      ['episodes.csv', 1],
      ['metrics.csv', 0],
    ] as const) {
      const [head, ...rows] = table('whole', file);
      const later = rows.filter((row) => row === '' || Number(row.split(',')[stepColumn]) > BROUGHT_AT);
      expect(later.length).toBeGreaterThan(2);
      expect(table(name, file)).toEqual([head, ...later]);
    }
    const [got, expected] = [name, 'whole'].map((folder) => readFileSync(path(folder, 'checkpoint.bin')));
    expect({ ...decodeCheckpoint(got), tables: null }).toEqual({
      ...decodeCheckpoint(expected),
      tables: null,
    });
  }

  test('is resumed, and its tables begin there', async () => {
    bring('brought');
    const { code, out, err } = await train('--resume', path('brought'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^training CartPole-v1 · default · seed 1 from step 1 234 on · /);
    expect(out).toContain(`\n${MESSAGE}`);
    expectWhole('brought');

    // From now on it is a run like any other.
    const before = content('brought');
    const again = await train('--resume', path('brought'));
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).not.toContain('begin at step');
    expect(content('brought')).toEqual(before);
  });

  test('is resumed after it was killed', async () => {
    bring('killed');
    const args = ['--resume', path('killed')];
    // A checkpoint after each step takes a minute in all, so that the signal comes first on any machine.
    const isTime = () => lines('killed', 'metrics.csv') >= 2;
    const killed = await trainUntil(isTime, 'SIGKILL', ...args, '--checkpoint-every', '1');
    expect(killed).toMatchObject({ code: null, err: '' });
    expect(killed.out).toContain(MESSAGE);
    const { code, out } = await train(...args);
    expect(code).toBe(0);
    expect(out).not.toContain('begin at step');
    expectWhole('killed');
  });

  // In the order in which the files are written.
  test.each<[string, (name: string) => void]>([
    ['an empty table', (name) => writeFileSync(path(name, 'episodes.csv'), '')],
    [
      'a part of a head',
      (name) => {
        writeFileSync(path(name, 'episodes.csv'), heads['episodes.csv'].slice(0, 9));
        writeFileSync(path(name, 'metrics.csv'), '');
      },
    ],
    [
      'both heads',
      (name) => {
        for (const [file, head] of Object.entries(heads)) writeFileSync(path(name, file), head);
      },
    ],
    [
      'the checkpoint of the new tables',
      (name) => {
        const { config, encode } = run();
        RunFolder.goOnAlone(path(name), 'default', config, encode).close();
        rmSync(path(name, 'config.json'));
        expect(readRun(path(name)).tables.episodes.bytes).toBe(heads['episodes.csv'].length);
      },
    ],
  ])('is resumed although its process was killed when it had written %s', async (state, write) => {
    const name = state.replaceAll(' ', '-');
    bring(name);
    write(name);
    const { code, out, err } = await train('--resume', path(name), '--json');
    expect(code).toBe(0);
    expect(err).toContain(`\n${MESSAGE}`);
    expect(out.split('\n')).toHaveLength(2);
    expectWhole(name);
  });

  test('may hold a finished run: its tables stay empty', async () => {
    solvingRun('solved', 3);
    await train('--resume', path('solved'));
    for (const name of readdirSync(path('solved')))
      if (name !== 'checkpoint.bin') rmSync(path('solved', name));
    const { code, out, err } = await train('--resume', path('solved'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('episodes.csv and metrics.csv begin at step 100: ');
    expect(out).toContain('solved at step 100, mean greedy return 500.0');
    for (const [file, head] of Object.entries(heads)) {
      expect(readFileSync(path('solved', file), 'utf8')).toBe(head);
    }
    expectSelfContainedSvg(readFileSync(path('solved', 'diagnosis.svg'), 'utf8'));
  });
});

/** The beginning of a run that balances from the start and never learns, so that its long first evaluation ends it. */
function solvingRun(name: string, finalEvaluationEpisodes: number): void {
  const config = presetConfig('default', {
    observationScale: [1, 1, 1, 1],
    hiddenSizes: [2],
    learningStartSteps: STEPS,
    steps: STEPS,
    evaluationEverySteps: 100,
    finalEvaluationEpisodes,
    metricsEverySteps: 99,
  });
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
  const [hidden, output] = (run.network as Mlp).layers;
  // max(0, push · s) for a push to the right and max(0, −push · s) for one to the left.
  [0.05, 0.1, 1, 0.3].forEach((push, i) => {
    hidden.weight.set([-push, push], 2 * i);
  });
  hidden.bias.fill(0);
  output.weight.set([1, 0, 0, 1]);
  output.bias.fill(0);
  mkdirSync(path(name));
  const running = RunFolder.begin(path(name), 'default', config);
  const curve = new CurveRecorder(environmentOf(config).spec);
  running.saveCheckpoint((tables) => encodeRunCheckpoint('default', run, curve, tables));
  running.close();
}

describe.concurrent('what cannot be resumed is refused in one line, and nothing is changed', () => {
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
      '--preset: got steady, but the run began with default; start a new run to change it',
      ['--preset', 'steady'],
      () => nothing,
    ],
    ['steps', '--steps: got 100, expected more than ', ['--steps', '100'], () => nothing],
    [
      'out',
      "option '--resume <dir>' cannot be used with option '--out <dir>'",
      ['--out', 'x'],
      () => nothing,
    ],
    ['overwrite', "cannot be used with option '--overwrite'", ['--overwrite'], () => nothing],
    [
      'often',
      '--checkpoint-every: got "0", expected an integer from 1 to 1000000000',
      ['--checkpoint-every', '0'],
      () => nothing,
    ],
    [
      'missing',
      'has no checkpoint.bin, so there is no run to continue; check the path',
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
      'episodes.csv has changed since the checkpoint was made, so the run cannot continue',
      [],
      (name) => edit(name, 'episodes.csv', flip),
    ],
    [
      'cut',
      'it has been truncated since, so the run cannot continue',
      [],
      (name) => edit(name, 'metrics.csv', (bytes) => bytes.subarray(0, bytes.length >> 1)),
    ],
    [
      'edited',
      'config.json: batchSize is not what the run began with; restore it',
      [],
      (name) =>
        edit(name, 'config.json', (bytes) =>
          Buffer.from(bytes.toString().replace('"batchSize": 8', '"batchSize": 9')),
        ),
    ],
    [
      'without-configuration',
      'config.json: there is no such file or folder; check the path',
      [],
      (name) => () => rmSync(path(name, 'config.json')),
    ],
    [
      'without-tables',
      'episodes.csv: there is no such file or folder; check the path',
      [],
      (name) => () => {
        for (const file of ['episodes.csv', 'metrics.csv']) rmSync(path(name, file));
      },
    ],
    ...['episodes.csv', 'metrics.csv'].map(
      (file): [string, string, string[], (name: string) => () => void] => [
        `with-only-${file}`,
        'config.json: there is no such file or folder; check the path',
        [],
        (name) => () => {
          for (const other of ['config.json', 'episodes.csv', 'metrics.csv']) {
            if (other !== file) rmSync(path(name, other));
          }
        },
      ],
    ),
    [
      'locked',
      `is in use by process ${process.pid} on ${hostname()}; wait until it has ended, or choose another folder`,
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
  expect(err).toContain(`${path('folder', 'curve.svg')} is not a regular file, so it cannot be replaced`);
  rmSync(path('folder', 'curve.svg'), { recursive: true });
  expect(content('folder')).toEqual(before);
});
