import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCK_FILE } from '../../src/cli/folder-lock.ts';
import { UsageError } from '../../src/cli/program.ts';
import { RunFolder, readRun, restoreRun } from '../../src/cli/run-folder.ts';
import type { Config } from '../../src/config.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import { csvHeader, EPISODE_COLUMNS, METRICS_COLUMNS } from '../../src/experiment/metrics.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { encodeRunCheckpoint } from '../../src/experiment/run-checkpoint.ts';
import { shortConfig } from '../experiment/runs.ts';

let folder: string;
const path = (name: string) => join(folder, name);
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

const begin = (overwrite = false) => RunFolder.begin(folder, overwrite, 'default', config);

/** Saves a run after `steps` steps, and leaves one episode in the table before the checkpoint and one after it. */
function stoppedRun(steps = 0, of: Config = config): TrainingRun {
  const run = new TrainingRun(of, { episodeEnded() {}, metricsTaken() {} });
  while (run.step < steps) run.advance();
  const running = RunFolder.begin(folder, false, 'default', of);
  running.addEpisode(EPISODE);
  running.saveCheckpoint((tables) => encodeRunCheckpoint('default', run, new CurveRecorder(of.env), tables));
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

  test('takes no folder that holds something', () => {
    writeFileSync(path('notes.txt'), 'mine');
    expect(() => begin()).toThrow(UsageError);
    expect(() => begin()).toThrow(`${folder} holds files already; give --overwrite`);
    expect(content()).toEqual({ 'notes.txt': 'mine' });
  });

  test('does not mind a lock and what killed processes have left', () => {
    writeFileSync(path(LOCK_FILE), 'us');
    writeFileSync(path('config.json.12.tmp'), 'half');
    writeFileSync(path(`${LOCK_FILE}.12.tmp`), 'half');
    begin().close();
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'episodes.csv', 'metrics.csv', LOCK_FILE]);
  });

  test('replaces our files only, if it is to overwrite', () => {
    const ours = ['checkpoint.bin', 'weights.safetensors', 'best.safetensors', 'curve.svg', 'metrics.csv'];
    for (const name of [...ours, 'checkpoint.bin.12.tmp']) writeFileSync(path(name), 'old');
    writeFileSync(path('notes.12.tmp'), 'mine');
    begin(true).close();
    expect(readdirSync(folder).sort()).toEqual([
      'config.json',
      'episodes.csv',
      'metrics.csv',
      'notes.12.tmp',
    ]);
    expect(text('metrics.csv')).toBe(METRICS_HEADER);
  });

  test.each(['config.json', 'curve.svg'])('removes nothing if %s cannot be replaced', (name) => {
    writeFileSync(path('checkpoint.bin'), 'old');
    writeFileSync(path('checkpoint.bin.12.tmp'), 'old');
    mkdirSync(path(name));
    expect(() => begin(true)).toThrow(UsageError);
    expect(() => begin(true)).toThrow(`${path(name)} is no ordinary file`);
    expect(readdirSync(folder).sort()).toEqual(['checkpoint.bin', 'checkpoint.bin.12.tmp', name].sort());
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
    restoreRun(folder, saved, again, new CurveRecorder(config.env));
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
      'is not',
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
      `${path('curve.svg')} is no ordinary file`,
    );
    expect(text('episodes.csv')).toBe(before);
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
      () => `${folder} has no checkpoint.bin, so there is no run to go on with; check the path`,
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
      () =>
        `${path('config.json')} has another gamma than the run began with; put it back, or start a new run with it`,
    ],
    [
      'the configuration is no JSON',
      () => appendFileSync(path('config.json'), '}'),
      () => `${path('config.json')} is not valid JSON: `,
    ],
    [
      'the configuration is no object',
      () => writeFileSync(path('config.json'), 'null'),
      () => `${path('config.json')}: it holds no JSON object`,
    ],
    [
      'the configuration is out of bounds',
      () => writeFileSync(path('config.json'), text('config.json').replace('"gamma": 0.995', '"gamma": 2')),
      () => `${path('config.json')}: gamma: got 2, allowed is a number from 0 to 1`,
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
  const restore = () => restoreRun(folder, readRun(folder), run, new CurveRecorder(other.env));
  expect(restore).toThrow(UsageError);
  expect(restore).toThrow(`${path('checkpoint.bin')}: run.`);
});
