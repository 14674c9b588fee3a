import { expect, it } from 'vitest';
import { taskNamed } from '../../src/env/registry.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { completeRun, shortConfig } from './runs.ts';

it('has a point for each episode and for each evaluation of a run', () => {
  const config = shortConfig();
  const { run, episodes } = completeRun(config);
  const curve = new CurveRecorder(environmentOf(config).spec);
  const same = new TrainingRun(config, curve);
  while (!same.finished) same.advance();
  expect(curve.episodes).toEqual(episodes.map((row) => ({ step: row.step, return: row.return })));
  expect(curve.evaluations.map(({ step }) => step)).toEqual([100, 200, 300, 400]);
  expect(curve.evaluations.at(-1)?.return).toBe(run.greedyReturn);
});

it('shows the return of an episode, which need not be its length', () => {
  const curve = new CurveRecorder(taskNamed('CartPole-v1').spec);
  const row = { episode: 1, step: 9, length: 9, return: -1, terminated: true, truncated: false, epsilon: 0 };
  curve.episodeEnded(row);
  expect(curve.episodes).toEqual([{ step: 9, return: -1 }]);
});

it('knows the threshold and the largest return of its environment', () => {
  expect(new CurveRecorder(taskNamed('CartPole-v1').spec)).toMatchObject({
    rewardThreshold: 475,
    maxReturn: 500,
  });
  expect(new CurveRecorder(taskNamed('CartPole-v0').spec)).toMatchObject({
    rewardThreshold: 195,
    maxReturn: 200,
  });
});
