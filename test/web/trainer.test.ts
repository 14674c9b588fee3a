/** What the worker does, without a worker. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Transition } from '../../src/agent/transition.ts';
import { type Config, ConfigError } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { cartPoleV1 } from '../../src/env/cart-pole/task.ts';
import { registerTask } from '../../src/env/registry.ts';
import { crc32 } from '../../src/experiment/files/crc32.ts';
import { decodeRunCheckpoint } from '../../src/experiment/files/run-checkpoint.ts';
import { csvHeader, csvLine, EPISODE_COLUMNS } from '../../src/experiment/metrics.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { DeviceMemoryError } from '../../src/nn/device.ts';
import { stepsOfPass } from '../../web/agent-facts.ts';
import type { SavedRun, Speed, StepGoal } from '../../web/messages.ts';
import { describeFailure } from '../../web/worker/failure.ts';
import { FootageRecorder } from '../../web/worker/footage.ts';
import { Rate } from '../../web/worker/rate.ts';
import { shortConfig, shortTutorialConfig } from '../experiment/runs.ts';
import { Session } from '../experiment/saved-runs.ts';
import { METRICS_COLUMNS } from '../metrics-columns.ts';
import { runProgram } from '../programs.ts';
import { Desk, readRunFolder, rowsOf, trainInNode, withoutTables } from './trainers.ts';

const hex = (bytes: Uint8Array) => crc32(bytes).toString(16).padStart(8, '0');

/** Of every algorithm and part, and of every way to end. */
const CONFIGS: Readonly<Record<string, Config>> = {
  'to the end of its budget': shortConfig({ earlyStop: false }),
  'with several updates in a pass': shortConfig({ steps: 150, trainEverySteps: 7, trainUpdates: 3 }),
  'that ends between two evaluations': shortConfig({ steps: 333, targetSyncSteps: 1, targetTau: 0.1 }),
  prioritized: shortConfig({ steps: 200, replay: 'prioritized', nStep: 3, network: 'dueling' }),
  'of two networks': shortConfig({ steps: 200, targetRule: 'clipped-double' }),
  'of the tutorial': shortTutorialConfig({ steps: 200 }),
  'that never learns': shortConfig({ steps: 200, learningStartSteps: 1000 }),
};

const inNode = new Map<Config, SavedRun>();
function savedInNode(config: Config): SavedRun {
  const saved = inNode.get(config) ?? trainInNode(config);
  inNode.set(config, saved);
  return saved;
}

/** One thing that a learner may do while it trains. */
type Deed =
  | { readonly kind: 'run'; readonly speed: Speed; readonly until: number | null; readonly tasks: number }
  | { readonly kind: 'pause' | 'save' | 'reopen' }
  | { readonly kind: 'advance'; readonly goal: StepGoal };

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    kind: fc.constant('run' as const),
    speed: fc.constantFrom<Speed>('full', 'full', 30, 1000),
    until: fc.option(fc.nat({ max: 400 })),
    tasks: fc.nat({ max: 6 }),
  }),
  fc.record({ kind: fc.constantFrom('pause' as const, 'save' as const, 'reopen' as const) }),
  fc.record({
    kind: fc.constant('advance' as const),
    goal: fc.constantFrom<StepGoal>('line', 'line', 'update', 'step', 'episode'),
  }),
);

function runOfOwnTask(): Uint8Array {
  registerTask('./own.ts', { ...cartPoleV1, spec: { ...cartPoleV1.spec, id: 'Own' } });
  return new Desk()
    .start(shortConfig({ env: './own.ts' }))
    .run('full', 50)
    .settle()
    .save().checkpoint;
}

/** Tables one after the other, each from where a checkpoint was opened. */
const joined = (tables: readonly string[]) =>
  tables.map((table, k) => (k === 0 ? table : table.slice(table.indexOf('\n') + 1))).join('');

/** Bytes are compared a hundred times as fast as text. */
const asTexts = (files: SavedRun) =>
  Object.entries(files).map(([name, file]) => [
    name,
    typeof file === 'string' ? file : Buffer.from(file).toString('base64'),
  ]);

const withoutMarks = (files: SavedRun) => ({ ...files, checkpoint: withoutTables(files.checkpoint) });

