/** Evaluations that reach a limit exactly, or are exactly as good as the one before. */
import { describe, expect, it } from 'vitest';
import { QNetwork } from '../../src/agent/q-function.ts';
import { Environment } from '../../src/env/environment.ts';
import { Evaluation } from '../../src/experiment/evaluation.ts';
import { SeedSequence } from '../../src/random.ts';
import { device, randomMlp } from '../agent/parts.ts';

const SPEC = {
  id: 'scripted',
  observationSize: 4,
  actionCount: 2,
  maxEpisodeSteps: 10,
  rewardThreshold: 475,
  maxReturn: 500,
};

/** Evaluations of a network, whose episodes are one step each with these rewards. */
function evaluationOf(rewards: readonly number[], settings: { steps: number; evaluationEpisodes?: number }) {
  let episode = 0;
  const observation = new Float32Array(4);
  const environment = new Environment({
    spec: SPEC,
    make: () => ({
      reset: () => observation,
      step: () => ({ observation, reward: rewards[episode++], terminated: true, truncated: false }),
    }),
  });
  const network = randomMlp([4, 8, 2], 1, 3);
  const all = { evaluationEpisodes: 1, finalEvaluationEpisodes: 1, ...settings };
  const evaluation = new Evaluation(
    all,
    environment,
    new QNetwork(network, device),
    network.params,
    new SeedSequence(1),
  );
  return { network, evaluation };
}

describe('a mean return that is exactly the threshold', () => {
  it('is enough to decide, and to solve', () => {
    const { evaluation } = evaluationOf([475], { steps: 1000 });
    expect(evaluation.advance(100)).toBe(true);
    expect(evaluation.solvedAtStep).toBe(100);
    expect(evaluation.finalGreedyReturn).toBe(475);
  });

  it('is enough at the end of the budget, where every evaluation decides', () => {
    const { evaluation } = evaluationOf([475], { steps: 100 });
    evaluation.advance(100);
    expect(evaluation.solvedAtStep).toBe(100);
  });

  it('is not reached by any smaller one', () => {
    const { evaluation } = evaluationOf([474.999, 474.999], { steps: 200 });
    evaluation.advance(100);
    expect(evaluation.finalGreedyReturn).toBeNull();
    evaluation.advance(200);
    expect([evaluation.finalGreedyReturn, evaluation.solvedAtStep]).toEqual([474.999, null]);
  });
});

it('of equally good evaluations the first one is kept as the best, a better one takes its place', () => {
  const { network, evaluation } = evaluationOf([100, 100, 101], { steps: 1000 });
  const kept = [10, 20, 30].map((step) => {
    network.params.fill(step);
    evaluation.advance(step);
    return { step: evaluation.best.step, first: evaluation.best.params[0] };
  });
  expect(kept).toEqual([
    { step: 10, first: 10 },
    { step: 10, first: 10 },
    { step: 30, first: 30 },
  ]);
});

it('the deciding mean is that of all episodes, also where there are more on the way than at the end', () => {
  const { evaluation } = evaluationOf([500, 470, 474], { steps: 100, evaluationEpisodes: 3 });
  while (!evaluation.advance(100));
  expect(evaluation.finalGreedyReturn).toBeCloseTo(481.333, 3);
  expect(evaluation.solvedAtStep).toBe(100);
});
