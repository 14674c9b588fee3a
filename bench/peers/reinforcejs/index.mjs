/**
 * REINFORCEjs (A. Karpathy, 2015) as a peer: `node --import tsx bench/peers/reinforcejs/index.mjs WORKLOAD` prints one line
 * of JSON.
 *
 * Its agent has one hidden layer of 100 tanh units, no target network, plain gradient descent, and learns from one
 * transition at a time: the newest one and here one more from its memory. `rl.js` is a script for web pages that defines
 * the globals `R` and `RL`.
 */
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { measure } from '../measure.ts';

const workload = JSON.parse(readFileSync(process.argv[2], 'utf8'));
runInThisContext(readFileSync(new URL('rl.js', import.meta.url), 'utf8'), { filename: 'rl.js' });

const env = { getNumStates: () => 4, getMaxNumActions: () => 2 };
const agent = new globalThis.RL.DQNAgent(env, {
  gamma: 0.99,
  epsilon: 0,
  alpha: 1e-3,
  experience_add_every: 1,
  experience_size: workload.memory,
  learning_steps_per_iteration: 1,
  tderror_clamp: 1,
  num_hidden_units: 100,
});
const observations = Array.from({ length: workload.memory }, () =>
  Array.from({ length: 4 }, () => Math.random() * 2 - 1),
);

let step = 0;
const actAndLearn = () => {
  agent.act(observations[step++ % observations.length]);
  agent.learn(1);
};
const rows = workload.actAndLearn
  ? [{ row: workload.actAndLearn.row, median_us: measure(actAndLearn, workload) }]
  : [];
console.log(JSON.stringify({ version: `Node ${process.versions.node}`, rows }));
