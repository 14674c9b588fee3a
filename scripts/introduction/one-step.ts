/** What learning from a single transition does to Q elsewhere: some plain steps downhill, without Adam. */
import { trainTo } from './runs.ts';

/** Degrees for a scaled angle of 1. */
const SCALE = (0.2095 * 180) / Math.PI;
const LEARNING_RATE = 0.003;

export type Curve = readonly (readonly [degrees: number, q: number])[];

/** Q of the action taken, over the angle of the pole, all else as in the transition. */
export interface OneStep {
  readonly before: Curve;
  readonly afterOne: Curve;
  readonly afterTen: Curve;
  /** The angle of the transition itself, the last one before a fall, so that Q should be 1. */
  readonly degrees: number;
  readonly qBefore: number;
  readonly qAfterTen: number;
}

export function learnFromOneFall(): OneStep {
  const { agent } = trainTo(1500);
  const { online, batch, dQ } = agent;
  do agent.sampleBatch();
  while (!batch.terminated.includes(1));
  const row = batch.terminated.indexOf(1);
  const state = batch.observations.slice(4 * row, 4 * row + 4);
  const action = batch.actions[row];

  const q = () => agent.q.values(state)[action];
  const curve = (): Curve =>
    Array.from({ length: 49 }, (_, k) => {
      const degrees = (k - 24) / 2;
      const moved = Float32Array.of(state[0], state[1], degrees / SCALE, state[3]);
      return [degrees, agent.q.values(moved)[action]];
    });
  const learn = (times: number) => {
    for (let k = 0; k < times; k++) {
      batch.observations.set(state);
      const values = online.forward(batch.observations, 1);
      dQ.fill(0);
      dQ[action] = 2 * (values[action] - 1);
      online.backward(dQ, 1);
      for (let j = 0; j < online.params.length; j++) online.params[j] -= LEARNING_RATE * online.grads[j];
    }
  };

  const [before, qBefore] = [curve(), q()];
  learn(1);
  const afterOne = curve();
  learn(9);
  return { before, afterOne, afterTen: curve(), degrees: state[2] * SCALE, qBefore, qAfterTen: q() };
}
