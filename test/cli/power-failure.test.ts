/** What is left when the power fails, or a process is killed, between any two operations on files. */
import {
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
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LineFile, writeFileAtomically } from '../../src/cli/files.ts';
import { holdsCheckpointAlone, RunFolder, readRun, restoreRun } from '../../src/cli/run-folder.ts';
import { SweepFolder } from '../../src/cli/sweep/folder.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { encodeRunCheckpoint, type TableMarks } from '../../src/experiment/files/run-checkpoint.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { shortConfig } from '../experiment/runs.ts';
import { runWith } from '../experiment/variant-runs.ts';
import { ENDS, endedAtEachOperation } from '../failing-power.ts';

vi.mock('node:fs', async (importOriginal) => {
  const { withFailingPower } = await import('../failing-power.ts');
  return withFailingPower(await importOriginal<typeof import('node:fs')>());
});

let folder: string;
const path = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(path(name), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'power-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.each(ENDS)('%s at any time', (end) => {
  test('a file that is replaced is the old one or the new one, and the new one from then on', () => {
    endedAtEachOperation(end, folder, {
      prepare: () => writeFileSync(path('a'), 'before'),
      work: () => writeFileAtomically(path('a'), 'after'),
      look: (done) => expect(done ? ['after'] : ['before', 'after']).toContain(text('a')),
    });
  });

  test('a table that has been marked holds all lines up to there', () => {
    let marked = 0;
    endedAtEachOperation(end, folder, {
      prepare: () => {
        marked = 0;
      },
      work: () => {
        const file = new LineFile(path('a'));
        for (const line of ['first\n', 'second\n']) {
          file.append(line);
          marked = file.mark().bytes;
          file.append('not marked\n');
          file.flush();
        }
        file.close();
      },
      look: () => {
        const left = existsSync(path('a')) ? text('a') : '';
        const whole = 'first\nnot marked\nsecond\nnot marked\n';
        expect(whole.startsWith(left)).toBe(true);
        expect(left.length).toBeGreaterThanOrEqual(marked);
      },
    });
  });
});

describe.each(ENDS)('a run folder, %s at any time', (end) => {
  const config = shortConfig();
  const longer = { ...config, steps: 500, scheduleSteps: config.steps };
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
  const { spec } = run.environment;
  const curve = new CurveRecorder(spec);
  const encode = (tables: TableMarks) => encodeRunCheckpoint('default', run, curve, tables);
  const EPISODE = {
    episode: 1,
    step: 9,
    length: 9,
    return: 9,
    terminated: true,
    truncated: false,
    epsilon: 1,
  };

  const begin = (options = {}) => RunFolder.begin(folder, 'default', config, options);

  /** A run that has come to its end. */
  function finishedRun(): void {
    const running = begin();
    running.addEpisode(EPISODE);
    running.saveCheckpoint(encode);
    running.saveWeights(Uint8Array.of(1));
    running.saveBest(Uint8Array.of(1));
    running.saveCurve('<svg/>');
    running.close();
  }

  /** Goes on with the run that is there, as `train --resume` does. */
  function resume(): void {
    const saved = readRun(folder);
    const again = new TrainingRun(saved.config, { episodeEnded() {}, metricsTaken() {} });
    restoreRun(folder, saved, again, new CurveRecorder(spec));
    const resumed = holdsCheckpointAlone(folder, run.environment)
      ? RunFolder.goOnAlone(folder, 'default', config, encode)
      : RunFolder.goOn(folder, saved, config);
    resumed.close();
  }

  test('that is made anew holds the old run, none, or the new one', () => {
    endedAtEachOperation(end, folder, {
      prepare: () => {
        finishedRun();
        writeFileSync(path('notes.txt'), 'mine');
      },
      work: () => {
        const running = begin({ overwrite: true });
        running.saveCheckpoint(encode);
        running.close();
      },
      look: (done) => {
        if (existsSync(path('checkpoint.bin'))) resume();
        else {
          expect(done).toBe(false);
          // Results of the old run would look like those of a run that goes on.
          for (const name of ['weights.safetensors', 'best.safetensors', 'curve.svg']) {
            expect(existsSync(path(name))).toBe(false);
          }
          begin({ overwrite: true }).close();
        }
        expect(text('notes.txt')).toBe('mine');
      },
    });
  });

  test('that is begun can be begun again', () => {
    endedAtEachOperation(end, folder, {
      work: () => begin().close(),
      look: () => begin({ overwrite: true, wasAbandoned: true }).close(),
    });
  });

  test('that is saved again and again can always be resumed', () => {
    endedAtEachOperation(end, folder, {
      prepare: finishedRun,
      work: () => {
        const running = RunFolder.goOn(folder, readRun(folder), longer);
        for (let episode = 2; episode < 4; episode++) {
          running.addEpisode({ ...EPISODE, episode });
          running.saveCheckpoint(encode);
        }
        running.addEpisode({ ...EPISODE, episode: 4 });
        running.close();
      },
      look: resume,
    });
  });

  test('that held a checkpoint alone can always be resumed', () => {
    endedAtEachOperation(end, folder, {
      prepare: () => {
        finishedRun();
        for (const name of ['config.json', 'episodes.csv', 'metrics.csv']) rmSync(path(name));
      },
      work: () => {
        const running = RunFolder.goOnAlone(folder, 'default', config, encode);
        running.addEpisode(EPISODE);
        running.saveCheckpoint(encode);
        running.close();
      },
      look: resume,
    });
  });
});

describe.each(ENDS)('a sweep folder, %s at any time', (end) => {
  const config = presetConfig('default', { steps: 10_000, evaluationEverySteps: 1000 });
  const plan = {
    name: 'p',
    variants: [{ name: 'a', preset: 'default', changes: {}, config }],
    seeds: [0, 1, 2],
  };
  const session = { command: 'c', date: 'd', machine: 'm', versions: 'v' };
  const done = {
    ...runWith(
      Array.from({ length: 10 }, () => 500),
      { steps: 10_000 },
    ),
    timing: { wallSeconds: 1, wallSecondsToFirstPerfect: null },
  };
  const open = () => SweepFolder.open(folder, plan, null, true);

  test('can be begun and joined again', () => {
    const parts = mkdtempSync(join(tmpdir(), 'parts-'));
    const shards = [1, 2].map((index) => {
      const part = join(parts, `${index}`);
      mkdirSync(part);
      const sweep = SweepFolder.open(part, plan, { index, count: 2 });
      sweep.begin(session);
      for (const run of sweep.runs) sweep.add(run, done);
      sweep.end();
      return SweepFolder.read(part);
    });
    const merge = () => SweepFolder.join([...shards, open()], folder).save();
    const content = () => readdirSync(folder).map((name) => [name, text(name)]);
    merge();
    const whole = content();
    endedAtEachOperation(end, folder, {
      work: merge,
      look: () => {
        merge();
        expect(content()).toEqual(whole);
      },
    });
    rmSync(parts, { recursive: true });
  });

  test('keeps what was finished when it began again', () => {
    endedAtEachOperation(end, folder, {
      prepare: () => {
        const first = open();
        first.begin(session);
        first.add(first.runs[1], done);
        first.end();
      },
      work: () => {
        const second = open();
        second.begin(session);
        second.add(second.runs[2], done);
        second.add(second.runs[0], done);
        second.end();
      },
      look: (isDone) => {
        const left = open();
        expect(left.finished(left.runs[1])).toEqual(done);
        if (isDone) expect(left.remaining).toEqual([]);
      },
    });
  });
});