function doDeed(desk: Desk, deed: Deed, earlier: SavedRun[]): void {
  switch (deed.kind) {
    case 'run':
      desk.run(deed.speed, deed.until);
      for (let k = 0; k < deed.tasks; k++) desk.time.doNext();
      break;
    case 'pause':
      desk.pause();
      break;
    case 'save':
      desk.save();
      break;
    case 'reopen': {
      const saved = desk.pause().save();
      // Of the tables, what comes after the checkpoint of a finished budget is made again.
      const { tables } = decodeRunCheckpoint(saved.checkpoint);
      earlier.push({
        ...saved,
        episodesCsv: saved.episodesCsv.slice(0, tables.episodes.bytes),
        metricsCsv: saved.metricsCsv.slice(0, tables.metrics.bytes),
      });
      desk.open(saved.checkpoint);
      break;
    }
    case 'advance':
      desk.advance(deed.goal);
  }
}

describe('the same configuration and seed give the same bytes as in Node', () => {
  test('of the program itself', async () => {
    const path = mkdtempSync(join(tmpdir(), 'web-train-'));
    try {
      const config = shortConfig();
      const flags = Object.entries({
        steps: config.steps,
        'hidden-sizes': 8,
        'batch-size': 8,
        'replay-capacity': 300,
        'learning-start-steps': 50,
        'epsilon-decay-steps': 200,
        'evaluation-every-steps': 100,
        'evaluation-episodes': 2,
        'final-evaluation-episodes': 3,
        'metrics-every-steps': 50,
      }).flatMap(([name, value]) => [`--${name}`, `${value}`]);
      expect(await runProgram('train', ...flags, '--out', join(path, 'run'))).toMatchObject({ code: 0 });
      const desk = new Desk().start(config).run().settle();
      expect(desk.save()).toEqual(readRunFolder(join(path, 'run')));
    } finally {
      rmSync(path, { recursive: true });
    }
  });

  test('of a run that solves its task', () => {
    // Two episodes are soon long enough for CartPole-v0; that the run ends before its budget is what matters here.
    const config = presetConfig('default', {
      env: 'CartPole-v0',
      steps: 5000,
      evaluationEverySteps: 250,
      evaluationEpisodes: 1,
      finalEvaluationEpisodes: 2,
    });
    const desk = new Desk().start(config).run().settle();
    expect(desk.last().kind).toBe('finished');
    expect(desk.last('progress').progress.solvedAtStep).toBe(desk.step);
    expect(desk.step).toBeLessThan(5000);
    expect(desk.save()).toEqual(trainInNode(config));
  });

  test.each(Object.entries(CONFIGS))('%s, whatever a learner does on the way', (_, config) => {
    const expected = savedInNode(config);
    fc.assert(
      fc.property(fc.array(deeds, { maxLength: 8 }), fc.integer({ min: 0, max: 9 }), (doings, cost) => {
        const desk = new Desk().start(config);
        desk.time.cost = cost;
        const earlier: SavedRun[] = [];
        for (const deed of doings) doDeed(desk, deed, earlier);
        desk.time.cost = 1;
        desk.run().settle();

        const finished = desk.last();
        expect(finished.kind).toBe('finished');
        const saved = desk.save();
        const tables = [...earlier, saved];
        const whole = {
          ...saved,
          episodesCsv: joined(tables.map(({ episodesCsv }) => episodesCsv)),
          metricsCsv: joined(tables.map(({ metricsCsv }) => metricsCsv)),
        };
        const comparable = earlier.length === 0 ? asTexts : (files: SavedRun) => asTexts(withoutMarks(files));
        expect(comparable(whole)).toEqual(comparable(expected));
        if (finished.kind === 'finished') expect(finished.checksum).toBe(hex(expected.weights));
      }),
      { numRuns: 15 },
    );
  });

  test('also of checkpoints on the way, which Node continues with', () => {
    const config = CONFIGS['to the end of its budget'];
    const desk = new Desk().start(config);
    for (const step of [1, 50, 137, 200]) {
      desk.run('full', step).settle();
      const { checkpoint, episodesCsv, metricsCsv, weights } = desk.save();
      const session = new Session(config);
      while (session.run.step < step || session.run.updatesDue > 0 || session.run.measureDue)
        session.advance(1);
      expect(withoutTables(checkpoint)).toEqual(withoutTables(session.save().checkpoint));
      expect(desk.last('paused').checksum).toBe(hex(weights));

      const tables = { episodes: episodesCsv, metrics: metricsCsv };
      const resumed = Session.resume({ checkpoint, tables }).advance();
      expect(resumed.tables.episodes).toBe(savedInNode(config).episodesCsv);
      expect(resumed.tables.metrics).toBe(savedInNode(config).metricsCsv);
    }
  });
});

