/** The page's model of a training, with a worker in the hands of the test. */

import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { branchRun } from '../../src/experiment/branch.ts';
import { crc32, crc32Text } from '../../src/experiment/files/crc32.ts';
import { encodePolicy } from '../../src/experiment/files/policy-file.ts';
import { csvLine, EPISODE_COLUMNS } from '../../src/experiment/metrics.ts';
import { createLab, Lab } from '../../web/lab.ts';
import type { LabEvent } from '../../web/lab-events.ts';
import type { Progress, Report, SavedRun, StepGoal } from '../../web/messages.ts';
import { comparedTitle, runTitle } from '../../web/run-title.ts';
import { shortConfig, shortTutorialConfig } from '../experiment/runs.ts';
import { Session } from '../experiment/saved-runs.ts';
import { METRICS_COLUMNS } from '../metrics-columns.ts';
import { trainInNode } from './trainers.ts';
import { ScriptedWorker, SlowWorker } from './workers.ts';

const EVENTS: readonly LabEvent[] = [
  'started',
  'phase',
  'progress',
  'inspection',
  'speed',
  'chosen',
  'shown',
];

/** All events from now on. */
function listen(lab: Lab): LabEvent[] {
  const heard: LabEvent[] = [];
  for (const event of EVENTS) lab.on(event, () => heard.push(event));
  return heard;
}

/** The run, with what the page shows of it. */
const shownBy = ({ run, shown, inspection, next, last }: Lab) => ({ ...run, shown, inspection, next, last });

const CONFIG = shortConfig({ steps: 150, evaluationEverySteps: 60 });

function slowLab(config: Config = CONFIG, preset = 'default'): { lab: Lab; worker: SlowWorker } {
  const worker = new SlowWorker();
  return { worker, lab: new Lab(worker, { preset, config }) };
}

const nothing = (): Progress => ({
  step: 0,
  updates: 0,
  episodeCount: 0,
  episodes: [],
  metrics: [],
  params: null,
  solvedAtStep: null,
  finalGreedyReturn: null,
  stepsPerSecond: null,
  footage: null,
});

/** What a worker might say of a run that stands at a step. */
const paused = (run: number, answers: number, step = 0): Report => ({
  kind: 'paused',
  run,
  answers,
  next: 'choose',
  last: null,
  inspection: { step } as never,
  checksum: '00000000',
});

describe('before the first run', () => {
  test('it is empty and shows what is chosen', () => {
    const lab = new Lab(new ScriptedWorker());
    expect([lab.earlier, lab.speed]).toEqual([[], 'growing']);
    expect(shownBy(lab)).toMatchObject({
      phase: 'empty',
      preset: 'default',
      config: presetConfig('default'),
      step: 0,
      checksum: null,
      policy: null,
      inspection: null,
      next: null,
      shown: 'run',
      episodes: [],
      metrics: [],
    });
    const heard = listen(lab);
    lab.choose('steady', presetConfig('steady', { seed: 4 }));
    expect([lab.run.preset, lab.run.config.seed, lab.chosen.config.seed]).toEqual(['steady', 4, 4]);
    expect(heard).toEqual(['chosen']);
  });

  test('there is nothing to pause or to save', async () => {
    const worker = new ScriptedWorker();
    const lab = new Lab(worker);
    lab.pause();
    lab.setSpeed(10);
    await expect(lab.save()).rejects.toThrow('there is no run to save; start one first');
    expect(worker.requests).toEqual([]);
  });

  test.each<[string, (lab: Lab) => void, object]>([
    ['train', (lab) => lab.train(), { kind: 'run', speed: 'growing', until: null }],
    ['trainUntil', (lab) => lab.trainUntil(70), { kind: 'run', speed: 'full', until: 70 }],
    ['advance', (lab) => lab.advance('line'), { kind: 'advance', goal: 'line' }],
  ])('%s starts one', (_, go, request) => {
    const worker = new ScriptedWorker();
    const lab = new Lab(worker);
    go(lab);
    expect(worker.requests).toMatchObject([
      { id: 1, kind: 'start', ...lab.chosen },
      { id: 2, run: 1, ...request },
    ]);
  });
});

