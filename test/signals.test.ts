/** Signals to programs in processes of their own, in the middle of work that takes long: each is heard, and nothing is lost. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeCheckpoint } from '../src/experiment/files/checkpoint.ts';
import type { State } from '../src/state.ts';
import {
  finishProgram,
  type ProgramName,
  RUN_FILES,
  runFiles,
  runProgram,
  signalWhen,
  startSource,
  startUnderTsx,
} from './programs.ts';

type Start = (program: ProgramName, args: readonly string[]) => ChildProcess;
const STARTS: Record<string, Start> = { 'node --import tsx': startSource, tsx: startUnderTsx };

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'signals-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The state of the run in its checkpoint. */
const savedRun = (name: string) => decodeCheckpoint(readFileSync(path(name, 'checkpoint.bin'))).run as State;

/** Whether a run has a checkpoint of this step. */
const isSaved = (name: string, step: number) => () =>
  existsSync(path(name, 'checkpoint.bin')) && savedRun(name).step === step;

const SHORT_EVALUATIONS = ['--evaluation-episodes', '1', '--final-evaluation-episodes', '1'];

describe('in a step of 100 000 updates', () => {
  const STEP = 60;
  /** It says when the step comes. */
  const TASK = `
    export default {
      spec: { id: 'counting', observationSize: 1, actionCount: 2, maxEpisodeSteps: 20, rewardThreshold: null, maxReturn: null },
      make() {
        let steps = 0;
        const observation = new Float32Array(1);
        return {
          reset: () => observation,
          step() {
            steps++;
            if (steps === ${STEP}) process.stderr.write('now\\n');
            return { observation, reward: 1, terminated: false, truncated: false };
          },
          state: () => ({ steps }),
          restore(saved) {
            steps = saved.integer('steps', 0, 1e9);
          },
        };
      },
    };`;
  const FLAGS = [
    ...['--steps', `${STEP}`, '--train-every-steps', `${STEP}`, '--train-updates', '100000'],
    ...['--learning-start-steps', '0', '--hidden-sizes', '24', '--batch-size', '16', ...SHORT_EVALUATIONS],
  ];
  const flags = (name: string) => ['--env', path('counting.mjs'), ...FLAGS, '--out', path(name)];
  beforeAll(async () => {
    writeFileSync(path('counting.mjs'), TASK);
    expect(await runProgram('train', ...flags('unbroken'))).toMatchObject({ code: 0, err: 'now\n' });
  });

  test.each([
    ['SIGINT', 130, 'node --import tsx'],
    ['SIGTERM', 143, 'tsx'],
  ] as const)(
    '%s leaves all files, exit code %i under %s, and goes on to the same bytes',
    async (signal, code, how) => {
      const child = STARTS[how]('train', flags(signal));
      child.stderr!.once('data', () => child.kill(signal));
      expect(await finishProgram(child)).toMatchObject({ code, err: 'now\n' });
      expect(readdirSync(path(signal)).sort()).toEqual(RUN_FILES);
      const { step, stepUnderWay } = savedRun(signal);
      expect({ step, stepUnderWay }).toMatchObject({
        step: STEP,
        stepUnderWay: { updatesDue: expect.any(Number) },
      });
      expect(await runProgram('train', '--resume', path(signal))).toMatchObject({ code: 0, err: '' });
      expect(runFiles(path(signal))).toEqual(runFiles(path('unbroken')));
    },
  );
});

describe('in an update that takes longer than tsx waits for an answer', () => {
  const FLAGS = [
    ...['--kernels', 'readable', '--hidden-sizes', '256,256', '--batch-size', '512', '--steps', '8'],
    ...['--learning-start-steps', '5', ...SHORT_EVALUATIONS],
  ];
  beforeAll(() => runProgram('train', ...FLAGS, '--out', path('long-unbroken')));

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s leaves all files and goes on to the same bytes', async (signal, code) => {
    const name = `long-${signal}`;
    const child = startUnderTsx('train', [...FLAGS, '--checkpoint-every', '5', '--out', path(name)]);
    expect(await signalWhen(child, isSaved(name, 5), signal)).toMatchObject({ code, err: '' });
    expect(readdirSync(path(name)).sort()).toEqual(RUN_FILES);
    expect(savedRun(name).step).toBeLessThan(8);
    await runProgram('train', '--resume', path(name));
    expect(runFiles(path(name))).toEqual(runFiles(path('long-unbroken')));
  });
});