describe('what is reported', () => {
  test('every row once, of which the tables are made', () => {
    const desk = new Desk().start(CONFIGS.prioritized);
    desk.run('full', 60).settle().advance('episode').advance('line').run(1000).time.pass(50);
    desk.pause().advance('update').run().settle();
    const { episodes, metrics } = rowsOf(desk.reports);
    const { episodesCsv, metricsCsv } = desk.save();
    const table = (header: string, lines: string[]) => header + lines.join('');
    expect(
      table(
        csvHeader(EPISODE_COLUMNS),
        episodes.map((row) => csvLine(EPISODE_COLUMNS, row)),
      ),
    ).toBe(episodesCsv);
    expect(
      table(
        csvHeader(METRICS_COLUMNS),
        metrics.map((row) => csvLine(METRICS_COLUMNS, row)),
      ),
    ).toBe(metricsCsv);
  });

  test('where a new run stands', () => {
    const config = shortConfig();
    const desk = new Desk().start(config, 'steady');
    expect(desk.reports.map(({ kind }) => kind)).toEqual(['started', 'progress', 'paused']);
    expect(desk.last('started')).toMatchObject({ run: 1, preset: 'steady', config, kernels: 'simd' });
    expect(desk.last('started').past).toEqual({ episodes: [], evaluations: [] });
    expect(desk.last('paused')).toMatchObject({ run: 1, answers: 1, next: 'choose' });
    const { progress } = desk.last('progress');
    expect(progress).toMatchObject({ step: 0, updates: 0, episodeCount: 0, solvedAtStep: null });
    expect(progress.params).toEqual(new Session(config).run.network.params);
  });

  test('ten times a second at full speed, with the parameters of the moment', () => {
    const desk = new Desk().start(shortConfig({ steps: 100_000, evaluationEverySteps: 100_000 }));
    desk.time.cost = 5;
    desk.run().time.pass(3000);
    const seen = desk.all('progress').slice(1);
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.length).toBeLessThan(31);
    expect(
      seen.some(({ progress }) => progress.params?.some((x, k) => x !== seen[0].progress.params?.[k])),
    ).toBe(true);
    const { stepsPerSecond } = seen[20].progress;
    // A step takes about 5 ms of this clock.
    expect(stepsPerSecond).toBeGreaterThan(120);
    expect(stepsPerSecond).toBeLessThanOrEqual(200);
  });

  test('the inspection of the last update, also after training at full speed', () => {
    const desk = new Desk().start(shortConfig());
    desk.run('full', 120).settle();
    const { inspection } = desk.last('paused');
    const [{ update, online, onlineBefore }] = inspection.learners;
    expect(update?.size).toBe(8);
    expect(onlineBefore).not.toEqual(online);
  });

  test('the checksum of the parameters of the moment', () => {
    const desk = new Desk().start(shortConfig()).run('full', 60).settle();
    const before = desk.last('paused').checksum;
    desk.advance('line');
    expect(desk.last('paused').checksum).toBe(before);
    desk.advance('update');
    expect(desk.last('paused').checksum).not.toBe(before);
    expect(desk.last('paused').checksum).toBe(hex(desk.save().weights));
  });
});