describe('a training', () => {
  test('from its start to its end', async () => {
    const { lab, worker } = slowLab();
    const heard = listen(lab);
    lab.start();
    expect([lab.run.phase, lab.inspection, heard]).toEqual([
      'paused',
      null,
      ['started', 'phase', 'inspection'],
    ]);
    expect(lab.policy?.q.network.params.every((w) => w === 0)).toBe(true);
    worker.settle();
    expect(shownBy(lab)).toMatchObject({ phase: 'paused', next: 'choose', kernels: 'simd', step: 0 });
    expect(lab.inspection?.step).toBe(0);
    expect(lab.policy?.q.network.params).toEqual(lab.inspection?.learners[0].online);

    heard.length = 0;
    lab.train();
    expect(shownBy(lab)).toMatchObject({ phase: 'running', inspection: null, next: null, checksum: null });
    expect(heard).toEqual(['phase', 'inspection']);
    worker.settle();
    expect(shownBy(lab)).toMatchObject({ phase: 'finished', next: null, step: 150, stepsPerSecond: null });
    expect(heard.slice(-2)).toEqual(['phase', 'inspection']);

    const expected = trainInNode(CONFIG);
    expect(await worker.answer(lab.save())).toEqual(expected);
    expect(lab.run.checksum).toBe(crc32(expected.weights).toString(16).padStart(8, '0'));
    expect(encodePolicy(lab.policy!.q.network, CONFIG)).toEqual(expected.weights);
    expect(lab.run.updates).toBe(lab.run.metrics.at(-1)?.updates);
    expect(lab.run.episodeCount).toBe(lab.run.episodes.length);
    expect(lab.run.finalGreedyReturn).toEqual(expect.any(Number));
  });

  test('grows the same arrays, and the curve with them', () => {
    const { lab, worker } = slowLab();
    lab.trainUntil(100);
    const same = [lab.run.episodes, lab.run.metrics, lab.run.curve];
    worker.settle();
    expect([lab.run.episodes, lab.run.metrics, lab.run.curve].every((array, k) => array === same[k])).toBe(
      true,
    );
    expect(lab.run.step).toBe(100);
    expect(lab.run.curve).toEqual({
      episodeReturns: lab.run.episodes.map((row) => ({ step: row.step, return: row.return })),
      evaluations: lab.run.metrics
        .filter(({ greedyReturn }) => greedyReturn !== null)
        .map(({ step, greedyReturn }) => ({ step, return: greedyReturn })),
    });
    expect(lab.run.curve.evaluations.map(({ step }) => step)).toEqual([60]);
  });

  test('tells how fast it is, while it trains', () => {
    const { lab, worker } = slowLab(shortConfig({ steps: 100_000, evaluationEverySteps: 100_000 }));
    worker.time.cost = 5;
    lab.train();
    while (worker.time.now() < 3000)
      for (const what of ['request', 'work', 'report'] as const) worker.happen(what);
    expect(lab.run.stepsPerSecond).toBeGreaterThan(80);
    lab.pause();
    worker.settle();
    expect(shownBy(lab)).toMatchObject({ phase: 'paused', stepsPerSecond: null });
  });

  test('goes on to a goal and keeps what was looked at until it is there', () => {
    const { lab, worker } = slowLab();
    lab.trainUntil(60);
    worker.settle();
    const before = lab.inspection;
    lab.advance('update');
    expect([lab.run.phase, lab.inspection]).toEqual(['paused', before]);
    worker.settle();
    expect([lab.run.phase, lab.next, lab.run.step]).toEqual(['paused', 'sync', 61]);
    expect(lab.inspection?.step).toBe(61);
  });

  test('on a long way to a goal can be paused, and is not said to be fast', () => {
    const worker = new ScriptedWorker();
    const lab = new Lab(worker);
    lab.advance('episode');
    worker.say({ kind: 'progress', run: 1, progress: { ...nothing(), step: 9, stepsPerSecond: 300 } });
    expect(shownBy(lab)).toMatchObject({ phase: 'paused', step: 9, stepsPerSecond: null });
    lab.pause();
    expect(worker.last()).toMatchObject({ id: 3, kind: 'pause' });
    worker.say(paused(1, 3, 9));
    lab.advance('line');
    worker.say(paused(1, 4, 9));
    // It stands: there is nothing to pause.
    lab.pause();
    lab.train();
    lab.advance('line');
    const kinds = worker.requests.map(({ kind }) => kind);
    expect(kinds).toEqual(['start', 'advance', 'pause', 'advance', 'run']);
  });

  test('that has ended goes no further', () => {
    const { lab, worker } = slowLab();
    lab.train();
    worker.settle();
    const { length } = worker.requests;
    lab.train();
    lab.trainUntil(10);
    lab.advance('step');
    lab.pause();
    expect(worker.requests).toHaveLength(length);
    expect(lab.run.phase).toBe('finished');
  });

  test('that diverges has failed, and another one may start', async () => {
    const { lab, worker } = slowLab(shortConfig({ optimizer: 'sgd', learningRate: 10 }));
    lab.train();
    worker.settle();
    expect(shownBy(lab)).toMatchObject({ phase: 'failed', inspection: null, next: null, checksum: null });
    expect(lab.run.message).toMatch(
      /^a parameter .* at step .*; likely causes: a learning rate [^\n]+$|^the loss is /,
    );
    await expect(worker.answer(lab.save())).rejects.toThrow('the run has failed');
    const { length } = worker.requests;
    lab.train();
    lab.advance('line');
    expect(worker.requests).toHaveLength(length);
    lab.choose('default', CONFIG);
    lab.start();
    worker.settle();
    expect(shownBy(lab)).toMatchObject({ phase: 'paused', message: null, step: 0 });
    expect(lab.earlier[0]?.config).toMatchObject({ optimizer: 'sgd' });
  });
});

