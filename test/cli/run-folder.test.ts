import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCK_FILE } from '../../src/cli/folder-lock.ts';
import { UsageError } from '../../src/cli/program.ts';
import {
  checkpointFile,
  holdsCheckpointAlone,
  RunFolder,
  readRun,
  restoreRun,
} from '../../src/cli/run-folder.ts';
import type { Config } from '../../src/config/config.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { encodeRunCheckpoint, type TableMarks } from '../../src/experiment/files/run-checkpoint.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import { csvHeader, EPISODE_COLUMNS } from '../../src/experiment/metrics.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { shortConfig } from '../experiment/runs.ts';
import { METRICS_COLUMNS } from '../metrics-columns.ts';
import { IS_WINDOWS } from '../programs.ts';

let folder: string;
const path = (name: string) => join(folder, name);

const DEVICE: [string, boolean, () => void] = [
  'a device in the place of a table',
  false,
  () => symlinkSync('/dev/null', path('metrics.csv')),
];
const text = (name: string) => readFileSync(path(name), 'utf8');
/** All files of the folder. */
const content = () => Object.fromEntries(readdirSync(folder).map((name) => [name, text(name)]));

const config = shortConfig();
const EPISODE = {
  episode: 1,
  step: 9,
  length: 9,
  return: 9,
  terminated: true,
  truncated: false,
  epsilon: 0.5,
};
const EPISODES_HEADER = csvHeader(EPISODE_COLUMNS);
const METRICS_HEADER = csvHeader(METRICS_COLUMNS);

const begin = (options = {}) => RunFolder.begin(folder, 'default', config, options);