describe('it goes on', () => {
  const learning = () =>
    new Desk()
      .start(shortConfig({ steps: 1000 }))
      .run('full', 60)
      .settle();
  const next = (desk: Desk) => desk.last('paused').next;

  test('by a named step', () => {
    const desk = learning();
    const pass = stepsOfPass(shortConfig()).slice(0, -1);
    for (const [k, name] of pass.entries()) {
      expect(next(desk)).toBe(name);
      desk.advance('line');
      expect(desk.last('paused')).toMatchObject({ last: name, next: pass[k + 1] ?? 'choose' });
    }
  });

  test('by a whole evaluation as one line, unless it is paused', () => {
    const desk = learning().run('full', 99).settle();
    while (next(desk) !== 'measure') desk.advance('line');
    expect(desk.step).toBe(100);
    const { checkpoint } = desk.save();
    const rows = () => rowsOf(desk.reports).metrics.filter(({ step }) => step === 100);
    desk.advance('line');
    expect([next(desk), rows().length]).toEqual(['choose', 1]);

    desk.open(checkpoint).time.cost = 1000;
    desk.run().time.doNext();
    expect([next(desk.pause()), rows().length]).toEqual(['measure', 1]);
    desk.run('full', 100).settle();
    expect([next(desk), rows().length]).toEqual(['choose', 2]);
  });

  test('to the end of the next update, wherever it stands', () => {
    const desk = learning().advance('line').advance('update');
    expect([desk.step, next(desk)]).toEqual([61, 'sync']);
    desk.advance('update');
    expect([desk.step, next(desk)]).toEqual([62, 'sync']);
    const several = new Desk().start(CONFIGS['with several updates in a pass']).advance('update');
    expect([several.step, next(several)]).toEqual([56, 'sampleBatch']);
    several.advance('update').advance('update');
    expect([several.step, next(several)]).toEqual([56, 'sync']);
    const tutorial = new Desk().start(CONFIGS['of the tutorial']).advance('update');
    expect(next(tutorial)).toBe('takeTransition');
    expect(tutorial.last('progress').progress.updates).toBeGreaterThan(0);
  });

  test('to the end of the pass and of what is due after it', () => {
    const desk = learning().advance('step');
    expect([desk.step, next(desk)]).toEqual([61, 'choose']);
    desk.advance('line').advance('step');
    expect([desk.step, next(desk)]).toEqual([62, 'choose']);
    desk.run('full', 99).settle().advance('step');
    expect([desk.step, next(desk)]).toEqual([100, 'choose']);
    expect(rowsOf(desk.reports).metrics.at(-1)).toMatchObject({
      step: 100,
      greedyReturn: expect.any(Number),
    });
  });

  test('to the end of the episode', () => {
    const desk = learning();
    const { episodeCount } = desk.last('progress').progress;
    desk.advance('line').advance('episode');
    expect(desk.last('progress').progress.episodeCount).toBe(episodeCount + 1);
    expect(rowsOf(desk.reports).episodes.at(-1)?.step).toBe(desk.step);
    expect(next(desk)).toBe('choose');
    // The row of metrics that is due after its last step belongs to it.
    const busy = new Desk().start(shortConfig({ metricsEverySteps: 1 })).advance('episode');
    expect([next(busy), rowsOf(busy.reports).metrics.at(-1)?.step]).toEqual(['choose', busy.step]);
  });

  test('up to a step and what is due after it', () => {
    const desk = learning().run('full', 100).settle();
    expect([desk.step, next(desk)]).toEqual([100, 'choose']);
    expect(rowsOf(desk.reports).metrics.at(-1)?.step).toBe(100);
    // It has been there: it stays where it is.
    desk.run('full', 80).settle();
    expect([desk.step, next(desk)]).toEqual([100, 'choose']);
    expect(desk.last('paused').answers).toBe(4);
  });

  test('to the end, and then no further', () => {
    const desk = new Desk().start(shortConfig()).run().settle();
    expect(desk.last()).toMatchObject({ kind: 'finished', answers: 2 });
    const { step } = desk;
    desk.advance('line').run().settle().pause();
    expect(desk.step).toBe(step);
    expect(desk.all('finished').map(({ answers }) => answers)).toEqual([2, 3, 4, 5]);
  });

  test('to one goal at a time, even if the way is long', () => {
    const desk = new Desk().start(shortConfig({ steps: 1000, learningStartSteps: 500 }));
    const id = desk.ask({ kind: 'advance', run: 1, goal: 'update' });
    expect(desk.all('paused')).toHaveLength(1);
    const later = desk.ask({ kind: 'advance', run: 1, goal: 'line' });
    desk.settle();
    expect(desk.step).toBe(501);
    expect(desk.all('paused').map(({ answers }) => answers)).toEqual([id - 1, later]);
  });

  test('until a pause, which is heard within a slice', () => {
    const desk = new Desk().start(shortConfig({ steps: 100_000 })).run();
    for (let k = 0; k < 10; k++) desk.time.doNext();
    const before = desk.time.now();
    desk.time.doNext();
    expect(desk.time.now() - before).toBeLessThan(40);
    desk.pause();
    const { step } = desk;
    expect(desk.last()).toMatchObject({ kind: 'paused', answers: 3 });
    desk.settle();
    expect(desk.step).toBe(step);
  });

  test('a pause may come between the updates of one pass', () => {
    const desk = new Desk().start(shortConfig({ trainEverySteps: 60, trainUpdates: 50 }));
    desk.run('full', 59).settle().run();
    desk.time.doNext();
    expect(next(desk.pause())).toBe('sampleBatch');
    const { updates } = desk.last('progress').progress;
    expect(updates).toBeLessThan(50);
    // It can be saved there as it is.
    expect(decodeRunCheckpoint(desk.save().checkpoint).step).toBe(60);
    expect(next(desk)).toBe('sampleBatch');
    desk.open(desk.save().checkpoint);
    expect([next(desk), desk.last('progress').progress.updates]).toEqual(['sampleBatch', updates]);
  });
});

