import { describe, expect, it, vi } from 'vitest';
import type { Transition } from '../../src/agent/transition.ts';
import type { Config } from '../../src/config/config.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { mean } from '../../src/experiment/evaluation.ts';
import { csvLine, EPISODE_COLUMNS } from '../../src/experiment/metrics.ts';
import { DivergenceError } from '../../src/experiment/run.ts';
import { METRICS_COLUMNS } from '../metrics-columns.ts';
import { bits } from '../nn/compare.ts';
import { completeRun, prepareRun, type Recorded, shortConfig, shortTutorialConfig } from './runs.ts';

/** Everything that a run leaves behind. */
const traces = ({ run, episodes, metrics }: Recorded) => ({
  parameters: bits(run.network.params),
  episodes: episodes.map((row) => csvLine(EPISODE_COLUMNS, row)),
  metrics: metrics.map((row) => csvLine(METRICS_COLUMNS, row)),
});

/** What it leaves behind apart from its evaluations. */
const trainingTraces = (recorded: Recorded) => ({
  parameters: traces(recorded).parameters,
  episodes: traces(recorded).episodes,
});

/** The transitions of the first steps of a run, as the agent was shown them. */
function observedTransitions(config: Config): Transition[] {
  const { run } = prepareRun(config);
  const transitions: Transition[] = [];
  vi.spyOn(run.agent, 'observe').mockImplementation(({ observation, nextObservation, ...rest }) => {
    transitions.push({ observation: observation.slice(), nextObservation: nextObservation.slice(), ...rest });
  });
  while (!run.finished) run.advance();
  return transitions;
}

/** Nothing is learned and every action is random, so that what happens depends on the environment alone. */
const idle = { learningStartSteps: 1_000_000, epsilonStart: 1, epsilonEnd: 1 };

const configs: [string, (changes?: Readonly<Record<string, unknown>>) => Config][] = [
  ['dqn', shortConfig],
  ['tutorial', shortTutorialConfig],
];

describe.each(configs)('a run of %s', (_, config) => {
  it('leaves the same bytes whenever its configuration is the same', () => {
    const first = traces(completeRun(config()));
    expect(first.episodes.length).toBeGreaterThan(5);
    expect(traces(completeRun(config()))).toEqual(first);
  });

  it('leaves something else with another seed', () => {
    const first = traces(completeRun(config({ seed: 1 })));
    const second = traces(completeRun(config({ seed: 2 })));
    expect(second.parameters).not.toEqual(first.parameters);
    expect(second.episodes).not.toEqual(first.episodes);
  });

  it('is not changed by evaluating more or less often, by more or fewer episodes', () => {
    const usual = trainingTraces(completeRun(config()));
    for (const changes of [
      { evaluationEverySteps: 37 },
      { evaluationEverySteps: 1_000_000 },
      { evaluationEpisodes: 5 },
      { finalEvaluationEpisodes: 1 },
      { metricsEverySteps: 7 },
    ]) {
      expect(trainingTraces(completeRun(config(changes)))).toEqual(usual);
    }
  });

  it('counts every step in exactly one episode, apart from the unfinished last one', () => {
    const { episodes, run } = completeRun(config());
    let step = 0;
    episodes.forEach((row, k) => {
      step += row.length;
      expect(row).toMatchObject({ episode: k + 1, step, return: row.length });
    });
    expect(run.step - step).toBeGreaterThanOrEqual(0);
    expect(run.episodes).toBe(episodes.length);
  });
});

describe('what the agent is shown', () => {
  it('continues, inside an episode, where the last transition ended', () => {
    const transitions = observedTransitions(shortConfig(idle));
    transitions.slice(1).forEach(({ observation }, k) => {
      const { nextObservation, terminated } = transitions[k];
      if (!terminated) expect(observation).toEqual(nextObservation);
    });
  });

  it('ends with the true last observation of an episode, not with the first of the next', () => {
    const transitions = observedTransitions(shortConfig({ ...idle, observationScale: [2.4, 1, 0.2095, 1] }));
    const last = transitions.filter(({ terminated }) => terminated);
    expect(last.length).toBeGreaterThan(5);
    for (const { nextObservation } of last) {
      expect(Math.max(Math.abs(nextObservation[0]), Math.abs(nextObservation[2]))).toBeGreaterThan(0.999);
    }
  });

  it('starts each episode from a state of its own', () => {
    const transitions = observedTransitions(shortConfig(idle));
    const starts = transitions.filter((_, k) => k === 0 || transitions[k - 1].terminated);
    expect(new Set(starts.map(({ observation }) => observation.join())).size).toBe(starts.length);
  });
});

