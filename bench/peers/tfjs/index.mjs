/**
 * TensorFlow.js as a peer, on one thread: `node --import tsx bench/peers/tfjs/index.mjs WORKLOAD wasm|cpu` prints one line
 * of JSON. The update has the shape of the snake-dqn example of TensorFlow.js, with a plain max in the target.
 */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { measure } from '../measure.ts';

const OBSERVATION_SIZE = 4;
const ACTIONS = 2;
const GAMMA = 0.99;
const LEARNING_RATE = 2.5e-4;

const [path, backend] = process.argv.slice(2);
const workload = JSON.parse(readFileSync(path, 'utf8'));
setThreadsCount(1);
if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend} here`);

const uniform = (length) => Float32Array.from({ length }, () => Math.random() * 2 - 1);

const memory = {
  observations: uniform(workload.memory * OBSERVATION_SIZE),
  actions: Int32Array.from({ length: workload.memory }, () => Math.floor(Math.random() * ACTIONS)),
  rewards: new Float32Array(workload.memory).fill(1),
  nextObservations: uniform(workload.memory * OBSERVATION_SIZE),
  dones: Float32Array.from({ length: workload.memory }, () => (Math.random() < 0.05 ? 1 : 0)),
};

/** Typed arrays rather than an array of transitions: the fastest way into a tensor. */
function sampler(batch) {
  const observations = new Float32Array(batch * OBSERVATION_SIZE);
  const actions = new Int32Array(batch);
  const rewards = new Float32Array(batch);
  const nextObservations = new Float32Array(batch * OBSERVATION_SIZE);
  const dones = new Float32Array(batch);
  return () => {
    for (let b = 0; b < batch; b++) {
      const slot = Math.floor(Math.random() * workload.memory);
      for (let d = 0; d < OBSERVATION_SIZE; d++) {
        observations[b * OBSERVATION_SIZE + d] = memory.observations[slot * OBSERVATION_SIZE + d];
        nextObservations[b * OBSERVATION_SIZE + d] = memory.nextObservations[slot * OBSERVATION_SIZE + d];
      }
      actions[b] = memory.actions[slot];
      rewards[b] = memory.rewards[slot];
      dones[b] = memory.dones[slot];
    }
    // slice, because a backend may keep the array that it is given until it is read.
    return {
      observations: tf.tensor2d(observations.slice(), [batch, OBSERVATION_SIZE]),
      actions: tf.tensor1d(actions.slice(), 'int32'),
      rewards: tf.tensor1d(rewards.slice()),
      nextObservations: tf.tensor2d(nextObservations.slice(), [batch, OBSERVATION_SIZE]),
      dones: tf.tensor1d(dones.slice()),
    };
  };
}

function createNetwork(hidden) {
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: hidden[0], activation: 'relu', inputShape: [OBSERVATION_SIZE] }),
      tf.layers.dense({ units: hidden[1], activation: 'relu' }),
      tf.layers.dense({ units: ACTIONS }),
    ],
  });
}

function createUpdate(hidden, batch) {
  const online = createNetwork(hidden);
  const target = createNetwork(hidden);
  target.setWeights(online.getWeights());
  const optimizer = tf.train.adam(LEARNING_RATE);
  const sample = sampler(batch);
  const update = () => {
    const { observations, actions, rewards, nextObservations, dones } = sample();
    const tdTarget = target.apply(nextObservations).max(1).mul(tf.sub(1, dones)).mul(GAMMA).add(rewards);
    const oneHot = tf.oneHot(actions, ACTIONS);
    const loss = () =>
      online.apply(observations, { training: true }).mul(oneHot).sum(1).sub(tdTarget).square().mean();
    optimizer.minimize(loss);
  };
  return () => tf.tidy(update);
}

function createAct(hidden) {
  const online = createNetwork(hidden);
  const observation = uniform(OBSERVATION_SIZE);
  const act = () =>
    online
      .apply(tf.tensor2d(observation, [1, OBSERVATION_SIZE]))
      .argMax(1)
      .dataSync()[0];
  return () => tf.tidy(act);
}

const rows = [
  ...workload.updates.map(({ row, batch, hidden }) => [row, createUpdate(hidden, batch)]),
  ...workload.acts.map(({ row, hidden }) => [row, createAct(hidden)]),
].map(([row, operation]) => ({ row, median_us: measure(operation, workload) }));

const simd = backend === 'wasm' && (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? ' SIMD' : '';
const version = `TensorFlow.js ${tf.version.tfjs}${simd}, Node ${process.versions.node}`;
console.log(JSON.stringify({ version, rows }));