describe('a checkpoint to keep', () => {
  const kept = (desk: Desk) => {
    desk.ask({ kind: 'keep', run: desk.last('progress').run });
    const report = desk.last();
    return report.kind === 'kept' ? report.checkpoint : report.kind;
  };

  test('is that of now, and there is none between two lines', () => {
    const desk = new Desk().start(shortConfig());
    for (let step = 0; step < 70; step++) desk.advance('step');
    const checkpoint = kept(desk);
    expect(checkpoint).toEqual(desk.save().checkpoint);
    desk.advance('line');
    expect(kept(desk)).toBe('refused');
  });
});

describe('the footage of the training episodes', () => {
  test('has every step between two reports: state, action, whether that was greedy, and ends of episodes', () => {
    const config = shortConfig({ steps: 300, epsilonStart: 0.5, epsilonEnd: 0.5 });
    const desk = new Desk().start(config);
    for (let step = 0; step < 120; step++) desk.advance('step');
    const film = desk.all('progress').flatMap(({ progress: { footage } }) => footage ?? []);
    const all = (part: 'actions' | 'explored' | 'ended') => film.flatMap((piece) => [...piece[part]]);
    const observations = film.flatMap((piece) => [...piece.observations]);

    const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
    const [states, actions, explored, ended]: number[][] = [[], [], [], []];
    for (let step = 0; step < 120; step++) {
      const { transition } = run;
      states.push(...transition.observation);
      const greedy = run.agent.q.greedyAction(transition.observation);
      run.act();
      actions.push(transition.action);
      explored.push(Number(transition.action !== greedy));
      ended.push(Number(transition.terminated || transition.truncated));
      while (run.updatesDue > 0) run.learn();
      run.conclude();
      while (run.measureDue) run.measure();
    }
    expect(observations).toEqual(states);
    expect([all('actions'), all('explored'), all('ended')]).toEqual([actions, explored, ended]);
    expect(ended).toContain(1);
    expect(explored).toContain(1);
  });

  test.each([
    [1, 1024],
    [400, 40],
  ])('of observations of %d numbers keeps the first %d steps if there are more', (size, kept) => {
    const recorder = new FootageRecorder(size);
    const step = (k: number): Transition => ({
      observation: new Float32Array(size).fill(k),
      action: k % 2,
      reward: 1,
      nextObservation: new Float32Array(size).fill(k + 1),
      terminated: k % 100 === 99,
      truncated: false,
    });
    for (let k = 0; k < 1500; k++) recorder.add(step(k), 0);
    const { observations, ended, explored } = recorder.take()!;
    expect([...observations]).toEqual(Array.from({ length: kept * size }, (_, k) => Math.floor(k / size)));
    expect(ended.reduce((sum, one) => sum + one)).toBe(Math.floor(kept / 100));
    expect([...explored.subarray(0, 3)]).toEqual([0, 1, 0]);
    expect(recorder.take()).toBeNull();
  });
});