describe('looking back', () => {
  test('shows the parameters of an earlier step, until the run goes on', () => {
    const { lab, worker } = slowLab();
    lab.start();
    worker.settle();
    const beginning = lab.policy?.q.network.params.slice();
    for (let step = 0; step < 90; step++) {
      lab.advance('step');
      worker.settle();
    }
    const now = lab.policy?.q.network.params.slice();
    expect(now).not.toEqual(beginning);
    const heard = listen(lab);
    lab.lookBack(0);
    expect([lab.pastStep, lab.inspection, lab.next]).toEqual([0, null, null]);
    expect(lab.policy?.q.network.params).toEqual(beginning);
    expect(heard).toEqual(['shown', 'progress', 'inspection']);
    lab.lookBack(null);
    expect([lab.pastStep, lab.policy?.q.network.params]).toEqual([null, now]);
    lab.lookBack(lab.run.snapshots.steps[1]);
    lab.advance('step');
    worker.settle();
    expect([lab.pastStep, lab.run.step, lab.inspection?.step]).toEqual([null, 91, 91]);
  });
});

describe('the speed', () => {
  test('of one line after another walks until it is paused or made faster', () => {
    vi.useFakeTimers();
    try {
      const { lab, worker } = slowLab();
      lab.setSpeed('line');
      lab.train();
      worker.settle();
      expect([lab.isWalking, lab.run.phase, lab.last, lab.next]).toEqual([
        true,
        'paused',
        'choose',
        'execute',
      ]);
      vi.advanceTimersByTime(1000);
      worker.settle();
      expect([lab.last, lab.next]).toEqual(['execute', 'store']);
      lab.pause();
      vi.advanceTimersByTime(5000);
      worker.settle();
      expect([lab.isWalking, lab.next]).toEqual([false, 'store']);
      lab.train();
      lab.setSpeed(50);
      expect([lab.isWalking, worker.last()]).toMatchObject([false, { kind: 'run', speed: 50 }]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is that of the next training, and of the present one at once', () => {
    const worker = new ScriptedWorker();
    const lab = new Lab(worker);
    const heard = listen(lab);
    lab.setSpeed(10);
    expect([lab.speed, heard]).toEqual([10, ['speed']]);
    lab.train();
    expect(worker.last()).toMatchObject({ kind: 'run', speed: 10, until: null });
    lab.setSpeed(50);
    expect(worker.last()).toMatchObject({ id: 3, kind: 'run', run: 1, speed: 50, until: null });
  });

  test('does not hold up who trains up to a step, unless it is set meanwhile', () => {
    const worker = new ScriptedWorker();
    const lab = new Lab(worker);
    lab.setSpeed(10);
    lab.trainUntil(500);
    expect(worker.last()).toMatchObject({ speed: 'full', until: 500 });
    lab.setSpeed(20);
    expect(worker.last()).toMatchObject({ speed: 20, until: 500 });
    lab.train();
    expect(worker.last()).toMatchObject({ speed: 20, until: null });
  });

  test('does not undo a pause that is under way', () => {
    const worker = new ScriptedWorker();
    const lab = new Lab(worker);
    lab.train();
    lab.pause();
    lab.setSpeed(20);
    expect(worker.last()).toMatchObject({ kind: 'pause' });
  });
});

describe('another run', () => {
  test('takes what was chosen, resets everything and leaves the one before as a ghost', () => {
    const { lab, worker } = slowLab();
    lab.train();
    worker.settle();
    const { episodes, metrics, curve } = lab.run;
    const other = shortTutorialConfig({ seed: 7 });
    lab.choose('tutorial', other);
    expect([lab.run.preset, lab.run.config, lab.run.phase]).toEqual(['default', CONFIG, 'finished']);
    lab.start();
    expect([lab.run.preset, lab.run.config, lab.run.phase, lab.run.step]).toEqual([
      'tutorial',
      other,
      'paused',
      0,
    ]);
    expect([lab.run.episodes, lab.run.metrics, lab.run.curve.episodeReturns]).toEqual([[], [], []]);
    expect(lab.earlier).toEqual([
      {
        preset: 'default',
        note: '',
        config: CONFIG,
        episodes,
        metrics,
        curve,
      },
    ]);
    // A run that left nothing is not compared.
    worker.settle();
    lab.start();
    expect(lab.earlier[0]?.config).toBe(CONFIG);
  });

  test('keeps the last three, and says of each what is different from the present one', () => {
    const { lab, worker } = slowLab();
    for (const seed of [1, 2, 3, 4, 5]) {
      lab.choose('default', { ...CONFIG, seed });
      lab.start();
      lab.train();
      worker.settle();
    }
    expect(lab.earlier.map(({ config }) => config.seed)).toEqual([4, 3, 2]);
    const other = { preset: 'default', config: { ...CONFIG, seed: 9, gamma: 0.5 } as Config };
    expect(comparedTitle(other, lab.run)).toBe('default, seed 9, gamma 0.5');
    expect(comparedTitle({ preset: 'steady', config: presetConfig('steady') }, lab.run)).toBe(
      'steady, seed 1',
    );
  });

  test('has a name that says what is different about it', () => {
    expect(runTitle('default', presetConfig('default'))).toBe('default, seed 1');
    const changed = presetConfig('steady', { seed: 5, gamma: 0.9, hiddenSizes: [8, 4] });
    expect(runTitle('steady', changed)).toBe('steady, seed 5, hiddenSizes 8-4, gamma 0.9');
    expect(runTitle('default', CONFIG)).toMatch(
      /^default, seed 1, steps 150, hiddenSizes 8, \w+ [\d.]+, \d more$/,
    );
  });
});

describe('what comes too late', () => {
  test('a pause that a new command has made out of date', () => {
    const worker = new ScriptedWorker();
    const lab = new Lab(worker);
    lab.start();
    worker.say(paused(1, 1));
    lab.advance('line');
    lab.train();
    worker.say(paused(1, 2, 1));
    expect([lab.run.phase, lab.inspection]).toEqual(['running', null]);
    lab.pause();
    worker.say(paused(1, 3, 9));
    expect(lab.run.phase).toBe('running');
    worker.say(paused(1, 4, 10));
    expect([lab.run.phase, lab.inspection?.step]).toEqual(['paused', 10]);
  });

  test.each<[string, (run: number) => Report]>([
    ['progress', (run) => ({ kind: 'progress', run, progress: { ...nothing(), step: 77 } })],
    ['paused', (run) => paused(run, 3, 77)],
    ['failed', (run) => ({ kind: 'failed', run, message: 'too late' })],
    [
      'started',
      (run) => ({
        kind: 'started',
        run,
        preset: 'steady',
        config: CONFIG,
        kernels: 'readable',
        past: { episodes: [], evaluations: [] },
      }),
    ],
  ])('%s of a run that was replaced', (_, report) => {
    const worker = new ScriptedWorker();
    const lab = new Lab(worker);
    lab.train();
    lab.start();
    const heard = listen(lab);
    worker.say(report(1));
    expect(shownBy(lab)).toMatchObject({
      phase: 'paused',
      step: 0,
      message: null,
      kernels: null,
      preset: 'default',
    });
    expect(heard).toEqual([]);
    worker.say(report(3));
    expect(heard.length + Number(lab.run.kernels === 'readable')).toBeGreaterThan(0);
  });

  test('a run that is there only after another was started', async () => {
    const { lab, worker } = slowLab();
    const opening = lab.open(trainInNode(CONFIG).checkpoint);
    lab.start();
    worker.settle();
    await expect(opening).rejects.toThrow('another run was started');
    expect(shownBy(lab)).toMatchObject({ phase: 'paused', step: 0 });
    lab.train();
    worker.settle();
    expect(shownBy(lab)).toMatchObject({ phase: 'finished', step: 150 });
  });

  test('the worker itself', async () => {
    const worker = new ScriptedWorker();
    const lab = new Lab(worker);
    lab.train();
    const waiting = [lab.save(), lab.open(new Uint8Array())];
    worker.crash();
    expect([lab.run.phase, lab.run.message]).toEqual([
      'failed',
      'the worker that trains has stopped: it could not be loaded; reload the page',
    ]);
    for (const promise of waiting)
      await expect(promise).rejects.toThrow('the worker that trains has stopped');
    worker.crash('out of memory');
    expect(lab.run.message).toContain('has stopped: out of memory');
  });

  test('what is asked of a worker that is gone', async () => {
    const worker = new ScriptedWorker();
    const lab = new Lab(worker);
    lab.train();
    worker.crash();
    lab.start();
    expect([lab.run.phase, lab.run.step]).toEqual(['failed', 0]);
    await expect(lab.save()).rejects.toThrow('the worker that trains has stopped');
    await expect(lab.open(new Uint8Array())).rejects.toThrow('the worker that trains has stopped');
  });
});

/** What a learner does, and how messages travel meanwhile. */
type Happening =
  | { readonly kind: 'train' | 'pause' | 'start' | 'save' | 'open' | 'broken' | 'weights' | 'fast' | 'slow' }
  | { readonly kind: 'trainUntil'; readonly step: number }
  | { readonly kind: 'advance'; readonly goal: StepGoal }
  | { readonly kind: 'wires'; readonly what: readonly ('request' | 'report' | 'work')[] };

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wires' as const),
      what: fc.array(fc.constantFrom('request' as const, 'report' as const, 'work' as const), {
        maxLength: 9,
      }),
    }),
  },
  fc.record({
    kind: fc.constantFrom(
      ...(['train', 'train', 'pause', 'start', 'save', 'open', 'broken', 'weights', 'fast', 'slow'] as const),
    ),
  }),
  fc.record({ kind: fc.constant('trainUntil' as const), step: fc.nat({ max: 160 }) }),
  fc.record({
    kind: fc.constant('advance' as const),
    goal: fc.constantFrom<StepGoal>('line', 'update', 'step', 'episode'),
  }),
);

