/**
 * Deep Q-Learning on CartPole in one file: network, backpropagation, Adam, replay memory, target network, training loop.
 *
 *   npx tsx examples/dqn.ts
 *
 * An agent learns by trial and error to balance a pole on a cart. It learns Q(s, a): how much reward is still to come if it
 * takes action a in state s and acts as well as possible from then on. Knowing Q, it picks the action with the largest value.
 * Source: Mnih et al. 2015, "Human-level control through deep reinforcement learning", Nature 518, Algorithm 1.
 *
 * This is what `npx tsx src/train.ts` does, with the same settings and, bit for bit, the same weights after every step
 * (`test/examples/dqn.test.ts` checks that). Written this plainly it takes most of a minute; there it takes a second or two.
 * Next, read `src/agent/dqn.ts`: the same algorithm, made of exchangeable parts.
 *
 * Rounding: networks compute in float32, JavaScript computes in float64. A Float32Array rounds what is stored in it, and
 * `fround` rounds what is not. Rounding each product and each sum by itself gives the same bits on every machine.
 */
import { CartPole } from '../src/env/cart-pole/cart-pole.ts';
import { Generator, SeedSequence } from '../src/random.ts';

const { fround } = Math;

const STEPS = 50_000; // the budget; steps are always steps of the environment
const EPISODE_STEPS = 500; // the time limit of CartPole-v1
const SOLVED = 475; // the mean return at which CartPole-v1 counts as solved
const OBSERVATION_SCALE = Float32Array.of(2.4, 2, 0.2095, 2); // observations are divided by it, to be of order 1
const SIZES = [4, 64, 64, 2]; // units: the observation, two hidden layers, Q of each action
const GAMMA = 0.995; // γ: a reward that lies k steps ahead counts γᵏ
const LEARNING_RATE = 2e-3; // α, falling to 0 over the budget
const BATCH_SIZE = 64; // transitions per update
const MEMORY_SIZE = 50_000; // transitions in the replay memory
const LEARNING_START = 1000; // steps before the first update; then there is one after each step
const TARGET_SYNC = 100; // C: steps between two copies to the target network
const EPSILON_END = 0.05; // ε, the share of random actions, falls from 1 to this …
const EPSILON_STEPS = 5000; // … over so many steps
const EVALUATION = 1000; // steps between two evaluations

// The network -------------------------------------------------------------------------------------------------------

/** θ, one array per layer: for each input a row of weights, one for each output; the biases are the last row. */
type Network = Float32Array[];

/** A network with all parameters 0. Gradients and Adam's averages have the same form. */
const createNetwork = (): Network =>
  SIZES.slice(1).map((outputs, k) => new Float32Array((SIZES[k] + 1) * outputs));

/** Small random parameters to start from: the more inputs a layer adds up, the smaller. */
function initialize(network: Network, random: Generator): void {
  network.forEach((layer, k) => {
    const bound = 1 / Math.sqrt(SIZES[k]);
    for (let j = 0; j < layer.length; j++) layer[j] = random.uniform(-bound, bound);
  });
}

/** The observation and what each layer makes of it, h = max(0, x · weights + biases); the last, without the max, is Q(s, ·). */
function forward(network: Network, observation: Float32Array): Float32Array[] {
  const activations = [observation];
  network.forEach((layer, k) => {
    const [inputs, outputs] = [SIZES[k], SIZES[k + 1]];
    const x = activations[k];
    const h = layer.slice(inputs * outputs); // the biases
    for (let i = 0; i < inputs; i++) {
      if (x[i] === 0) continue; // a unit that is off adds nothing
      for (let o = 0; o < outputs; o++) h[o] += fround(x[i] * layer[i * outputs + o]);
    }
    const isHidden = k < network.length - 1;
    activations.push(isHidden ? h.map((value) => Math.max(0, value)) : h);
  });
  return activations;
}

/** Adds ∂L/∂θ of one transition to `gradient`, given ∂L/∂Q: the chain rule, from the last layer to the first. */
function backward(gradient: Network, network: Network, activations: Float32Array[], dQ: Float32Array): void {
  let dH = dQ;
  for (let k = network.length - 1; k >= 0; k--) {
    const [inputs, outputs] = [SIZES[k], SIZES[k + 1]];
    const [layer, dLayer, x] = [network[k], gradient[k], activations[k]];
    const dX = new Float32Array(inputs);
    for (let i = 0; i < inputs; i++) {
      if (x[i] === 0) continue; // a unit that is off passes nothing back
      for (let o = 0; o < outputs; o++) {
        dLayer[i * outputs + o] += fround(x[i] * dH[o]);
        dX[i] += fround(layer[i * outputs + o] * dH[o]);
      }
    }
    for (let o = 0; o < outputs; o++) dLayer[inputs * outputs + o] += dH[o];
    dH = dX;
  }
}

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const ADAM_EPSILON = fround(1e-8);

/** What Adam remembers: running averages of the gradient and of its square; β₁ᵗ and β₂ᵗ after t updates. */
interface Adam {
  m: Network;
  v: Network;
  beta1Power: number;
  beta2Power: number;
}

