import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { DivergenceError } from '../../src/experiment/run.ts';
import { LEARN_STEPS, type StepName, Stepper } from '../../src/experiment/stepper.ts';
import { prepareRun, shortConfig, shortConfigs, shortTutorialConfig } from './runs.ts';
import { Session } from './saved-runs.ts';

/** The methods that a method of a class calls on its own object, in the order of its source text. */
function callsIn(file: string, signature: string): string[] {
  const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
  const start = source.indexOf(`  ${signature} {\n`);
  expect(start).toBeGreaterThan(0);
  const body = source.slice(start, source.indexOf('\n  }\n', start)).split('\n').slice(1);
  return body.flatMap((line) => [...line.matchAll(/\bthis\.#?(\w+)\(/g)].map(([, name]) => name));
}

/** All steps up to the next rest. */
function takeToRest(stepper: Stepper): StepName[] {
  const names: StepName[] = [];
  do names.push(stepper.advance());
  while (!stepper.atRest);
  return names;
}

/** All steps up to the end of the pass. */
function takePass(stepper: Stepper): StepName[] {
  const names: StepName[] = [];
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
    if (pass !== 'evaluate' || all.at(-1) !== pass) all.push(pass);
  }
  return all;
}

/** Comparing them entry by entry, as `toEqual` does, takes many times as long. */
function expectSameBytes(a: Session, b: Session): void {
  const [first, second] = [a.save(), b.save()];
  expect(first.tables).toEqual(second.tables);
  expect(Buffer.compare(first.checkpoint, second.checkpoint)).toBe(0);
}

const LEARN = LEARN_STEPS.join(' ');

describe('the names of the steps', () => {
  it('of an update are the methods that DqnAgent.learn calls', () => {
    expect(callsIn('agent/dqn.ts', 'learn(step: number): Readonly<LearnMetrics>')).toEqual([...LEARN_STEPS]);
  });

  it('of a pass are the methods that TrainingRun calls', () => {
    const calls = callsIn('experiment/run.ts', '#takeStep(): void');
    expect(calls).toEqual(['choose', 'execute', 'store', 'learn', 'sync', 'finish']);
    const [pass] = passes(shortConfig({ learningStartSteps: 0 }));
    expect(pass).toBe(calls.join(' ').replace('learn', LEARN));
  });
});

describe('a stepper', () => {
  it('stops between all steps of all updates, where and when they are due', () => {
    const changes = { steps: 6, learningStartSteps: 2, trainEverySteps: 2, trainUpdates: 3 };
    const idle = 'choose execute store sync finish';
    const learning = `choose execute store ${LEARN} ${LEARN} ${LEARN} sync finish`;
    expect(passes(shortConfig({ ...changes, finalEvaluationEpisodes: 2 }))).toEqual([
      ...[idle, idle, idle, learning, idle, learning],
      'evaluate',
    ]);
  });

  it('takes a whole update of other agents as one step', () => {
    const [pass] = passes(
      shortConfig({ learningStartSteps: 0, trainUpdates: 2, targetRule: 'clipped-double' }),
    );
    expect(pass).toBe('choose execute store learn learn sync finish');
    const tutorial = new Set(passes(shortTutorialConfig()));
    expect([...tutorial].sort()).toEqual([
      'choose execute store learn sync finish',
      'choose execute store sync finish',
      'evaluate',
    ]);
  });

  it('reports after the steps at which something is due: a row of metrics, or an evaluation that ends with one', () => {
    const changes = { steps: 4, metricsEverySteps: 2, evaluationEverySteps: 3 };
    const { run, metrics } = prepareRun(shortConfig(changes));
    const stepper = new Stepper(run);
    const reports = [0, 0, 0, 0, 0];
    while (stepper.next !== null) if (stepper.advance() === 'evaluate') reports[run.step]++;
    expect(metrics.map(({ step }) => step)).toEqual([2, 3, 4]);
    expect(reports.slice(0, 3)).toEqual([0, 0, 1]);
    // Two episodes on the way, three at the end, none shorter than eight steps.
    expect(reports[3]).toBeGreaterThanOrEqual(2 * 8);
    expect(reports[4]).toBeGreaterThanOrEqual(3 * 8);
  });

  it('announces each step before it takes it, and rests before a choice, a report and each further update only', () => {
    const stepper = new Stepper(prepareRun(shortConfig({ steps: 120, trainUpdates: 2 })).run);
    let last: StepName | null = null;
    while (stepper.next !== null) {
      const { next, atRest } = stepper;
      const isFurtherUpdate = next === 'sampleBatch' && last === 'updateParameters';
      expect(atRest).toBe(next === 'choose' || next === 'evaluate' || isFurtherUpdate);
      last = stepper.advance();
      expect(last).toBe(next);
    }
  });

  it('goes on with a run that was left between two updates', () => {
    const config = shortConfig({ learningStartSteps: 0, trainUpdates: 3 });
    const left = new Session(config).advance(2);
    const { run } = Session.resume(left.save());
    expect(run.updatesDue).toBe(1);
    expect(takePass(new Stepper(run)).join(' ')).toBe(`${LEARN} sync finish`);
  });

  it('has no step after the end of the run', () => {
    const stepper = new Stepper(prepareRun(shortConfig({ steps: 1 })).run);
    while (stepper.next !== null) stepper.advance();
    expect(stepper.atRest).toBe(true);
    expect(stepper.run.finished).toBe(true);
    expect(() => stepper.advance()).toThrow('the run is finished');
  });

  it('tells of each update before its first step and after its last one', () => {
    const { run } = prepareRun(shortConfig({ learningStartSteps: 0, trainUpdates: 2 }));
    const stepper = new Stepper(run);
    const told: [string, StepName | null, number][] = [];
    stepper.observe({
      updateBegins: () => told.push(['begins', stepper.next, run.updates]),
      updateEnded: () => told.push(['ended', stepper.next, run.updates]),
    });
    takePass(stepper);
    expect(told).toEqual([
      ['begins', 'sampleBatch', 0],
      ['ended', 'updateParameters', 1],
      ['begins', 'sampleBatch', 1],
      ['ended', 'updateParameters', 2],
    ]);
  });
});

describe('stepping', () => {
  it('leaves the same bytes at every rest as advancing, however the two take turns', () => {
    fc.assert(
      fc.property(shortConfigs, fc.infiniteStream(fc.nat(3)), (config, turns) => {
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
      { numRuns: 25 },
    );
  });

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