describe('the loop', () => {
  it('asks for each action with the number of steps taken before it, and syncs with that after it', () => {
    const { run } = prepareRun(shortConfig());
    const act = vi.spyOn(run.agent, 'act');
    const sync = vi.spyOn(run.agent, 'sync');
    for (let k = 0; k < 3; k++) run.advance();
    expect(act.mock.calls.map(([, step]) => step)).toEqual([0, 1, 2]);
    expect(sync.mock.calls.map(([step]) => step)).toEqual([1, 2, 3]);
  });

  it('learns as often as the agent says, after storing and before syncing', () => {
    const { run } = prepareRun(shortConfig());
    const order: string[] = [];
    vi.spyOn(run.agent, 'updatesDue').mockReturnValue(2);
    vi.spyOn(run.agent, 'observe').mockImplementation(() => void order.push('store'));
    vi.spyOn(run.agent, 'sync').mockImplementation(() => void order.push('sync'));
    vi.spyOn(run.agent, 'learn').mockImplementation((step) => {
      order.push(`learn ${step}`);
      return { loss: 0, meanAbsTdError: 0, meanQ: 0, gradientNorm: 0 };
    });
    run.advance();
    expect(order).toEqual(['store', 'learn 1']);
    expect(run).toMatchObject({ step: 1, updatesDue: 1 });
    run.advance();
    expect(order).toEqual(['store', 'learn 1', 'learn 1', 'sync']);
    expect(run).toMatchObject({ step: 1, updatesDue: 0 });
  });

  it('makes one update at most between two places at which the run can be left', () => {
    const { run } = prepareRun(shortConfig({ steps: 60, trainUpdates: 100 }));
    while (!run.finished) {
      const { updates } = run;
      run.advance();
      expect(run.updates - updates).toBeLessThanOrEqual(1);
    }
    expect(run.updates).toBe(1000);
  });

  it('counts the updates that the optimizer made', () => {
    const { run } = prepareRun(shortConfig());
    vi.spyOn(run.agent, 'updates', 'get').mockReturnValue(7);
    expect(run.updates).toBe(7);
  });

  it('tells the agent when an episode has ended', () => {
    const { run, episodes } = prepareRun(shortConfig({ ...idle, steps: 100 }));
    const updatesDue = vi.spyOn(run.agent, 'updatesDue');
    while (!run.finished) run.advance();
    const ends = updatesDue.mock.calls.filter(([, episodeEnded]) => episodeEnded).map(([step]) => step);
    expect(ends).toEqual(episodes.map(({ step }) => step));
  });
});

it('an evaluation starts from states that depend on the seed and its step, and on nothing else', () => {
  /** The first observation of the evaluation at each step; actions are random, so only evaluations are greedy. */
  function starts(evaluationEverySteps: number): Map<number, string> {
    const { run } = prepareRun(shortConfig({ ...idle, evaluationEverySteps }));
    const first = new Map<number, string>();
    vi.spyOn(run.agent.q, 'greedyAction').mockImplementation((observation) => {
      if (!first.has(run.step)) first.set(run.step, observation.join());
      return 0;
    });
    while (!run.finished) run.advance();
    return first;
  }
  const often = starts(100);
  const seldom = starts(200);
  expect([...often.keys()]).toEqual([100, 200, 300, 400]);
  expect(new Set(often.values()).size).toBe(4);
  for (const [step, observation] of seldom) expect(often.get(step)).toBe(observation);
});

