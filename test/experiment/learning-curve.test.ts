import { expect, it } from 'vitest';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { completeRun, shortConfig } from './runs.ts';

it('has a point for each episode and for each evaluation of a run', () => {
  const config = shortConfig();
  const { run, episodes } = completeRun(config);
  const curve = new CurveRecorder(config.env);
  const same = new TrainingRun(config, curve);
  while (!same.finished) same.advance();
  expect(curve.episodes).toEqual(episodes.map((row) => ({ step: row.step, return: row.return })));
  expect(curve.evaluations.map(({ step }) => step)).toEqual([100, 200, 300, 400]);
  expect(curve.evaluations.at(-1)?.return).toBe(run.greedyReturn);
});

it('knows the threshold and the largest return of its environment', () => {
  expect(new CurveRecorder('CartPole-v1')).toMatchObject({ rewardThreshold: 475, maxReturn: 500 });
  expect(new CurveRecorder('CartPole-v0')).toMatchObject({ rewardThreshold: 195, maxReturn: 200 });
});
