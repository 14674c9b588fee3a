/** Agents with more actions than a byte can name. */
import { describe, expect, it } from 'vitest';
import { NStepReplay } from '../../src/agent/n-step-replay.ts';
import { UniformReplay } from '../../src/agent/replay.ts';
import { Generator } from '../../src/random.ts';
import type { State } from '../../src/state.ts';
import { copyOfState, handOver, withValue } from '../stateful.ts';
import { makeDqn, randomTransition } from './parts.ts';

const ACTIONS = [0, 43, 255, 256, 299, 43 + 256];

const make = (actionCount: number, nStep = 1) => {
  const memory = new UniformReplay(100, 4, new Generator(1));
  const replay = nStep === 1 ? memory : new NStepReplay(memory, nStep, 0.9, 4);
  return makeDqn({ sizes: [4, 3, actionCount], parts: { replay } });
};

function filled(actionCount: number, nStep = 1) {
  const agent = make(actionCount, nStep);
  const random = new Generator(2);
  for (const action of ACTIONS.filter((action) => action < actionCount)) {
    agent.observe(randomTransition(random, { action }));
  }
  return agent;
}

it('learn the action that was taken', () => {
  const agent = filled(300);
  const seen = new Set<number>();
  for (let k = 0; k < 50; k++) {
    agent.learn(1);
    for (const action of agent.batch.actions) seen.add(action);
    agent.dQ.forEach((slope, k) => {
      if (slope !== 0) expect(agent.batch.actions[Math.floor(k / 300)]).toBe(k % 300);
    });
  }
  expect([...seen].sort((a, b) => a - b)).toEqual([0, 43, 255, 256, 299]);
});

describe('saved and restored', () => {
  it.each([1, 3])('go on exactly, with %i-step returns', (nStep) => {
    const agent = filled(300, nStep);
    const other = make(300, nStep);
    handOver(agent, other);
    expect(other.state()).toEqual(agent.state());
    agent.learn(1);
    other.learn(1);
    expect(other.batch).toEqual(agent.batch);
    expect(other.batch.actions.some((action) => action > 255)).toBe(true);
  });

  const actionsOf = (state: State) => ((state.replay as State).transitions as State).actions;

  it('have 32 bits for each action where bytes are too few, and bytes everywhere else', () => {
    expect(actionsOf(filled(300).state())).toEqual(Uint32Array.from(ACTIONS));
    expect(actionsOf(filled(256).state())).toEqual(Uint8Array.of(0, 43, 255));
  });

  it('refuse actions that there are not', () => {
    const state = withValue(copyOfState(filled(300)), 'replay.transitions.actions[2]', 300);
    const refused = 'replay.transitions.actions[2] is 300; expected a number from 0 to 299';
    expect(() => handOver({ state: () => state }, make(300))).toThrow(refused);
  });
});