describe('the rows', () => {
  it('come every metricsEverySteps, at every evaluation and at the end', () => {
    const { metrics } = completeRun(
      shortConfig({ steps: 130, metricsEverySteps: 50, evaluationEverySteps: 40 }),
    );
    expect(metrics.map(({ step }) => step)).toEqual([40, 50, 80, 100, 120, 130]);
    const evaluated = metrics.filter(({ greedyReturn }) => greedyReturn !== null);
    expect(evaluated.map(({ step }) => step)).toEqual([40, 80, 120, 130]);
  });

  it('say nothing of learning before the first update', () => {
    const { metrics } = completeRun(shortConfig({ learningStartSteps: 100, metricsEverySteps: 100 }));
    expect(metrics[0]).toMatchObject({ updates: 0, loss: null, meanQ: null, gradientNorm: null });
    expect(metrics[1].updates).toBe(100);
    expect(metrics[1].loss).toBeGreaterThan(0);
  });

  it('are means over the updates since the row before', () => {
    const { run, metrics } = prepareRun(shortConfig({ metricsEverySteps: 50 }));
    const losses: number[] = [];
    const learn = run.agent.learn.bind(run.agent);
    vi.spyOn(run.agent, 'learn').mockImplementation((step) => {
      const result = learn(step);
      losses.push(result!.loss);
      return result;
    });
    while (!run.finished) run.advance();
    expect(metrics[1].loss).toBe(mean(losses.slice(0, 50)));
    expect(metrics[2].loss).toBe(mean(losses.slice(50, 100)));
  });

  it('give the mean return of the last 100 episodes', () => {
    const { run, episodes, metrics } = completeRun(shortConfig({ ...idle, steps: 3000 }));
    expect(episodes.length).toBeGreaterThan(110);
    expect(run.meanReturn).toBe(mean(episodes.slice(-100).map((row) => row.return)));
    const early = metrics[2];
    const before = episodes.filter(({ step }) => step <= early.step);
    expect(early.meanReturn).toBe(mean(before.map((row) => row.return)));
  });

  it('carry a diagnosis of every step so far', () => {
    const { metrics, episodes } = completeRun(shortConfig({ ...idle, replayCapacity: 1000 }));
    const { diagnosis, terminalsInMemory } = metrics.at(-1)!;
    expect(diagnosis.endingsInMemory.reduce((a, b) => a + b)).toBe(terminalsInMemory);
    expect(terminalsInMemory).toBe(episodes.length);
    expect(metrics.map(({ diagnosis }) => diagnosis.greedyChurn === null)).toEqual([
      true,
      ...Array(metrics.length - 1).fill(false),
    ]);
    expect(diagnosis.maxQ).not.toBeNull();
    expect(diagnosis.qBeforeEnd).not.toBeNull();
  });

  it('have no mean return before an episode has ended', () => {
    const { run } = prepareRun(shortConfig());
    run.advance();
    expect(run.meanReturn).toBeNull();
  });
});