describe('whatever a learner does, and however slow the messages are,', () => {
  const saved = (() => {
    const session = new Session(CONFIG);
    while (session.run.step < 77) session.advance(1);
    return session.save().checkpoint;
  })();
  const { weights } = trainInNode(CONFIG);

  function act(lab: Lab, worker: SlowWorker, happening: Happening, promises: Promise<unknown>[]): void {
    switch (happening.kind) {
      case 'wires':
        for (const what of happening.what) worker.happen(what);
        break;
      case 'trainUntil':
        lab.trainUntil(happening.step);
        break;
      case 'advance':
        lab.advance(happening.goal);
        break;
      case 'open':
        promises.push(lab.open(saved));
        break;
      case 'broken':
        promises.push(lab.open(saved.slice(1)));
        break;
      case 'save':
        promises.push(lab.save());
        break;
      case 'weights':
        lab.openWeights(weights);
        break;
      case 'fast':
        lab.setSpeed('full');
        break;
      case 'slow':
        lab.setSpeed(40);
        break;
      default:
        lab[happening.kind]();
    }
  }

  test('in the end the page shows the run as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happenings, { minLength: 1, maxLength: 14 }), async (story) => {
        const { lab, worker } = slowLab();
        worker.time.cost = 3;
        let phase = lab.run.phase;
        lab.on('phase', () => {
          phase = lab.run.phase;
        });
        lab.on('inspection', () => {
          if (lab.run.phase === 'running') expect(lab.inspection).toBeNull();
        });
        const promises: Promise<unknown>[] = [];
        for (const happening of story) act(lab, worker, happening, promises);
        const settled = Promise.allSettled(promises);
        worker.settle();
        await settled;

        expect(lab.run.phase).toBe(phase);
        if (lab.run.phase === 'empty') return;
        expect(lab.run.phase).not.toBe('running');
        const { checkpoint: _, ...files } = await worker.answer<SavedRun>(lab.save());
        const body = (table: string) => table.slice(table.indexOf('\n') + 1);
        expect(lab.run.episodes.map((row) => csvLine(EPISODE_COLUMNS, row)).join('')).toBe(
          body(files.episodesCsv),
        );
        expect(lab.run.metrics.map((row) => csvLine(METRICS_COLUMNS, row)).join('')).toBe(
          body(files.metricsCsv),
        );
        expect(lab.run.curve.episodeReturns).toHaveLength(lab.run.episodeCount);
        expect(lab.run.checksum).toBe(crc32(files.weights).toString(16).padStart(8, '0'));
        expect(JSON.parse(files.configJson)).toEqual({ preset: lab.run.preset, ...lab.run.config });
        if (lab.shown === 'weights') {
          expect([lab.inspection, lab.next]).toEqual([null, null]);
          return;
        }
        expect(encodePolicy(lab.policy!.q.network, lab.run.config)).toEqual(files.weights);
        expect(lab.inspection).toMatchObject({ step: lab.run.step, updates: lab.run.updates });
        expect(lab.next === null).toBe(lab.run.phase === 'finished');
      }),
      { numRuns: 60 },
    );
  });

  test('who trains on last, trains to the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happenings, { maxLength: 10 }), async (story) => {
        const { lab, worker } = slowLab();
        const promises: Promise<unknown>[] = [];
        for (const happening of story) act(lab, worker, happening, promises);
        const settled = Promise.allSettled(promises);
        // An answer to `open` would put another run in the place of this one.
        if (story.some(({ kind }) => kind === 'open')) worker.settle();
        lab.train();
        worker.settle();
        await settled;
        expect([lab.run.phase, lab.shown]).toEqual(['finished', 'run']);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a saved run', () => {
  const session = new Session(CONFIG);
  while (session.run.step < 100) session.advance(1);
  const { checkpoint } = session.save();

  test('is opened in the place of the present one, paused, with the returns of its past', async () => {
    const { lab, worker } = slowLab(shortConfig({ seed: 8 }), 'steady');
    lab.train();
    worker.settle();
    const heard = listen(lab);
    await worker.answer(lab.open(checkpoint));
    expect(heard.slice(0, 4)).toEqual(['started', 'phase', 'inspection', 'chosen']);
    expect(shownBy(lab)).toMatchObject({ phase: 'paused', preset: 'default', config: CONFIG, step: 100 });
    expect(lab.chosen).toEqual({ preset: 'default', config: CONFIG });
    expect(lab.earlier[0]).toMatchObject({ preset: 'steady', config: { seed: 8 } });
    expect([lab.run.episodes, lab.run.metrics]).toEqual([[], []]);
    const { episodes, evaluations } = session.curve;
    expect(lab.run.curve).toEqual({ episodeReturns: episodes, evaluations });
    expect(lab.run.episodeCount).toBe(episodes.length);
    lab.train();
    worker.settle();
    expect(lab.run.checksum).toBe(crc32(trainInNode(CONFIG).weights).toString(16).padStart(8, '0'));
    expect(lab.run.curve.episodeReturns).toHaveLength(lab.run.episodeCount);
  });

  test('branches into a run under other settings, with the weights that the library gives it', async () => {
    const { lab, worker } = slowLab();
    await worker.answer(lab.open(checkpoint));
    lab.choose('default', { ...CONFIG, seed: 7 });
    const { checkpoint: parent } = await worker.answer(lab.save());
    const branching = lab.branch();
    // It is saved first, and what is saved branched from.
    for (let answer = 0; answer < 10; answer++) await worker.answer(Promise.resolve());
    await worker.answer(branching);
    worker.settle();
    const branch = branchRun(checkpoint, { seed: 7 }, { episodeEnded() {}, metricsTaken() {} });
    while (!branch.finished) branch.advance();
    expect(lab.run).toMatchObject({
      phase: 'finished',
      checksum: crc32Text(encodePolicy(branch.network, branch.config)),
      config: {
        seed: 7,
        parent: 'checkpoint.bin',
        parentChecksum: crc32Text(parent),
        parentKept: 'networks',
      },
    });
    // The next run is one of its own again.
    expect(lab.chosen).toEqual({ preset: 'default', config: { ...CONFIG, seed: 7 } });
    lab.start();
    expect(lab.earlier[0].note).toBe(', a branch');
  });

  test('does not branch while it is shown as it was', async () => {
    const { lab, worker } = slowLab();
    lab.train();
    worker.settle();
    lab.lookBack(lab.run.snapshots.steps[0]);
    await lab.branch();
    worker.settle();
    expect(lab.run).toMatchObject({ phase: 'finished', config: CONFIG });
  });

  test('does not branch into networks of another size, and says why', async () => {
    const { lab, worker } = slowLab();
    await worker.answer(lab.open(checkpoint));
    lab.choose('default', { ...CONFIG, hiddenSizes: [5] } as Config);
    const branching = lab.branch();
    const refused = expect(branching).rejects.toThrow('the networks of the parent are');
    for (let answer = 0; answer < 10; answer++) await worker.answer(Promise.resolve());
    await refused;
    expect(lab.run).toMatchObject({ phase: 'paused', step: 100, config: CONFIG });
  });

  test('is open once it is known where it stands, even if it is trained on at once', async () => {
    const { lab, worker } = slowLab();
    const opening = lab.open(checkpoint);
    const seen = opening.then(() => [lab.run.phase, lab.run.step, lab.next]);
    worker.happen('request');
    while (worker.happen('report')) await Promise.resolve();
    expect(await seen).toEqual(['paused', 100, 'measure']);

    const again = lab.open(checkpoint);
    worker.happen('request');
    worker.happen('report');
    lab.train();
    await worker.answer(again);
    expect([lab.run.phase, lab.run.step]).toEqual(['finished', 150]);
  });

  test('that is broken is refused, and the present run goes on', async () => {
    const { lab, worker } = slowLab();
    lab.train();
    worker.happen('request');
    const opening = lab.open(checkpoint.slice(0, 50));
    expect(lab.run.phase).toBe('running');
    await expect(worker.answer(opening)).rejects.toThrow(/^the checkpoint is cut off: 50 of \d+ bytes$/);
    expect(shownBy(lab)).toMatchObject({ phase: 'finished', step: 150 });
  });

  test('may be told to go further', async () => {
    const { lab, worker } = slowLab();
    await worker.answer(lab.open(checkpoint, { steps: 170 }));
    lab.train();
    worker.settle();
    expect([lab.run.step, lab.run.config.steps]).toEqual([170, 170]);
    await expect(worker.answer(lab.open(checkpoint, { seed: 2 }))).rejects.toThrow(/^seed: got 2/);
  });

  test('several at once: the last one stays', async () => {
    const { lab, worker } = slowLab();
    const other = new Session(shortConfig({ seed: 5 })).save().checkpoint;
    const both = Promise.all([lab.open(checkpoint), lab.open(other)]);
    await worker.answer(both);
    expect([lab.run.config.seed, lab.run.step]).toEqual([5, 0]);
  });
});

