/**
 * This project as one of the peers: `node --import tsx bench/peers/ours/index.ts WORKLOAD auto|readable` prints one line of
 * JSON. It goes through the public parts, as a training run does.
 */
import type { DqnAgent } from '../../../src/agent/dqn.ts';
import type { DqnConfig } from '../../../src/config/config.ts';
import { presetConfig } from '../../../src/config/presets.ts';
import { makeEnv } from '../../../src/env/registry.ts';
import { createDqnAgent, environmentOf } from '../../../src/experiment/assembly.ts';
import { spawnStreams } from '../../../src/experiment/streams.ts';
import { type KernelsChoice, resolveKernels } from '../../../src/nn/device.ts';
import { Generator } from '../../../src/random.ts';
import { measure } from '../measure.ts';
import { type PeerReport, readWorkload } from '../workload.ts';

const SEED = 1;
const ENVIRONMENT_STEPS_PER_CALL = 1000;

const [path, choice] = process.argv.slice(2);
const workload = readWorkload(path);
const kernels = resolveKernels(choice as KernelsChoice);
const rows: PeerReport['rows'] = [];

/** An agent with CleanRL's settings, these sizes and a full memory; it always acts greedily. */
function createAgent(hiddenSizes: readonly number[], batchSize: number): DqnAgent {
  const changes = { hiddenSizes, batchSize, replayCapacity: workload.memory, epsilonStart: 0, epsilonEnd: 0 };
  const config = presetConfig('cleanrl', changes) as DqnConfig;
  const agent = createDqnAgent(config, environmentOf(config).spec, spawnStreams(SEED), kernels);
  const random = new Generator(SEED);
  for (let k = 0; k < workload.memory; k++) {
    agent.observe({
      observation: randomObservation(random),
      action: random.integers(0, 2),
      reward: 1,
      nextObservation: randomObservation(random),
      terminated: random.random() < 0.05,
      truncated: false,
    });
  }
  return agent;
}

function randomObservation(random: Generator): Float32Array {
  return Float32Array.from({ length: 4 }, () => random.uniform(-1, 1));
}

for (const { row, batch, hidden } of workload.updates) {
  const agent = createAgent(hidden, batch);
  rows.push({ row, median_us: measure(() => agent.learn(1), workload) });
}

for (const { row, hidden } of workload.acts) {
  const agent = createAgent(hidden, 1);
  const observation = randomObservation(new Generator(SEED));
  rows.push({ row, median_us: measure(() => agent.act(observation, 1), workload) });
}

if (workload.actAndLearn) {
  const { row, batch, hidden } = workload.actAndLearn;
  const agent = createAgent(hidden, batch);
  const observation = randomObservation(new Generator(SEED));
  const end = { reward: 1, nextObservation: observation, terminated: false, truncated: false };
  const transition = { observation, action: 0, ...end };
  const actAndLearn = () => {
    transition.action = agent.act(observation, 1);
    agent.observe(transition);
    agent.learn(1);
  };
  rows.push({ row, median_us: measure(actAndLearn, workload) });
}

if (workload.environment) {
  const random = new Generator(SEED);
  const env = makeEnv('CartPole-v1', { random });
  env.reset();
  const steps = () => {
    for (let k = 0; k < ENVIRONMENT_STEPS_PER_CALL; k++) {
      const { terminated, truncated } = env.step(random.integers(0, 2));
      if (terminated || truncated) env.reset();
    }
  };
  rows.push({
    row: workload.environment.row,
    median_us: measure(steps, workload, ENVIRONMENT_STEPS_PER_CALL),
  });
}

const report: PeerReport = { version: `${kernels} kernels, Node ${process.versions.node}`, rows };
console.log(JSON.stringify(report));