describe('at a speed of so many steps a second', () => {
  const STEPS_OF_A_RUN = { steps: 100_000, evaluationEverySteps: 100_000, metricsEverySteps: 100_000 };
  const trainFor = (speed: Speed, milliseconds: number, cost = 0.001) => {
    const desk = new Desk().start(shortConfig(STEPS_OF_A_RUN));
    desk.time.cost = cost;
    desk.run(speed).time.pass(milliseconds);
    return desk;
  };

  test.each([
    [1, 10_000],
    [10, 2000],
    [50, 2000],
    [500, 2000],
    [5000, 1000],
  ])('%d', (speed, milliseconds) => {
    const desk = trainFor(speed, milliseconds);
    const expected = (speed * milliseconds) / 1000;
    desk.pause();
    expect(desk.step).toBeGreaterThanOrEqual(expected * 0.98);
    expect(desk.step).toBeLessThanOrEqual(expected * 1.02 + 1);
    const rates = desk.all('progress').map(({ progress }) => progress.stepsPerSecond);
    // The first ones have nothing to compare with, and the last one comes with the pause.
    expect(rates.slice(0, 2)).toEqual([null, null]);
    for (const rate of rates.slice(2, -1)) {
      expect(rate).toBeGreaterThan(speed * 0.9);
      expect(rate).toBeLessThan(speed * 1.1);
    }
  });

  test('that grows begins at real time, and comes to 13 000 steps in 17 s', () => {
    const desk = trainFor('growing', 1000);
    expect(desk.step).toBeGreaterThanOrEqual(50);
    expect(desk.step).toBeLessThan(62);
    desk.time.pass(15_800);
    expect(desk.pause().step).toBeGreaterThan(12_500);
    expect(desk.step).toBeLessThan(13_500);
  });

  test('each step is reported if they are slow enough to be followed', () => {
    const steps = trainFor(50, 1000)
      .all('progress')
      .map(({ progress }) => progress.step);
    expect(steps).toEqual(Array.from(steps, (_, k) => k));
    expect(trainFor(1000, 1000).all('progress').length).toBeLessThan(15);
  });

  test('what the machine could not keep up with is not made up for', () => {
    const desk = trainFor(1000, 1000, 5);
    const slow = desk.step;
    expect(slow).toBeLessThan(250);
    desk.time.cost = 0.001;
    desk.time.pass(1000);
    const { step } = desk.pause();
    expect(step - slow).toBeGreaterThan(990);
    // What is made up for is a tenth of a second, and the last progress before was as old as that.
    expect(step - slow).toBeLessThan(1250);
  });

  test('a pause does not count', () => {
    const desk = trainFor(50, 1500).pause();
    desk.time.pass(5000);
    const { length } = desk.all('progress');
    desk.run(50).time.pass(500);
    const [first, ...rates] = desk.all('progress').slice(length);
    expect(first.progress.stepsPerSecond).toBeNull();
    for (const { progress } of rates) expect(progress.stepsPerSecond).toBeCloseTo(50, -1);
  });

  test('another one takes its place at once', () => {
    const desk = trainFor(1, 3500);
    desk.run(100).time.pass(1000);
    expect(desk.pause().step).toBeGreaterThan(95);
    expect(desk.step).toBeLessThan(110);
  });
});

test('the rate is that of the last second, or of the last two counts if they are further apart', () => {
  const rate = new Rate();
  expect(rate.perSecond(0, 5)).toBeNull();
  expect(rate.perSecond(500, 105)).toBe(200);
  for (let time = 600; time <= 3000; time += 100) rate.perSecond(time, 105 + (time - 500) / 10);
  expect(rate.perSecond(3100, 365)).toBe(100);
  expect(rate.perSecond(8100, 375)).toBeCloseTo(10 / 5);
  expect(rate.perSecond(10_100, 376)).toBe(0.5);
});

