import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvHeader, csvLine, EPISODE_COLUMNS, LearnMetricsMean } from '../../src/experiment/metrics.ts';
import { METRICS_COLUMNS } from '../metrics-columns.ts';

const episode = {
  episode: 3,
  step: 61,
  length: 21,
  return: 21,
  terminated: true,
  truncated: false,
  epsilon: 0.5,
};

const metrics = {
  step: 100,
  updates: 50,
  episodes: 4,
  epsilon: 0.05,
  loss: 1e-7,
  meanAbsTdError: 0.1,
  meanQ: -2.5,
  gradientNorm: 1e21,
  terminalsInMemory: 4,
  meanReturn: 20.25,
  greedyReturn: null,
  diagnosis: {
    actionGap: 0.25,
    maxQ: 101,
    qCeiling: 100,
    qBeforeEnd: 3,
    endAbsTdError: 2,
    endingsInMemory: [4, 0],
    greedyChurn: null,
  },
};

describe('the tables', () => {
  it('name the columns of an episode', () => {
    expect(csvHeader(EPISODE_COLUMNS)).toBe('episode,step,length,return,terminated,truncated,epsilon\n');
  });

  it('name the columns of the metrics', () => {
    expect(csvHeader(METRICS_COLUMNS)).toBe(
      'step,updates,episodes,epsilon,loss,mean_abs_td_error,mean_q,gradient_norm,' +
        'terminals_in_memory,mean_return_100,greedy_return,action_gap,max_q,q_ceiling,q_before_fall,' +
        'fall_abs_td_error,pole_falls_in_memory,cart_falls_in_memory,greedy_churn\n',
    );
  });

  it('write truth as 1 and 0', () => {
    expect(csvLine(EPISODE_COLUMNS, episode)).toBe('3,61,21,21,1,0,0.5\n');
  });

  it('write nothing where there is nothing, and 0 where there is zero', () => {
    expect(csvLine(METRICS_COLUMNS, metrics)).toBe(
      '100,50,4,0.05,1e-7,0.1,-2.5,1e+21,4,20.25,,0.25,101,100,3,2,4,0,\n',
    );
    expect(csvLine(METRICS_COLUMNS, { ...metrics, loss: null, greedyReturn: 0 })).toBe(
      '100,50,4,0.05,,0.1,-2.5,1e+21,4,20.25,0,0.25,101,100,3,2,4,0,\n',
    );
  });

  it('write numbers that read back as they were', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        const cells = csvLine(METRICS_COLUMNS, { ...metrics, meanQ: value })
          .trimEnd()
          .split(',');
        expect(Number(cells[6])).toBe(value + 0);
      }),
    );
  });

  it('say what every column means', () => {
    for (const { meaning } of [...EPISODE_COLUMNS, ...METRICS_COLUMNS]) expect(meaning).not.toBe('');
  });
});

describe('LearnMetricsMean', () => {
  const nothing = { loss: null, meanAbsTdError: null, meanQ: null, gradientNorm: null };
  const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const learnMetrics = fc.record({
    loss: numbers,
    meanAbsTdError: numbers,
    meanQ: numbers,
    gradientNorm: numbers,
  });

  it('has nothing to say of no updates', () => {
    expect(new LearnMetricsMean().take()).toEqual(nothing);
  });

  it('is the mean of each metric', () => {
    fc.assert(
      fc.property(fc.array(learnMetrics, { minLength: 1 }), (updates) => {
        const means = new LearnMetricsMean();
        for (const update of updates) means.add(update);
        const taken = means.take();
        for (const name of ['loss', 'meanAbsTdError', 'meanQ', 'gradientNorm'] as const) {
          const mean = updates.reduce((sum, update) => sum + update[name], 0) / updates.length;
          expect(taken[name]).toBe(mean);
        }
      }),
    );
  });

  it('starts anew after it was taken', () => {
    const means = new LearnMetricsMean();
    means.add({ loss: 5, meanAbsTdError: 5, meanQ: 5, gradientNorm: 5 });
    means.take();
    expect(means.take()).toEqual(nothing);
    const update = { loss: 1, meanAbsTdError: 2, meanQ: 3, gradientNorm: 4 };
    means.add(update);
    expect(means.take()).toEqual(update);
  });

  it('keeps numbers, not the object that is overwritten by the next update', () => {
    const means = new LearnMetricsMean();
    const reused = { loss: 1, meanAbsTdError: 1, meanQ: 1, gradientNorm: 1 };
    means.add(reused);
    reused.loss = 3;
    means.add(reused);
    expect(means.take().loss).toBe(2);
  });
});