describe('the end', () => {
  /** A controller that balances the pole: no more is needed to be solved at the first evaluation. */
  const balance = (observation: Float32Array) =>
    observation[0] / 20 + observation[1] / 5 + observation[2] + observation[3] / 4 > 0 ? 1 : 0;

  const solvable = (changes: Readonly<Record<string, unknown>> = {}) => {
    const recorded = prepareRun(shortConfig({ ...idle, observationScale: [1, 1, 1, 1], ...changes }));
    vi.spyOn(recorded.run.agent.q, 'greedyAction').mockImplementation(balance);
    while (!recorded.run.finished) recorded.run.advance();
    return recorded;
  };

  it('comes at the first evaluation that reaches the threshold', () => {
    const { run } = solvable();
    expect(run.step).toBe(100);
    expect(run).toMatchObject({ solvedAtStep: 100, greedyReturn: 500, finalGreedyReturn: 500 });
  });

  it('comes at the end of the budget where early stopping is off', () => {
    const { run } = solvable({ earlyStop: false });
    expect(run).toMatchObject({ step: 400, solvedAtStep: 100, greedyReturn: 500, finalGreedyReturn: 500 });
  });

  it('comes with the budget where it is never solved, after a last deciding evaluation', () => {
    const { run } = completeRun(shortConfig({ ...idle, steps: 130 }));
    expect(run.step).toBe(130);
    expect(run.solvedAtStep).toBeNull();
    expect(run.finalGreedyReturn).toBeGreaterThan(0);
  });

  it('is decided by finalEvaluationEpisodes, those on the way included', () => {
    const { run } = prepareRun(shortConfig({ ...idle, evaluationEverySteps: 1, steps: 2 }));
    const played = [0, 0, 0];
    vi.spyOn(run.agent.q, 'greedyAction').mockImplementation(() => {
      played[run.step]++;
      return 0;
    });
    while (!run.finished) run.advance();
    expect(run.step).toBe(2);
    // Pushing left only, an episode lasts eight to ten steps: two on the way, three at the end of the budget.
    for (const [step, episodes] of [2, 3].entries()) {
      expect(played[step + 1]).toBeGreaterThanOrEqual(8 * episodes);
      expect(played[step + 1]).toBeLessThanOrEqual(10 * episodes);
    }
  });

  it('goes one environment step at a time, however long an episode is', () => {
    const { run } = prepareRun(shortConfig({ ...idle, steps: 1 }));
    const greedyAction = vi.spyOn(run.agent.q, 'greedyAction').mockReturnValue(0);
    while (!run.finished) {
      const before = greedyAction.mock.calls.length;
      run.advance();
      expect(greedyAction.mock.calls.length - before).toBeLessThanOrEqual(1);
    }
    expect(greedyAction.mock.calls.length).toBeGreaterThanOrEqual(3 * 8);
  });

  it('is not reached before the last evaluation has played all its episodes', () => {
    const { run } = prepareRun(shortConfig({ ...idle, steps: 1 }));
    run.advance();
    expect(run.step).toBe(1);
    expect(run.finished).toBe(false);
    expect(run.finalGreedyReturn).toBeNull();
    while (!run.finished) run.advance();
    expect(run.finalGreedyReturn).not.toBeNull();
  });

  it('with a loss that is no number is an error that says where and what to do', () => {
    const run = () => completeRun(shortConfig({ learningRate: 10, learningRateEnd: 10, optimizer: 'sgd' }));
    expect(run).toThrow(DivergenceError);
    expect(run).toThrow(
      /^(the loss is (NaN|Infinity)|a parameter of the network is not finite) at step \d+, update \d+; likely causes: a learning rate that is too high \(it began at 10\), a gradient that is not clipped \(maxGradientNorm is 0\)$/,
    );
  });

  it.each([
    ['dqn', shortConfig({ maxGradientNorm: 1 }), 3],
    ['dqn with two learners', shortConfig({ maxGradientNorm: 1, targetRule: 'clipped-double' }), 3],
    ['tutorial', shortTutorialConfig(), 3 * 8],
  ])(
    'of %s stops at the minibatch that spoils a parameter, although its loss was fine',
    (_, config, last) => {
      const { run } = prepareRun(config);
      const { agent } = run;
      const learn = agent.learn.bind(agent);
      let calls = 0;
      let updates = 0;
      vi.spyOn(agent, 'learn').mockImplementation((step) => {
        const metrics = learn(step);
        if (++calls === last) {
          updates = agent.updates;
          const { params } = agent.learners[agent.learners.length - 1].online;
          params[params.length - 1] = Number.NaN;
        }
        return metrics;
      });
      const advance = () => {
        while (!run.finished) run.advance();
      };
      expect(advance).toThrow(DivergenceError);
      expect({ calls, updates: run.updates }).toEqual({ calls: last, updates });
      expect(Number.isFinite(run.best.params.reduce((sum, value) => sum + value, 0))).toBe(true);
    },
  );
});

it.each(['default', 'steady'])(
  'the preset %s with seed 1 learns to balance the pole for 500 steps',
  (preset) => {
    const { run } = completeRun(presetConfig(preset, { seed: 1 }));
    expect(run.finalGreedyReturn).toBe(500);
  },
);