describe('a saved run', () => {
  test('is resumed: what is known of its past is told, and its tables begin anew', () => {
    const config = shortConfig({ steps: 500, earlyStop: false });
    const session = new Session(config);
    while (session.run.step < 230) session.advance(1);
    const { checkpoint } = session.save();
    const desk = new Desk()
      .start(shortConfig({ seed: 9 }))
      .run()
      .settle();
    desk.reports.length = 0;
    desk.open(checkpoint);
    expect(desk.reports.map(({ kind }) => kind)).toEqual(['started', 'progress', 'paused']);
    const { episodes, evaluations } = session.curve;
    expect(desk.last('started')).toMatchObject({
      preset: 'default',
      config,
      past: { episodes, evaluations },
    });
    expect(desk.last('progress').progress).toMatchObject({
      step: 230,
      episodeCount: session.run.episodes,
      episodes: [],
      metrics: [],
    });
    const { episodesCsv, metricsCsv, configJson } = desk.save();
    expect(episodesCsv).toBe(csvHeader(EPISODE_COLUMNS));
    expect(metricsCsv).toBe(csvHeader(METRICS_COLUMNS));
    expect(JSON.parse(configJson)).toEqual({ preset: 'default', ...config });
  });

  test('of which only the closing evaluation is left is saved as it was', () => {
    const config = shortConfig({ earlyStop: false, evaluationEpisodes: 1, finalEvaluationEpisodes: 1 });
    const { checkpoint } = savedInNode(config);
    const desk = new Desk().open(checkpoint).run().settle();
    expect(desk.last().kind).toBe('finished');
    expect(rowsOf(desk.reports).metrics.map(({ step }) => step)).toEqual([400]);
    expect(withoutTables(desk.save().checkpoint)).toEqual(withoutTables(checkpoint));
  });

  test('may go on further than was planned, and in no other way', () => {
    const short = new Desk()
      .start(shortConfig({ earlyStop: false, scheduleSteps: 400 }))
      .run()
      .settle()
      .save();
    const desk = new Desk().open(short.checkpoint, { steps: 600 }).run().settle();
    const whole = trainInNode(shortConfig({ earlyStop: false, steps: 600, scheduleSteps: 400 }));
    expect(desk.step).toBe(600);
    expect(desk.save().weights).toEqual(whole.weights);
    desk.open(short.checkpoint, { gamma: 0.5 });
    expect(desk.last()).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/^gamma: got 0.5, but the run began with 0.995/),
    });
  });

  test.each<[string, (good: Uint8Array) => Uint8Array, RegExp]>([
    ['nothing', () => new Uint8Array(), /^the checkpoint is cut off/],
    ['a text', () => new TextEncoder().encode('{"this": "is no run"}'), /^this is not a checkpoint/],
    ['cut off', (good) => good.slice(0, -9), /^the checkpoint is cut off/],
    [
      'damaged',
      (good) => good.with(good.length >> 1, good[good.length >> 1] ^ 4),
      /checksum does not match$/,
    ],
    ['of a task that the lab does not show', runOfOwnTask, /^env: got "\.\/own\.ts"; the lab shows /],
    ['not of a run', (good) => withoutTables(good), /^tables is null; expected an object/],
  ])(
    'that is broken (%s) is refused in one line, and the present run is as it was',
    (_, breakIt, message) => {
      const desk = new Desk()
        .start(shortConfig({ steps: 5000 }))
        .run('full', 50)
        .settle();
      const broken = breakIt(desk.save().checkpoint);
      desk.run();
      desk.time.doNext();
      const { length } = desk.reports;
      desk.open(broken);
      expect(desk.reports.slice(length)).toEqual([
        { kind: 'refused', answers: 5, message: expect.stringMatching(message) },
      ]);
      expect(desk.last('refused').message).not.toContain('\n');
      // It trains on.
      desk.time.pass(200);
      expect(desk.last('progress')).toMatchObject({ run: 1 });
      expect(desk.step).toBeGreaterThan(50);
    },
  );
});

class NoMemory {
  constructor() {
    throw new RangeError('WebAssembly.Memory(): could not allocate memory');
  }
}

