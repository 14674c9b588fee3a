import { describe, expect, test } from 'vitest';
import { presetConfig } from '../../src/config/presets.ts';
import { learningEnd } from '../../src/config/schedule.ts';
import { createDqnAgent, environmentOf } from '../../src/experiment/assembly.ts';
import { spawnStreams } from '../../src/experiment/streams.ts';

const end = (changes: Record<string, unknown>, preset = 'default') =>
  learningEnd(presetConfig(preset, { steps: 1000, ...changes }));

describe('learning ends', () => {
  test('where a schedule that is shorter than the budget comes to a learning rate of 0', () => {
    expect(end({ scheduleSteps: 400 })).toBe(400);
    expect(end({ scheduleSteps: 999 })).toBe(999);
  });

  test('with the run, where the schedule is as long, and never, where the learning rate does not end at 0', () => {
    expect(end({})).toBeNull();
    expect(end({ scheduleSteps: 1000 })).toBeNull();
    expect(end({ scheduleSteps: 400, learningRateEnd: 1e-9 })).toBeNull();
    expect(end({}, 'tutorial')).toBeNull();
  });

  test('at the step from which on the agent has no learning rate', () => {
    const config = presetConfig('default', { steps: 1000, scheduleSteps: 400 });
    if (config.algorithm !== 'dqn') throw new Error('not a DQN');
    const agent = createDqnAgent(config, environmentOf(config).spec, spawnStreams(1));
    expect([399, 400].map((step) => agent.learningRate(step) > 0)).toEqual([true, false]);
  });
});