describe('a run of the museum', () => {
  function museumLab() {
    const [right, ...wrong] = Array.from({ length: 3 }, () => new SlowWorker());
    const bugs: string[] = [];
    const workerWithBug = (bug: string) => wrong[bugs.push(bug) - 1];
    return { lab: new Lab(right, { preset: 'default', config: CONFIG }, workerWithBug), right, wrong, bugs };
  }

  test('is trained by a worker with the bug, and the right one pauses meanwhile', () => {
    const { lab, right, wrong, bugs } = museumLab();
    lab.train();
    const exhibit = { bug: 'sum-tree', isSecret: false };
    lab.start(exhibit);
    lab.train();
    expect(bugs).toEqual(['sum-tree']);
    expect(right.last()).toMatchObject({ kind: 'pause', run: 1 });
    expect(wrong[0].requests).toMatchObject([
      { kind: 'start', preset: 'default' },
      { kind: 'run', run: 4 },
    ]);
    wrong[0].settle();
    expect(shownBy(lab)).toMatchObject({ phase: 'finished', exhibit, updates: expect.any(Number) });
    const { step } = lab.run;
    right.settle();
    expect(lab.run.step).toBe(step);
  });

  test('gives way to the next one, and to a run of the right program', async () => {
    const { lab, right, wrong } = museumLab();
    lab.start({ bug: 'sum-tree', isSecret: false });
    wrong[0].settle();
    const save = lab.save();
    lab.start({ bug: 'ring-buffer', isSecret: false });
    await expect(save).rejects.toThrow('the run was replaced by another');
    expect(wrong.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
    lab.train();
    wrong[1].settle();
    lab.start();
    expect(wrong[1].isTerminated).toBe(true);
    expect(right.last()).toMatchObject({ kind: 'start' });
    expect(lab.run.exhibit).toBeNull();
    expect(lab.earlier[0]?.note).toMatch(/, with the bug ring-buffer$/);
  });

  test('without a bug is trained by the right worker, and is a riddle until the answer may be said', () => {
    const { lab, right, bugs } = museumLab();
    lab.start({ bug: null, isSecret: true });
    lab.train();
    right.settle();
    expect([lab.run.phase, bugs, lab.run.exhibit?.isSecret]).toEqual(['finished', [], true]);
    const heard = listen(lab);
    lab.discloseBug();
    expect([heard, lab.run.exhibit]).toEqual([['phase'], { bug: null, isSecret: false }]);
  });

  test('that is a riddle has no earlier runs beside it, and does not tell its bug as one', () => {
    const { lab, right, wrong } = museumLab();
    lab.train();
    right.settle();
    lab.start({ bug: 'sum-tree', isSecret: true });
    expect(lab.earlier).toEqual([]);
    lab.train();
    wrong[0].settle();
    lab.start();
    expect(lab.earlier[0]?.note).toMatch(/, a riddle$/);
  });

  test('fails alone if its worker cannot be loaded; one of the right program can follow', async () => {
    const { lab, right, wrong } = museumLab();
    lab.start({ bug: 'sum-tree', isSecret: false });
    wrong[0].crash();
    expect(shownBy(lab)).toMatchObject({
      phase: 'failed',
      message: expect.stringContaining('could not be loaded'),
    });
    lab.train();
    expect(lab.run.phase).toBe('failed');
    lab.start();
    right.settle();
    wrong[0].crash();
    expect(lab.run.phase).toBe('paused');
  });

  test('gives way to a checkpoint that is opened, by the right worker', async () => {
    const { lab, right, wrong } = museumLab();
    lab.start();
    right.settle();
    const save = lab.save();
    right.settle();
    const { checkpoint } = await save;
    lab.start({ bug: 'sum-tree', isSecret: false });
    wrong[0].settle();
    const opening = lab.open(checkpoint);
    right.settle();
    await opening;
    expect([lab.run.exhibit, wrong[0].isTerminated]).toEqual([null, true]);
    lab.train();
    expect(right.last().kind).toBe('run');
  });
});

describe('saved weights', () => {
  const config = shortConfig({ hiddenSizes: [5, 4], env: 'CartPole-v0' });
  const session = new Session(config);
  const bytes = encodePolicy(session.run.network, config);

  test('are shown without a run', () => {
    const lab = new Lab(new ScriptedWorker());
    const heard = listen(lab);
    lab.openWeights(bytes);
    expect(shownBy(lab)).toMatchObject({ phase: 'empty', shown: 'weights' });
    expect(lab.policy?.q.network.sizes).toEqual([4, 5, 4, 2]);
    expect(heard).toEqual(['shown', 'progress', 'inspection']);
  });

  test('are shown in the place of a run, which pauses, until that goes on', () => {
    const { lab, worker } = slowLab();
    lab.train();
    for (let k = 0; k < 3; k++) worker.happen('request');
    worker.happen('work');
    lab.openWeights(bytes);
    worker.settle();
    expect(shownBy(lab)).toMatchObject({ phase: 'paused', shown: 'weights', inspection: null, next: null });
    expect(lab.policy?.settings.env).toBe('CartPole-v0');
    const { step } = lab.run;
    lab.advance('line');
    expect([lab.shown, lab.policy?.settings.env]).toEqual(['run', 'CartPole-v1']);
    expect(lab.inspection?.step).toBe(step);
    worker.settle();
    expect(lab.next).toBe('execute');
    lab.openWeights(bytes);
    lab.start();
    expect(lab.shown).toBe('run');
  });

  test('give way to the run again, even to one that has ended', () => {
    const { lab, worker } = slowLab();
    lab.train();
    worker.settle();
    expect(lab.run.phase).toBe('finished');
    lab.openWeights(bytes);
    lab.train();
    expect(lab.shown).toBe('weights');
    const heard = listen(lab);
    lab.closeWeights();
    expect(heard).toEqual(['shown', 'progress', 'inspection']);
    expect([lab.shown, lab.run.phase, lab.policy?.settings.env]).toEqual(['run', 'finished', 'CartPole-v1']);
    lab.closeWeights();
    expect(heard).toHaveLength(3);
  });

  test('that are none are refused in one line, and what is shown stays', () => {
    const { lab, worker } = slowLab();
    lab.start();
    worker.settle();
    expect(() => lab.openWeights(Uint8Array.of(1, 2, 3))).toThrow(/^[^\n]+$/);
    expect([lab.shown, lab.next]).toEqual(['run', 'choose']);
  });
});

test('who stops listening hears no more', () => {
  const lab = new Lab(new ScriptedWorker());
  const listener = vi.fn();
  const stops = [lab.on('speed', listener), lab.on('speed', listener)];
  lab.setSpeed(1);
  expect(listener).toHaveBeenCalledTimes(2);
  stops[0]();
  lab.setSpeed(2);
  expect(listener).toHaveBeenCalledTimes(3);
});

describe('on a page', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('the worker is a module beside it', () => {
    const made = vi.fn();
    class Worker extends ScriptedWorker {
      constructor(...args: unknown[]) {
        super();
        made(...args);
      }
    }
    vi.stubGlobal('Worker', Worker);
    expect(createLab().run.phase).toBe('empty');
    const [url, options] = made.mock.calls[0];
    expect(String(url)).toMatch(/\/web\/worker\/training\.worker\.ts$/);
    expect(options).toEqual({ type: 'module' });
  });

  test('one with a bug is another, named after it, and made when it is asked for', () => {
    const made = vi.fn();
    class Worker extends ScriptedWorker {
      constructor(...args: unknown[]) {
        super();
        made(...args);
      }
    }
    vi.stubGlobal('Worker', Worker);
    createLab().start({ bug: 'sum-tree', isSecret: false });
    const [url, options] = made.mock.calls[1];
    expect(String(url)).toMatch(/\/web\/worker\/museum\.worker\.ts$/);
    expect(options).toEqual({ type: 'module', name: 'sum-tree' });
  });
});