/** θ ← θ − α m̂ / (√v̂ + 1e-8): moves each parameter downhill by about α, however steep it is (Kingma & Ba 2015). */
function adamStep(adam: Adam, network: Network, gradient: Network, learningRate: number): void {
  adam.beta1Power *= BETA_1;
  adam.beta2Power *= BETA_2;
  const mCorrection = fround(1 / (1 - adam.beta1Power)); // early averages are too small: they began at 0
  const vCorrection = fround(1 / (1 - adam.beta2Power));
  network.forEach((layer, k) => {
    const [m, v] = [adam.m[k], adam.v[k]];
    for (let j = 0; j < layer.length; j++) {
      const g = gradient[k][j];
      m[j] = fround(fround(BETA_1) * m[j]) + fround(fround(1 - BETA_1) * g);
      v[j] = fround(fround(BETA_2) * v[j]) + fround(fround(1 - BETA_2) * fround(g * g));
      const mHat = fround(m[j] * mCorrection);
      const root = fround(Math.sqrt(fround(v[j] * vCorrection)));
      layer[j] -= fround(fround(fround(learningRate) * mHat) / fround(root + ADAM_EPSILON));
    }
  });
}

// The agent ---------------------------------------------------------------------------------------------------------

/** One step (s, a, r, s′), and whether the pole fell or the cart left the track. Running out of time does not count as an end. */
interface Transition {
  observation: Float32Array;
  action: number;
  reward: number;
  nextObservation: Float32Array;
  terminated: boolean;
}

const scaled = (observation: Float32Array) => observation.map((value, d) => value / OBSERVATION_SCALE[d]);

/** From `start` to `end` in a straight line over `duration` steps, then constant. */
const linear = (start: number, end: number, duration: number, step: number) =>
  step < duration ? start + (end - start) * (step / duration) : end;

const qValues = (network: Network, observation: Float32Array) =>
  forward(network, observation)[SIZES.length - 1];

/** argmax_a Q(s, a) */
function greedyAction(network: Network, observation: Float32Array): number {
  const [left, right] = qValues(network, observation);
  return right > left ? 1 : 0;
}

/** With probability ε a random action, else the greedy one. */
function act(network: Network, observation: Float32Array, epsilon: number, random: Generator): number {
  return random.random() < epsilon ? random.integers(0, 2) : greedyAction(network, observation);
}

/** ∂L/∂θ for a random minibatch: L = mean (y − Q(s, a; θ))² with the constant y = r + γ max_a′ Q(s′, a′; θ⁻). */
function batchGradient(online: Network, target: Network, memory: Transition[], random: Generator): Network {
  const gradient = createNetwork();
  for (let b = 0; b < BATCH_SIZE; b++) {
    const { observation, action, reward, nextObservation, terminated } =
      memory[random.integers(0, memory.length)];
    const nextValue = terminated ? 0 : Math.max(...qValues(target, nextObservation));
    const y = fround(reward + GAMMA * nextValue);
    const activations = forward(online, observation);
    const q = activations[SIZES.length - 1];
    const dQ = new Float32Array(q.length); // 0 for the action that was not taken
    dQ[action] = (2 * (q[action] - y)) / BATCH_SIZE;
    backward(gradient, online, activations, dQ);
  }
  return gradient;
}

/** The mean return of so many greedy episodes. Nothing is learned from them. */
function evaluate(network: Network, seed: SeedSequence, episodes: number): number {
  const env = new CartPole({ random: new Generator(seed) });
  let rewards = 0;
  for (let episode = 0; episode < episodes; episode++) {
    let observation = env.reset();
    for (let t = 0; t < EPISODE_STEPS; t++) {
      const result = env.step(greedyAction(network, scaled(observation)));
      rewards += result.reward;
      if (result.terminated) break;
      observation = result.observation;
    }
  }
  return rewards / episodes;
}

/** Trains for so many steps, or until CartPole is solved, and returns the network. */
export function train(seed: number, steps: number, report: (line: string) => void): Network {
  // A stream of random numbers for each purpose: evaluating more often, say, must not change what is learned.
  const seeds = new SeedSequence(seed).spawn(5);
  const [starts, exploration, sampling, initialization] = seeds.map((stream) => new Generator(stream));

  const online = createNetwork(); // θ: learns and acts
  initialize(online, initialization);
  let target = structuredClone(online); // θ⁻: an older copy, which says what the next state is worth
  const adam = { m: createNetwork(), v: createNetwork(), beta1Power: 1, beta2Power: 1 };
  const memory: Transition[] = []; // D

  const env = new CartPole({ random: starts });
  let observation = scaled(env.reset());
  let episodeSteps = 0;
  for (let step = 1; step <= steps; step++) {
    // choose
    const epsilon = linear(1, EPSILON_END, EPSILON_STEPS, step - 1);
    const action = act(online, observation, epsilon, exploration);

    // execute
    const result = env.step(action);
    const { reward, terminated } = result;
    const nextObservation = scaled(result.observation);

    // store, over the oldest transition once the memory is full
    memory[(step - 1) % MEMORY_SIZE] = { observation, action, reward, nextObservation, terminated };

    // learn
    if (step > LEARNING_START) {
      const gradient = batchGradient(online, target, memory, sampling);
      adamStep(adam, online, gradient, linear(LEARNING_RATE, 0, STEPS, step));
    }

    // sync
    if (step % TARGET_SYNC === 0) target = structuredClone(online);

    episodeSteps++;
    const episodeEnded = terminated || episodeSteps === EPISODE_STEPS;
    observation = episodeEnded ? scaled(env.reset()) : nextObservation;
    if (episodeEnded) episodeSteps = 0;

    if (step % EVALUATION === 0) {
      const evaluationSeed = seeds[4].child(step);
      const meanReturn = evaluate(online, evaluationSeed, 20);
      report(`step ${step}: ε ${epsilon.toFixed(2)}, mean return ${meanReturn.toFixed(1)}`);
      if (meanReturn >= SOLVED && evaluate(online, evaluationSeed, 100) >= SOLVED) {
        report(`solved: the mean return over 100 episodes is ${SOLVED} or more`);
        break;
      }
    }
  }
  return online;
}

if (process.argv[1] === import.meta.filename) train(1, STEPS, console.log);
