/** Storing transitions and drawing minibatches of them. */
import { UniformReplay } from '../../src/agent/replay.ts';
import { Batch, type Transition } from '../../src/agent/transition.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import { Generator } from '../../src/random.ts';
import { frozenConfig, playAtRandom, SIZES } from '../fixtures.ts';
import type { Row } from '../row.ts';

const GROUP = 'Replay memory';
const CAPACITY = 50_000;
const OBSERVATION_SIZE = 4;

function filledReplay(): UniformReplay {
  const replay = new UniformReplay(CAPACITY, OBSERVATION_SIZE, new Generator(1));
  while (replay.size < CAPACITY) playAtRandom(frozenConfig({}), (transition) => replay.push(transition));
  return replay;
}

const pushRow: Row = {
  group: GROUP,
  name: 'push',
  prepare() {
    const replay = filledReplay();
    const transition: { -readonly [Part in keyof Transition]: Transition[Part] } = {
      observation: Float32Array.of(0.1, 0.2, 0.3, 0.4),
      action: 1,
      reward: 1,
      nextObservation: Float32Array.of(0.5, 0.6, 0.7, 0.8),
      terminated: false,
      truncated: false,
    };
    return (count) => {
      for (let n = 0; n < count; n++) {
        transition.action = n & 1;
        // About as often as under a random policy.
        transition.terminated = n % 22 === 0;
        replay.push(transition);
      }
      return replay.terminals;
    };
  },
};

const sampleRow = (B: number): Row => ({
  group: GROUP,
  name: `sample B ${B}`,
  prepare() {
    const replay = filledReplay();
    const batch = new Batch(B, OBSERVATION_SIZE, new HeapDevice());
    return (count) => {
      let actions = 0;
      for (let n = 0; n < count; n++) {
        replay.sample(batch);
        actions += batch.actions[0];
      }
      return actions;
    };
  },
});

export const replayRows: readonly Row[] = [pushRow, ...SIZES.map(({ B }) => sampleRow(B))];
