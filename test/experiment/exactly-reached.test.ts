/** Evaluations that reach a limit exactly, or are exactly as good as the one before: greedy episodes return what a test says. */
import { afterEach, expect, it, vi } from 'vitest';
import { summarize } from '../../src/experiment/comparison.ts';
import { greedyEpisode } from '../../src/experiment/evaluation.ts';
import { describeCurve } from '../../src/experiment/run-result.ts';
import { completeRun, prepareRun, shortConfig } from './runs.ts';
import { variantWith } from './variant-runs.ts';

vi.mock('../../src/experiment/evaluation.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  greedyEpisode: vi.fn(),
}));
afterEach(() => void vi.mocked(greedyEpisode).mockReset());

it('a mean return that is the threshold decides and solves the environment', () => {
  vi.mocked(greedyEpisode).mockReturnValue(475);
  const { run } = completeRun(shortConfig());
  expect({ solvedAtStep: run.solvedAtStep, final: run.finalGreedyReturn }).toEqual({
    solvedAtStep: 100,
    final: 475,
  });

  vi.mocked(greedyEpisode).mockReturnValue(474.999);
  expect(completeRun(shortConfig()).run.solvedAtStep).toBeNull();
});

it('of equally good evaluations the first one is kept as the best', () => {
  vi.mocked(greedyEpisode).mockReturnValue(100);
  const { run } = prepareRun(shortConfig());
  while (run.step < 100 || run.reportDue) run.advance();
  const params = run.agent.q.network.params.slice();
  while (!run.finished) run.advance();
  expect(run.best).toEqual({ step: 100, greedyReturn: 100, params });
  expect(run.agent.q.network.params).not.toEqual(params);
});

it('a run that ends at the threshold ends solved, and an evaluation there counts as stable', () => {
  const { endsSolved, endsPerfect } = summarize(variantWith('a', [[475], [474.999], [500]]));
  expect({ endsSolved: endsSolved.count, endsPerfect: endsPerfect.count }).toEqual({
    endsSolved: 2,
    endsPerfect: 1,
  });
  const evaluations = [500, 475, 474.999].map((value, k) => ({ step: k, return: value }));
  expect(describeCurve({ evaluations, rewardThreshold: 475, maxReturn: 500 }).stability).toBe(0.5);
});