describe('in work that has no end', () => {
  /** Longer than any test: many minutes for one update. */
  const ENDLESS_UPDATE = [
    ...['--kernels', 'readable', '--hidden-sizes', '1024,1024', '--batch-size', '4096'],
    ...['--learning-start-steps', '0'],
  ];
  /** It says when an episode begins. */
  const ENDLESS_TASK = `
    const observation = new Float32Array(1);
    export default {
      spec: { id: 'endless', observationSize: 1, actionCount: 2, maxEpisodeSteps: 1e9, rewardThreshold: null, maxReturn: null },
      make: () => ({
        reset() {
          process.stderr.write('begins\\n');
          return observation;
        },
        step: () => ({ observation, reward: 1, terminated: false, truncated: false }),
        state: () => ({}),
        restore() {},
      }),
    };`;

  test.each(Object.entries(STARTS))(
    'an episode of an evaluation, and one that is played, under %s',
    async (how, start) => {
      const name = how.replaceAll(' ', '-');
      const task = path(`${name}.mjs`);
      writeFileSync(task, ENDLESS_TASK);
      const flags = ['--env', task, '--steps', '10', '--checkpoint-every', '10', '--out', path(name)];
      const trained = await signalWhen(start('train', flags), isSaved(name, 10), 'SIGTERM');
      expect(trained.code).toBe(143);
      expect(readdirSync(path(name)).sort()).toEqual(RUN_FILES);

      const child = start('play', [path(name), '--no-render']);
      child.stderr!.once('data', () => child.kill('SIGINT'));
      expect(await finishProgram(child)).toEqual({ code: 130, out: '', err: 'begins\n' });
    },
  );

  test('an update in the threads of a sweep', async () => {
    const flags = ['--seeds', '0-1', '--workers', '2', '--steps', '100', ...ENDLESS_UPDATE];
    const child = startUnderTsx('sweep', [...flags, '--out', path('sweep')]);
    const isBegun = () => existsSync(path('sweep', 'sweep.json'));
    const { code, err, out } = await signalWhen(child, isBegun, 'SIGTERM');
    expect({ code, err }).toEqual({ code: 143, err: '' });
    expect(out).toContain('0 of 2 runs done');
  });

  /** More than once if need be: what reaches the relay within a second of the first counts as the same, and a busy machine is late. */
  const signalAgain = async (child: ChildProcess) => {
    while (child.exitCode === null && child.signalCode === null) {
      await setTimeout(1200);
      child.kill('SIGINT');
    }
  };

  /** It says who relays to it, and who it is. */
  const STUCK_TASK = ENDLESS_TASK.replace("'begins\\n'", "[process.ppid, process.pid].join(' ')").replace(
    'return observation;',
    'for (;;);',
  );

  describe('a step of a task that never returns', () => {
    const stuck = async (name: string) => {
      writeFileSync(path(`${name}.mjs`), STUCK_TASK);
      const child = startUnderTsx('train', ['--env', path(`${name}.mjs`), '--out', path(name)]);
      const ended = finishProgram(child);
      const [line] = await once(child.stderr!, 'data');
      const [relay, pid] = String(line).split(' ').map(Number);
      return { child, ended, relay, pid };
    };

    test('ends at a second signal', async () => {
      const { child, ended } = await stuck('stuck');
      child.kill('SIGTERM');
      await signalAgain(child);
      expect((await ended).code).toBe(137);
    });

    test('ends when the process that relays signals to it is gone', async () => {
      const { ended, relay, pid } = await stuck('orphan');
      process.kill(relay, 'SIGKILL');
      const isGone = await Promise.race([ended.then(() => true), setTimeout(40_000, false, { ref: false })]);
      if (!isGone) process.kill(pid, 'SIGKILL');
      expect(isGone).toBe(true);
    });
  });

  test('an update, at a second signal', async () => {
    const flags = ['--steps', '100', '--checkpoint-every', '1', ...ENDLESS_UPDATE, '--out', path('twice')];
    const child = startUnderTsx('train', flags);
    const ended = signalWhen(child, isSaved('twice', 0), 'SIGINT');
    while (!child.killed) await setTimeout(2);
    await signalAgain(child);
    expect((await ended).code).toBe(137);
  });
});
