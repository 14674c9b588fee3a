/** An agent in a loop of your own, in an environment that is written here: `npx tsx examples/own-loop.ts`. */
import { createDqn, Generator } from '../src/index.ts';

// A walker on a line is to reach a flag: each step costs what it still lacks, and an episode ends at the flag or after 40 steps.
const random = new Generator(1);
let [walker, flag, steps] = [0, 0, 0];

function reset(): Float32Array {
  [walker, flag, steps] = [random.uniform(-1, 1), random.uniform(-1, 1), 0];
  return Float32Array.of(walker, flag);
}

function step(action: number) {
  walker += [-0.1, 0, 0.1][action];
  steps++;
  const distance = Math.abs(walker - flag);
  const terminated = distance < 0.06;
  return {
    observation: Float32Array.of(walker, flag),
    reward: -distance,
    terminated,
    truncated: !terminated && steps === 40,
  };
}

const agent = createDqn({
  observationSize: 2,
  actionCount: 3,
  gamma: 0.95,
  learningStartSteps: 200,
  seed: 1,
});

/** How many of 100 flags the agent reaches when it does what it thinks best. */
function flagsReached(): number {
  let reached = 0;
  for (let episode = 0; episode < 100; episode++) {
    for (let observation = reset(); ; ) {
      const result = step(agent.q.greedyAction(observation));
      if (result.terminated) reached++;
      if (result.terminated || result.truncated) break;
      observation = result.observation;
    }
  }
  return reached;
}

console.log(`before: ${flagsReached()} of 100 flags reached`);
let observation = reset();
for (let t = 1; t <= 5000; t++) {
  const action = agent.act(observation, t - 1);
  const { observation: nextObservation, reward, terminated, truncated } = step(action);
  agent.observe({ observation, action, reward, nextObservation, terminated, truncated });
  for (let due = agent.updatesDue(t, terminated || truncated); due > 0; due--) agent.learn(t);
  agent.sync(t);
  observation = terminated || truncated ? reset() : nextObservation;
}
console.log(`after:  ${flagsReached()} of 100 flags reached`);