/** Saves a run after `steps` steps, and leaves one episode in the table before the checkpoint and one after it. */
function stoppedRun(steps = 0, of: Config = config): TrainingRun {
  const run = new TrainingRun(of, { episodeEnded() {}, metricsTaken() {} });
  while (run.step < steps) run.advance();
  const running = RunFolder.begin(folder, 'default', of);
  running.addEpisode(EPISODE);
  running.saveCheckpoint((tables) =>
    encodeRunCheckpoint('default', run, new CurveRecorder(environmentOf(of).spec), tables),
  );
  running.addEpisode(EPISODE);
  running.close();
  return run;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a new run', () => {
  test('begins with its configuration and the heads of its tables', () => {
    begin().close();
    expect(content()).toEqual({
      'config.json': `${JSON.stringify({ preset: 'default', ...config }, null, 2)}\n`,
      'episodes.csv': EPISODES_HEADER,
      'metrics.csv': METRICS_HEADER,
    });
  });

  test.each([
    ['notes.txt', 'mine'],
    ['config.json', '{}'],
    ['config.json', 'null'],
    ['config.json', '{"env":"production","preset":"fast","seed":1,"steps":9}'],
    ['config.json', '{"preset":"default","env":'],
    ['checkpoint.bin', 'mine'],
    ['weights.safetensors', ''],
    ['config.json.12.tmp', 'half'],
  ])('takes no folder that holds %s of %j and no run, even if it is to overwrite', (name, mine) => {
    writeFileSync(path(name), mine);
    for (const overwrite of [false, true]) {
      expect(() => begin({ overwrite })).toThrow(UsageError);
      expect(() => begin({ overwrite })).toThrow(
        `${folder} contains other files, such as ${name}, and no run; choose another folder with --out`,
      );
    }
    expect(content()).toEqual({ [name]: mine });
  });

  test('takes a folder with a run only if it is to overwrite', () => {
    begin().close();
    const before = content();
    expect(() => begin()).toThrow(UsageError);
    expect(() => begin()).toThrow(
      `${folder} already holds a run; use --overwrite to replace it, --resume to continue it, or --out to choose another folder`,
    );
    expect(content()).toEqual(before);
  });

  test('does not mind a lock, file managers and, if one was killed there, what processes have left', () => {
    const left = [LOCK_FILE, '.DS_Store', 'Thumbs.db', 'desktop.ini'];
    for (const name of left) writeFileSync(path(name), 'left');
    begin().close();
    rmSync(path('config.json'));
    rmSync(path('episodes.csv'));
    rmSync(path('metrics.csv'));
    for (const name of ['config.json.12.tmp', `${LOCK_FILE}.12.tmp`]) writeFileSync(path(name), 'half');
    begin({ wasAbandoned: true }).close();
    expect(readdirSync(folder).sort()).toEqual(
      [...left, 'config.json', 'episodes.csv', 'metrics.csv'].sort(),
    );
  });

  test.each([
    ['its configuration', 'config.json'],
    ['its checkpoint', 'checkpoint.bin'],
  ])('replaces our files only, if it is to overwrite a run known by %s', (_, kept) => {
    stoppedRun();
    const run = ['checkpoint.bin', 'config.json', 'episodes.csv', 'metrics.csv'];
    for (const name of run) if (name !== kept) rmSync(path(name));
    const ours = ['weights.safetensors', 'best.safetensors', 'curve.svg', 'metrics.csv'];
    for (const name of [...ours, 'checkpoint.bin.12.tmp']) writeFileSync(path(name), 'old');
    const mine = ['notes.12.tmp', 'notes.txt', 'report.md'];
    for (const name of mine) writeFileSync(path(name), 'mine');
    begin({ overwrite: true }).close();
    expect(readdirSync(folder).sort()).toEqual(
      [...mine, 'config.json', 'episodes.csv', 'metrics.csv'].sort(),
    );
    expect(text('metrics.csv')).toBe(METRICS_HEADER);
    for (const name of mine) expect(text(name)).toBe('mine');
  });

  test('replaces a run whose task is not loaded', () => {
    begin().close();
    writeFileSync(path('config.json'), text('config.json').replace(/"env": "[^"]*"/, '"env": "./gone.ts"'));
    begin({ overwrite: true }).close();
    expect(JSON.parse(text('config.json')).env).toBe(config.env);
  });

  test.each(['config.json', 'curve.svg'])('removes nothing if %s cannot be replaced', (name) => {
    stoppedRun();
    writeFileSync(path('checkpoint.bin.12.tmp'), 'old');
    rmSync(path(name), { force: true });
    mkdirSync(path(name));
    const before = readdirSync(folder);
    expect(() => begin({ overwrite: true })).toThrow(UsageError);
    expect(() => begin({ overwrite: true })).toThrow(`${path(name)} is not a regular file`);
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('a run that goes on', () => {
  test('finds itself where the checkpoint is, and writes behind it', () => {
    const run = stoppedRun(120);
    const line = '1,9,9,9,1,0,0.5\n';
    expect(text('episodes.csv')).toBe(EPISODES_HEADER + line + line);

    const saved = readRun(folder);
    expect({ ...saved, restore: null, tables: null }).toEqual({
      preset: 'default',
      config,
      step: 120,
      tables: null,
      restore: null,
    });
    const again = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
    restoreRun(folder, saved, again, new CurveRecorder(environmentOf(config).spec));
    expect(again.state()).toEqual(run.state());

    const running = RunFolder.goOn(folder, saved, config);
    expect(text('episodes.csv')).toBe(EPISODES_HEADER + line);
    running.addEpisode({ ...EPISODE, episode: 2 });
    running.close();
    expect(text('episodes.csv')).toBe(`${EPISODES_HEADER}${line}2,9,9,9,1,0,0.5\n`);
  });

  test('removes what killed processes have left, and writes down what is new in its configuration', () => {
    stoppedRun();
    writeFileSync(path('checkpoint.bin.12.tmp'), 'half');
    RunFolder.goOn(folder, readRun(folder), { ...config, steps: 500 }).close();
    expect(readdirSync(folder).sort()).toEqual([
      'checkpoint.bin',
      'config.json',
      'episodes.csv',
      'metrics.csv',
    ]);
    expect(JSON.parse(text('config.json'))).toEqual({ preset: 'default', ...config, steps: 500 });
  });

  test.each<[string, () => void, string]>([
    [
      'a line was changed',
      () => writeFileSync(path('metrics.csv'), METRICS_HEADER.replace('s', 'S')),
      'has changed since',
    ],
    ['a table was cut', () => writeFileSync(path('metrics.csv'), METRICS_HEADER.slice(1)), 'bytes, but'],
  ])('changes nothing if %s', (_, damage, message) => {
    stoppedRun();
    writeFileSync(path('checkpoint.bin.12.tmp'), 'half');
    damage();
    const before = content();
    const goOn = () => RunFolder.goOn(folder, readRun(folder), { ...config, steps: 500 });
    expect(goOn).toThrow(UsageError);
    expect(goOn).toThrow(`${path('metrics.csv')} `);
    expect(goOn).toThrow(message);
    expect(content()).toEqual(before);
  });

  test('changes nothing if its results could not be written in the end', () => {
    stoppedRun();
    mkdirSync(path('curve.svg'));
    const before = text('episodes.csv');
    expect(() => RunFolder.goOn(folder, readRun(folder), config)).toThrow(
      `${path('curve.svg')} is not a regular file`,
    );
    expect(text('episodes.csv')).toBe(before);
  });
});

describe('a checkpoint that came alone', () => {
  /** The checkpoint of a run after 120 steps, and nothing else. */
  function bring() {
    const run = stoppedRun(120);
    for (const name of ['config.json', 'episodes.csv', 'metrics.csv']) rmSync(path(name));
    const curve = new CurveRecorder(environmentOf(config).spec);
    return (tables: TableMarks) => encodeRunCheckpoint('default', run, curve, tables);
  }

  test('gets tables that begin there, and marks of their own', () => {
    const encode = bring();
    const old = readRun(folder);
    expect({ step: old.step, config: old.config }).toEqual({ step: 120, config });
    writeFileSync(path('episodes.csv.12.tmp'), 'half');
    const running = RunFolder.goOnAlone(folder, 'default', config, encode);
    expect(Object.keys(content()).sort()).toEqual([
      'checkpoint.bin',
      'config.json',
      'episodes.csv',
      'metrics.csv',
    ]);
    expect(JSON.parse(text('config.json'))).toEqual({ preset: 'default', ...config });
    running.addEpisode(EPISODE);
    running.close();
    expect(text('episodes.csv')).toBe(`${EPISODES_HEADER}1,9,9,9,1,0,0.5\n`);

    const saved = readRun(folder);
    expect(saved.step).toBe(120);
    expect(saved.tables).not.toEqual(old.tables);
    RunFolder.goOn(folder, saved, config).close();
    expect({ episodes: text('episodes.csv'), metrics: text('metrics.csv') }).toEqual({
      episodes: EPISODES_HEADER,
      metrics: METRICS_HEADER,
    });
  });

  test('is still alone, and what it was, if something fails before the new checkpoint is whole', () => {
    bring();
    const before = text('checkpoint.bin');
    const fail = () => {
      throw new Error('no room');
    };
    expect(() => RunFolder.goOnAlone(folder, 'default', config, fail)).toThrow('no room');
    expect(content()).toEqual({
      'checkpoint.bin': before,
      'episodes.csv': EPISODES_HEADER,
      'metrics.csv': METRICS_HEADER,
    });
    expect(holdsCheckpointAlone(folder, environmentOf(config))).toBe(true);
  });

  test('changes nothing if its results could not be written in the end', () => {
    const encode = bring();
    mkdirSync(path('curve.svg'));
    expect(() => RunFolder.goOnAlone(folder, 'default', config, encode)).toThrow('is not a regular file');
    expect(readdirSync(folder).sort()).toEqual(['checkpoint.bin', 'curve.svg']);
  });

  test.each<[string, boolean, () => void]>([
    ['nothing else', true, () => {}],
    ['a file that is none of ours', true, () => writeFileSync(path('notes.txt'), 'mine')],
    ['weights', true, () => writeFileSync(path('weights.safetensors'), '')],
    ['empty tables', true, () => writeFileSync(path('metrics.csv'), '')],
    ['a table without rows', true, () => writeFileSync(path('episodes.csv'), EPISODES_HEADER)],
    ['the beginning of its head', true, () => writeFileSync(path('metrics.csv'), METRICS_HEADER.slice(0, 5))],
    ['a row', false, () => writeFileSync(path('episodes.csv'), `${EPISODES_HEADER}1`)],
    ['another head', false, () => writeFileSync(path('metrics.csv'), METRICS_HEADER.replace('s', 'S'))],
    ['a configuration', false, () => writeFileSync(path('config.json'), '')],
    ['a folder in the place of a table', false, () => mkdirSync(path('metrics.csv'))],
    ...(IS_WINDOWS ? [] : [DEVICE]),
  ])('beside %s: %s', (_, alone, put) => {
    bring();
    put();
    expect(holdsCheckpointAlone(folder, environmentOf(config))).toBe(alone);
    if (!alone) expect(() => readRun(folder)).toThrow();
  });
});

describe('readRun', () => {
  const refusal = () => {
    try {
      readRun(folder);
    } catch (error) {
      return error;
    }
    return null;
  };

  test.each<[string, () => void, () => string]>([
    [
      'there is no checkpoint',
      () => rmSync(path('checkpoint.bin')),
      () => `${folder} has no checkpoint.bin, so there is no run to continue; check the path`,
    ],
    [
      'the checkpoint was cut',
      () => writeFileSync(path('checkpoint.bin'), readFileSync(path('checkpoint.bin')).subarray(0, 100)),
      () => `${path('checkpoint.bin')}: the checkpoint is cut off: 100 of `,
    ],
    [
      'the checkpoint was damaged',
      () => {
        const bytes = readFileSync(path('checkpoint.bin'));
        bytes[bytes.length >> 1] ^= 1;
        writeFileSync(path('checkpoint.bin'), bytes);
      },
      () => `${path('checkpoint.bin')}: the checkpoint is damaged: its checksum does not match`,
    ],
    [
      'the configuration was edited',
      () => writeFileSync(path('config.json'), text('config.json').replace('"gamma": 0.995', '"gamma": 0.9')),
      () => `${path('config.json')}: gamma is not what the run began with; restore it, or start a new run`,
    ],
    [
      'the configuration is no JSON',
      () => appendFileSync(path('config.json'), '}'),
      () => `${path('config.json')} is not valid JSON: `,
    ],
    [
      'the configuration is no object',
      () => writeFileSync(path('config.json'), 'null'),
      () => `${path('config.json')}: it does not hold a JSON object`,
    ],
    [
      'the configuration is out of bounds',
      () => writeFileSync(path('config.json'), text('config.json').replace('"gamma": 0.995', '"gamma": 2')),
      () => `${path('config.json')}: gamma: got 2, expected a number from 0 to 1`,
    ],
  ])('refuses if %s', (_, damage, message) => {
    stoppedRun();
    damage();
    expect(refusal()).toBeInstanceOf(UsageError);
    expect((refusal() as Error).message).toContain(message());
  });

  test('does not mind another end in the configuration: that of the checkpoint counts', () => {
    stoppedRun();
    const longer = { preset: 'default', ...config, steps: 500, scheduleSteps: config.steps };
    writeFileSync(path('config.json'), JSON.stringify(longer));
    expect(readRun(folder).config).toEqual(config);
  });
});

test('restoreRun names the file in which a state does not fit', () => {
  stoppedRun();
  const other = shortConfig({ hiddenSizes: [9] });
  const run = new TrainingRun(other, { episodeEnded() {}, metricsTaken() {} });
  const restore = () =>
    restoreRun(folder, readRun(folder), run, new CurveRecorder(environmentOf(other).spec));
  expect(restore).toThrow(UsageError);
  expect(restore).toThrow(`${path('checkpoint.bin')}: run.`);
});

describe('checkpoints that are kept', () => {
  const kept = () => readdirSync(path('checkpoints')).sort();
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
  const encode = (tables: TableMarks) =>
    encodeRunCheckpoint('default', run, new CurveRecorder(environmentOf(config).spec), tables);
  const saveAt = (running: RunFolder, step: number, most: number) => {
    run.step = step;
    running.saveCheckpoint(encode, { step, most });
  };

  test('are the last ones by their steps, each what the checkpoint was then', () => {
    const running = begin();
    for (const step of [0, 9, 10, 100]) saveAt(running, step, 2);
    expect(kept()).toEqual(['step-10.bin', 'step-100.bin']);
    expect(text('checkpoints/step-100.bin')).toBe(text('checkpoint.bin'));
    expect(checkpointFile(folder, 10)).toBe(path('checkpoints/step-10.bin'));
    // Gone back to, as after a crash: what comes later is not in the way of what is kept.
    saveAt(running, 5, 1);
    expect(kept()).toEqual(['step-10.bin', 'step-100.bin', 'step-5.bin']);
    running.close();
  });

  test('are all if there is no bound, and those of the user stay', () => {
    const running = begin();
    for (const step of [0, 9, 10]) saveAt(running, step, Infinity);
    writeFileSync(path('checkpoints/notes.txt'), 'mine');
    running.close();
    expect(kept()).toEqual(['notes.txt', 'step-0.bin', 'step-10.bin', 'step-9.bin']);
    begin({ overwrite: true }).close();
    expect(kept()).toEqual(['notes.txt']);
  });

  test('are found by their steps, and so is the last; else it is said which there are', () => {
    const running = begin();
    saveAt(running, 0, 9);
    saveAt(running, 20, 9);
    run.step = 33;
    running.saveCheckpoint(encode);
    running.close();
    expect(checkpointFile(folder, 33)).toBe(path('checkpoint.bin'));
    expect(() => checkpointFile(folder, 5)).toThrow(
      `${folder} has no checkpoint of step 5; there are 0, 20, 33 (train with --keep-checkpoints to have more)`,
    );
    rmSync(path('checkpoints'), { recursive: true });
    rmSync(path('checkpoint.bin'));
    expect(() => checkpointFile(folder, 5)).toThrow('there are none');
  });
});
