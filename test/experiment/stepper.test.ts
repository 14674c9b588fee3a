import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { DivergenceError } from '../../src/experiment/run.ts';
import { Stepper } from '../../src/experiment/stepper.ts';
import { CONFIGS_OF_AGENTS, prepareRun, shortConfig, shortTutorialConfig } from './runs.ts';
import { Session } from './saved-runs.ts';

/** All steps up to the next rest. */
function takeToRest(stepper: Stepper): string[] {
  const names: string[] = [];
  do names.push(stepper.advance());
  while (!stepper.atRest);
  return names;
}

/** All steps up to the end of the pass. */
function takePass(stepper: Stepper): string[] {
  const names: string[] = [];
  do names.push(...takeToRest(stepper));
  while (stepper.run.updatesDue > 0);
  return names;
}

/** The passes of a whole run, each as one text. */
function passes(config: Config): string[] {
  const stepper = new Stepper(prepareRun(config).run);
  const all: string[] = [];
  while (stepper.next !== null) {
    const pass = takePass(stepper).join(' ');
    // An evaluation takes as many steps as the pole stays up.
    if (pass !== 'measure' || all.at(-1) !== pass) all.push(pass);
  }
  return all;
}

/** Comparing them entry by entry, as `toEqual` does, takes many times as long. */
function expectSameBytes(a: Session, b: Session): void {
  const [first, second] = [a.save(), b.save()];
  expect(first.tables).toEqual(second.tables);
  expect(Buffer.compare(first.checkpoint, second.checkpoint)).toBe(0);
}

const UPDATE_STEPS = [
  'sampleBatch',
  'computeTargets',
  'computeQValues',
  'computeLoss',
  'updatePriorities',
  'computeGradients',
  'clipGradients',
  'updateParameters',
];
const UPDATE = UPDATE_STEPS.join(' ');
const FIT = 'takeTransition computeTarget computeQValue computeLoss computeGradients updateParameters';

describe('a stepper', () => {
  it('stops between all steps of all updates, where and when they are due', () => {
    const changes = { steps: 6, learningStartSteps: 2, trainEverySteps: 2, trainUpdates: 3 };
    const idle = 'choose execute store sync moveOn';
    const learning = `choose execute store ${UPDATE} ${UPDATE} ${UPDATE} sync moveOn`;
    expect(passes(shortConfig({ ...changes, finalEvaluationEpisodes: 2 }))).toEqual([
      ...[idle, idle, idle, learning, idle, learning],
      'measure',
    ]);
  });

  it('stops between the steps of two learners as between those of one', () => {
    const [pass] = passes(
      shortConfig({ learningStartSteps: 0, trainUpdates: 2, targetRule: 'clipped-double' }),
    );
    expect(pass).toBe(`choose execute store ${UPDATE} ${UPDATE} sync moveOn`);
  });

  it('stops between the steps of every fit of a replay of the tutorial', () => {
    const replay = `drawSample ${Array(8).fill(FIT).join(' ')} exploreLess`;
    expect([...new Set(passes(shortTutorialConfig()))].sort()).toEqual([
      `choose execute store ${replay} sync moveOn`,
      'choose execute store sync moveOn',
      'measure',
    ]);
  });

  it('reports after the steps at which something is due: a row of metrics, or an evaluation that ends with one', () => {
    const changes = { steps: 4, metricsEverySteps: 2, evaluationEverySteps: 3 };
    const { run, metrics } = prepareRun(shortConfig(changes));
    const stepper = new Stepper(run);
    const reports = [0, 0, 0, 0, 0];
    while (stepper.next !== null) if (stepper.advance() === 'measure') reports[run.step]++;
    expect(metrics.map(({ step }) => step)).toEqual([2, 3, 4]);
    expect(reports.slice(0, 3)).toEqual([0, 0, 1]);
    // Two episodes on the way, three at the end, none shorter than eight steps.
    expect(reports[3]).toBeGreaterThanOrEqual(2 * 8);
    expect(reports[4]).toBeGreaterThanOrEqual(3 * 8);
  });

  it('announces each step before it takes it, and rests before a choice, a report and each further update only', () => {
    const stepper = new Stepper(prepareRun(shortConfig({ steps: 120, trainUpdates: 2 })).run);
    let last: string | null = null;
    while (stepper.next !== null) {
      const { next, atRest } = stepper;
      const isFurtherUpdate = next === 'sampleBatch' && last === 'updateParameters';
      expect(atRest).toBe(next === 'choose' || next === 'measure' || isFurtherUpdate);
      last = stepper.advance();
      expect(last).toBe(next);
    }
  });

  it('continues with a run that was left between two updates', () => {
    const config = shortConfig({ learningStartSteps: 0, trainUpdates: 3 });
    const left = new Session(config).advance(2);
    const { run } = Session.resume(left.save());
    expect(run.updatesDue).toBe(1);
    expect(takePass(new Stepper(run)).join(' ')).toBe(`${UPDATE} sync moveOn`);
  });

  it('has no step after the end of the run', () => {
    const stepper = new Stepper(prepareRun(shortConfig({ steps: 1 })).run);
    while (stepper.next !== null) stepper.advance();
    expect(stepper.atRest).toBe(true);
    expect(stepper.run.finished).toBe(true);
    expect(() => stepper.advance()).toThrow('the run is finished');
  });

  it('tells of each update before its first step and after its last', () => {
    const { run } = prepareRun(shortConfig({ learningStartSteps: 0, trainUpdates: 2 }));
    const stepper = new Stepper(run);
    const told: [string | null, number][] = [];
    const ended: number[] = [];
    stepper.onUpdate(
      () => told.push([stepper.next, run.updates]),
      () => ended.push(run.updates),
    );
    takePass(stepper);
    expect(told).toEqual([
      ['sampleBatch', 0],
      ['sampleBatch', 1],
    ]);
    expect(ended).toEqual([1, 2]);
  });
});

describe('stepping', () => {
  it.each(CONFIGS_OF_AGENTS)(
    'leaves the same bytes at every rest as advancing, in any mixture: %s',
    (_, configs) => {
      fc.assert(
        fc.property(configs, fc.infiniteStream(fc.nat(3)), (config, turns) => {
          const advanced = new Session(config);
          const stepped = new Session(config);
          const stepper = new Stepper(stepped.run);
          while (!advanced.run.finished) {
            advanced.run.advance();
            const [turn] = turns.take(1);
            if (turn === 0) stepped.run.advance();
            else takeToRest(stepper);
            expectSameBytes(stepped, advanced);
          }
          expect(stepper.next).toBeNull();
        }),
        { numRuns: 5 },
      );
    },
  );

  test.each([
    ['the loss', { learningRate: 10, learningRateEnd: 10, optimizer: 'sgd' }],
    [
      'with two learners',
      { learningRate: 10, learningRateEnd: 10, optimizer: 'sgd', targetRule: 'clipped-double' },
    ],
  ])('meets the same end as advancing where the run diverges: %s', (_, changes) => {
    const config = shortConfig({ ...changes, trainUpdates: 3 });
    const ending = (advance: (session: Session) => () => void) => {
      const session = new Session(config);
      const step = advance(session);
      try {
        while (!session.run.finished) step();
      } catch (error) {
        expect(error).toBeInstanceOf(DivergenceError);
        return { error, updates: session.run.updates, tables: session.tables };
      }
      throw new Error('the run did not diverge');
    };
    const stepped = ending(({ run }) => {
      const stepper = new Stepper(run);
      return () => stepper.advance();
    });
    expect(stepped).toEqual(
      ending(
        ({ run }) =>
          () =>
            run.advance(),
      ),
    );
  });
});
