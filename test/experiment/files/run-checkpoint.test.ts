import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { threadFlags } from '../../../src/cli/threads.ts';
import { ConfigError } from '../../../src/config/config.ts';
import {
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../../../src/experiment/files/checkpoint.ts';
import {
  checkpointStep,
  continuedConfig,
  decodeRunCheckpoint,
  firstDifference,
} from '../../../src/experiment/files/run-checkpoint.ts';
import { type State, StateError } from '../../../src/state.ts';
import { shortConfig, shortConfigs, shortTutorialConfig } from '../runs.ts';
import { type Saved, Session } from '../saved-runs.ts';

const kernels = fc.constantFrom('readable' as const, 'simd' as const);

/** All that a run has left when it is over, and all that it remembers. */
const everything = (session: Session) => session.save();

describe('a run that is stopped and resumed', () => {
  it('ends with the same bytes as one that never stopped, however often and with whichever kernels', () => {
    fc.assert(
      fc.property(
        shortConfigs,
        fc.array(fc.tuple(fc.nat(200), kernels), { minLength: 1, maxLength: 4 }),
        (config, parts) => {
          const unbroken = everything(new Session(config).advance());
          let session = new Session(config);
          for (const [count, choice] of parts) {
            const saved = session.advance(count).save();
            // What it does after it was saved is lost.
            session.advance(20);
            session = Session.resume({ ...saved, tables: everything(session).tables }, choice);
          }
          expect(everything(session.advance())).toEqual(unbroken);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('may be extended: it then begins with every byte of the shorter run', () => {
    fc.assert(
      fc.property(shortConfigs, fc.integer({ min: 1, max: 150 }), fc.boolean(), (config, more, earlyStop) => {
        const session = new Session(config);
        let saved: Saved | null = null;
        while (!session.run.finished) {
          const { measureDue } = session.run;
          session.advance(1);
          // As `train` does: the last checkpoint is of the last step, before the evaluation that closes the run.
          const { step, updatesDue } = session.run;
          if (!measureDue && updatesDue === 0 && step === config.steps) saved = session.save();
        }
        saved ??= session.save();
        const wanted = { steps: config.steps + more, earlyStop };
        const extended = continuedConfig(config, wanted, session.run.step);
        const whole = new Session(extended).advance();
        const resumed = Session.resume({ ...saved, tables: session.save().tables }, 'readable', extended);
        expect(everything(resumed.advance())).toEqual(everything(whole));
      }),
      { numRuns: 30 },
    );
  });

  it('goes on in the main thread as a worker thread left it', async () => {
    const config = shortConfig({ replay: 'prioritized', nStep: 3, targetRule: 'clipped-double' });
    const module = new URL('../saving-worker.ts', import.meta.url);
    const worker = new Worker(module, { workerData: { config, count: 150 }, execArgv: threadFlags(module) });
    const [saved] = (await once(worker, 'message')) as [Saved];
    const resumed = Session.resume(saved, 'simd').advance();
    expect(resumed.run.step).toBe(config.steps);
    expect(everything(resumed)).toEqual(everything(new Session(config).advance()));
  });
});

describe('a run that is left between two updates of one step', () => {
  const config = shortConfig({ learningStartSteps: 0, trainUpdates: 5 });
  const saved = new Session(config).advance(3 * 5 + 2).save();
  const tree = decodeCheckpoint(saved.checkpoint) as { run: { stepUnderWay: State } & State } & State;
  const resume = (stepUnderWay: State) => {
    const run = { ...tree.run, stepUnderWay };
    return Session.resume({ ...saved, checkpoint: encodeCheckpoint({ ...tree, run }) });
  };

  it('knows how many are still due', () => {
    expect(tree.run).toMatchObject({ step: 4, stepUnderWay: { updatesDue: 3 } });
    const { run } = Session.resume(saved);
    expect(run).toMatchObject({ step: 4, updates: 17, updatesDue: 3, finished: false });
  });

  it('is not finished at the last step of its budget', () => {
    const { run } = new Session(shortConfig({ learningStartSteps: 0, trainUpdates: 2, steps: 1 })).advance(1);
    expect(run).toMatchObject({ step: 1, updatesDue: 1, finished: false });
  });

  it('says nothing of a step under way elsewhere, as checkpoints of older versions do', () => {
    const { checkpoint } = new Session(config).advance(3 * 5).save();
    expect(decodeCheckpoint(checkpoint).run).not.toHaveProperty('stepUnderWay');
  });

  it.each<[string, State]>([
    ['more updates than a step has', { updatesDue: 6 }],
    ['no update', { updatesDue: 0 }],
    ['an action that there is not', { action: 2 }],
    ['another observation', { nextObservation: new Float32Array(5) }],
    ['a number for a truth', { terminated: 1 }],
    ['more than it should', { more: 1 }],
  ])('is refused with %s', (_, change) => {
    expect(() => resume({ ...tree.run.stepUnderWay, ...change })).toThrow(StateError);
  });
});

describe('a run that is read', () => {
  const { checkpoint } = new Session(shortConfig()).advance(7).save();
  const tree = decodeCheckpoint(checkpoint) as { config: string } & State;
  const changed = (changes: State) => encodeCheckpoint({ ...tree, ...changes });

  it('tells its step without a look at the rest', () => {
    expect(checkpointStep(checkpoint)).toBe(7);
    expect(checkpointStep(changed({ config: '' }))).toBe(7);
  });

  it('goes on with the bug that it was trained with, or without one, and can be looked at with any', () => {
    const preset = 'default with the bug no-target-network';
    const withBug = changed({ preset });
    expect(decodeRunCheckpoint(withBug, 'no-target-network').preset).toBe(preset);
    expect(decodeRunCheckpoint(withBug, 'any').preset).toBe(preset);
    expect(decodeRunCheckpoint(checkpoint).preset).toBe('default');
    expect(decodeRunCheckpoint(checkpoint, 'any').preset).toBe('default');
    for (const bug of [null, 'another']) {
      const read = () => decodeRunCheckpoint(withBug, bug);
      expect(read).toThrow(CheckpointError);
      expect(read).toThrow(
        'its run was trained with the bug no-target-network; continue with train --bug no-target-network',
      );
    }
    expect(() => decodeRunCheckpoint(checkpoint, 'another')).toThrow(
      'its run was trained without a bug; leave out --bug',
    );
  });

  it.each(['unknown', 'default with the bug a b'])('has no preset %s', (preset) => {
    expect(() => decodeRunCheckpoint(changed({ preset }))).toThrow(StateError);
  });

  it('is refused if its task has other observations now', () => {
    const config = { ...JSON.parse(tree.config), observationScale: [1, 2, 3] };
    const read = () => decodeRunCheckpoint(changed({ config: JSON.stringify(config) }));
    expect(read).toThrow(ConfigError);
    expect(read).toThrow('observationSize: the run has 3, the task now has 4; start a new run');
  });

  it.each([
    [{ gamma: 2 }, 'gamma: got 2'],
    [{ observationScale: 'wide' }, 'observationScale: got "wide"'],
  ])('is refused with the setting %j', (values, message) => {
    const config = JSON.stringify({ ...JSON.parse(tree.config), ...values });
    expect(() => decodeRunCheckpoint(changed({ config }))).toThrow(message);
  });
});

describe('the configuration to go on with', () => {
  const saved = shortConfig();

  it('is the saved one if nothing is asked for, or the same', () => {
    expect(continuedConfig(saved, {}, 100)).toEqual(saved);
    expect(continuedConfig(saved, {}, saved.steps)).toEqual(saved);
    expect(continuedConfig(saved, { gamma: saved.gamma, steps: saved.steps }, 100)).toEqual(saved);
  });

  it('keeps the schedule of the old budget', () => {
    const longer = continuedConfig(saved, { steps: 1000 }, 100);
    expect(longer).toEqual({ ...saved, steps: 1000, scheduleSteps: 400 });
    expect(continuedConfig(longer, { steps: 2000 }, 100)).toEqual({
      ...saved,
      steps: 2000,
      scheduleSteps: 400,
    });
  });

  it('may stop later than at the solution', () => {
    expect(continuedConfig(saved, { earlyStop: false }, 100)).toEqual({ ...saved, earlyStop: false });
  });

  it.each([
    [{ gamma: 0.5 }, 'gamma: got 0.5, but the run began with 0.995'],
    [{ hiddenSizes: [8, 8] }, 'hiddenSizes: got [8,8], but the run began with [8]'],
    [{ seed: 2 }, 'seed: got 2, but the run began with 1'],
    [{ scheduleSteps: 500 }, 'scheduleSteps: got 500, but the run began with 400'],
    [{ steps: 99 }, 'steps: got 99, expected more than the 100 steps that the run has taken'],
    [{ steps: 100 }, 'steps: got 100, expected more than the 100 steps that the run has taken'],
    [{ steps: 0 }, 'steps: got 0'],
  ])('refuses %j with the reason', (wanted, message) => {
    expect(() => continuedConfig(saved, wanted, 100)).toThrow(ConfigError);
    expect(() => continuedConfig(saved, wanted, 100)).toThrow(message);
  });

  it('differs from another wherever a step could', () => {
    expect(
      firstDifference(saved, shortConfig({ steps: 500, scheduleSteps: 400, earlyStop: false })),
    ).toBeNull();
    expect(firstDifference(saved, shortConfig({ steps: 500 }))).toBe('scheduleSteps');
    expect(firstDifference(saved, shortConfig({ batchSize: 9 }))).toBe('batchSize');
    expect(firstDifference(saved, shortTutorialConfig())).toBe('algorithm');
  });
});

test.each([
  ['{', 'its configuration is not valid JSON'],
  ['null', 'its configuration is not an object'],
  ['3', 'its configuration is not an object'],
])('a checkpoint with the configuration %s is refused', (config, message) => {
  const bytes = encodeCheckpoint({ preset: 'default', config, tables: {}, run: {}, curve: {} });
  expect(() => decodeRunCheckpoint(bytes)).toThrow(message);
});
