import { describe, expect, it } from 'vitest';
import type { DqnAgent } from '../../src/agent/dqn.ts';
import { doubleTarget } from '../../src/agent/target-double.ts';
import { expectedTarget } from '../../src/agent/target-expected.ts';
import { maxTarget } from '../../src/agent/target-max.ts';
import type { TargetRule } from '../../src/agent/target-rule.ts';
import { Generator } from '../../src/random.ts';
import { PROBE_GAMMA, PROBES, type Probe, ProbeEnv } from '../probe-environments.ts';
import { makeDqn } from './parts.ts';

const STEPS = 600;
/** Off by more than this in any state and action, and the probe counts as not learned. */
const TOLERANCE = 0.02;

/** The settings of the preset `default`, with every length of time divided by about fifty. */
function train(probe: Probe, targetRule: TargetRule): DqnAgent {
  const agent = makeDqn({
    sizes: [1, 16, probe.actionCount],
    options: {
      scheduleSteps: STEPS,
      gamma: PROBE_GAMMA,
      batchSize: 16,
      learningRate: 0.02,
      learningStartSteps: 20,
      targetSyncSteps: 20,
    },
    exploration: { epsilonDecaySteps: 300 },
    parts: { targetRule },
  });
  const env = new ProbeEnv(probe, new Generator(1));
  let observation = env.reset().slice();
  for (let step = 1; step <= STEPS; step++) {
    const action = agent.act(observation, step - 1);
    const { observation: nextObservation, reward, terminated, truncated } = env.step(action);
    agent.observe({ observation, action, reward, nextObservation, terminated, truncated });
    for (let due = agent.updatesDue(step); due > 0; due--) agent.learn(step);
    agent.sync(step);
    observation = (terminated ? env.reset() : nextObservation).slice();
  }
  return agent;
}

const rules: [string, TargetRule][] = [
  ['max', maxTarget],
  ['double', doubleTarget],
  // Each probe with a choice ends after it, so what the ε of this rule is does not matter to its values.
  ['expected', expectedTarget(0.7)],
];

describe.each(rules)('with the target rule %s', (_, targetRule) => {
  it.each(PROBES)('the values of $name are learned', (probe) => {
    const agent = train(probe, targetRule);
    const error = probe.q.map((row, state) => {
      const values = agent.q.values(Float32Array.of(probe.observations[state]));
      return Math.max(...row.map((q, action) => Math.abs(values[action] - q)));
    });
    expect(Math.max(...error)).toBeLessThanOrEqual(TOLERANCE);
  });
});
