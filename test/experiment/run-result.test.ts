import { describe, expect, it } from 'vitest';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { describeCurve, runResult } from '../../src/experiment/run-result.ts';
import { completeRun, shortConfig } from './runs.ts';

const curve = (...returns: number[]) => returns.map((value, k) => ({ step: 1000 * (k + 1), return: value }));
const describeReturns = (...returns: number[]) =>
  describeCurve({ evaluations: curve(...returns), rewardThreshold: 475, maxReturn: 500 });

describe('describeCurve', () => {
  it('the first perfect evaluation is the first with the largest return exactly', () => {
    expect(describeReturns(10, 499.95, 500, 500).firstPerfectStep).toBe(3000);
  });

  it('stability counts the evaluations after it, from the threshold on', () => {
    expect(describeReturns(480, 500, 475, 474.9, 500, 9).stability).toBe(0.5);
  });

  it('there is no stability without an evaluation after the first perfect one', () => {
    expect(describeReturns(9, 500)).toEqual({ firstPerfectStep: 2000, stability: null });
  });

  it('there is none of both if no evaluation was perfect', () => {
    expect(describeReturns(9, 499)).toEqual({ firstPerfectStep: null, stability: null });
    expect(describeReturns()).toEqual({ firstPerfectStep: null, stability: null });
  });
});

describe('runResult', () => {
  it('says of a run what the run says of itself', () => {
    const { run, metrics } = completeRun(shortConfig());
    const recorder = new CurveRecorder(environmentOf(run.config).spec);
    for (const row of metrics) recorder.metricsTaken(row);
    expect(runResult(run, recorder, false)).toEqual({
      solved: false,
      solvedAtStep: null,
      steps: 400,
      episodes: run.episodes,
      updates: run.updates,
      evaluations: 4,
      firstPerfectStep: null,
      stability: null,
      finalGreedyMean: run.finalGreedyReturn,
      divergedAtStep: null,
    });
  });

  it('of a run that diverged has no final return, but where it happened', () => {
    const config = shortConfig();
    const recorder = new CurveRecorder(environmentOf(config).spec);
    const run = new TrainingRun(config, recorder);
    run.advance();
    expect(runResult(run, recorder, true)).toMatchObject({
      finalGreedyMean: null,
      divergedAtStep: 1,
      solved: false,
    });
  });
});