describe('a run that cannot go on', () => {
  const diverging = shortConfig({ optimizer: 'sgd', learningRate: 10, earlyStop: false });

  function messageInNode(): string {
    try {
      trainInNode(diverging);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('it did not diverge');
  }

  test.each<[string, (desk: Desk) => void]>([
    ['trained', (desk) => desk.run().settle()],
    ['stepped', (desk) => Array.from({ length: 300 }, () => desk.advance('update'))],
  ])('says why in one line, as in Node (%s)', (_, go) => {
    const desk = new Desk().start(diverging);
    go(desk);
    expect(desk.all('failed')).toEqual([{ kind: 'failed', run: 1, message: messageInNode() }]);
    // All rows up to there, and parameters that can be looked at or none.
    expect(rowsOf(desk.reports).episodes.at(-1)?.step).toBeGreaterThan(desk.step - 500);
    expect(desk.last('progress').progress.params?.every(Number.isFinite) ?? true).toBe(true);
    const { length } = desk.reports;
    desk.run().advance('line').pause().settle();
    expect(desk.reports).toHaveLength(length);
    expect(() => desk.save()).toThrow();
    expect(desk.last()).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/^the run has failed/),
    });
  });

  test('for want of memory says so in one line, whether it is the first to be made or not', () => {
    const desk = new Desk().start(shortConfig()).run('full', 50).settle();
    const { checkpoint } = desk.save();
    const memory = vi.spyOn(WebAssembly, 'Memory').mockImplementation(NoMemory as never);
    const message =
      'there is not enough memory (WebAssembly.Memory(): could not allocate memory); make replayCapacity, hiddenSizes or batchSize smaller';
    // The run that is there stays.
    expect(desk.open(checkpoint).last()).toEqual({ kind: 'refused', answers: 4, message });
    expect(desk.start(shortConfig()).last()).toEqual({ kind: 'failed', run: 5, message });
    memory.mockRestore();
    desk.start(shortConfig()).run().settle();
    expect(desk.last().kind).toBe('finished');
  });

  test('is not put in the place of another before it is known that there is room for all of it', () => {
    const { Memory } = WebAssembly;
    let rooms = Infinity;
    class LastMemory {
      constructor(descriptor: { initial: number }) {
        if (rooms-- <= 0) throw new RangeError('could not allocate memory');
        // biome-ignore lint/correctness/noConstructorReturn: it stands in for the true one.
        return new Memory(descriptor);
      }
    }
    const desk = new Desk().start(shortConfig()).run('full', 50).settle();
    const { checkpoint } = desk.save();
    const spy = vi.spyOn(WebAssembly, 'Memory').mockImplementation(LastMemory as never);
    desk.open(checkpoint);
    const taken = spy.mock.calls.length;
    expect(taken).toBeGreaterThan(2);
    for (rooms = 0; rooms < taken; ) {
      const had = rooms;
      const { length } = desk.reports;
      desk.open(checkpoint);
      expect(desk.reports.slice(length).map(({ kind }) => kind)).toEqual(['refused']);
      rooms = had + 1;
    }
    spy.mockRestore();
    expect(desk.save().checkpoint).toBeDefined();
  });

  test('for want of the memory that an inspection takes has failed, too', () => {
    const desk = new Desk().start(shortConfig()).run('full', 60).settle().run();
    desk.time.doNext();
    const memory = vi.spyOn(WebAssembly, 'Memory').mockImplementation(NoMemory as never);
    desk.pause();
    memory.mockRestore();
    expect(desk.last()).toMatchObject({ kind: 'failed', run: 1 });
  });
});

test.each<[unknown, string]>([
  [new ConfigError('gamma', 'got 2'), 'gamma: got 2'],
  [new DeviceMemoryError('they need too much'), 'they need too much'],
  [
    new RangeError('Array buffer allocation failed'),
    'there is not enough memory (Array buffer allocation failed); make replayCapacity, hiddenSizes or batchSize smaller',
  ],
  [new Error('one\n  two\n'), 'one two'],
  ['a text', 'a text'],
])('%s is told as one line', (error, line) => {
  expect(describeFailure(error)).toBe(line);
});

test('what is said about a run that has been replaced is not heard', () => {
  const desk = new Desk().start(shortConfig({ steps: 5000 })).run();
  desk.start(shortConfig({ seed: 2 }));
  const { length } = desk.reports;
  desk.ask({ kind: 'run', run: 1, speed: 'full', until: null });
  desk.ask({ kind: 'advance', run: 1, goal: 'episode' });
  desk.ask({ kind: 'pause', run: 1 });
  desk.settle();
  expect(desk.reports).toHaveLength(length);
  const id = desk.ask({ kind: 'save', run: 1 });
  expect(desk.last()).toMatchObject({ kind: 'refused', answers: id });
});
