/** What several suites work on: the three networks, random numbers, and the experience of an agent that plays at random. */
import type { DqnAgent } from '../src/agent/dqn.ts';
import type { Transition } from '../src/agent/transition.ts';
import type { DqnConfig } from '../src/config/config.ts';
import { presetConfig } from '../src/config/presets.ts';
import { createDqnAgent, environmentOf } from '../src/experiment/assembly.ts';
import { spawnStreams } from '../src/experiment/streams.ts';
import type { Device, KernelsName } from '../src/nn/device.ts';
import { Generator } from '../src/random.ts';

export interface Size {
  /** Rows of a minibatch. */
  readonly B: number;
  /** Units of each level of the network. */
  readonly units: readonly number[];
  readonly label: string;
}

const size = (B: number, ...units: number[]): Size => ({ B, units, label: `B ${B}, ${units.join('-')}` });

/** The tutorial's network and batch, CleanRL's, and rl-baselines3-zoo's. */
export const SIZES: readonly Size[] = [
  size(32, 4, 24, 24, 2),
  size(128, 4, 120, 84, 2),
  size(64, 4, 256, 256, 2),
];

/** Weights of layer k, biases aside. */
const weightCount = (units: readonly number[], k: number) => units[k] * units[k + 1];

/** 2 · B · Σ I · O: one multiplication and one addition for each weight and row. */
export function forwardFlops({ B, units }: Size): number {
  let weights = 0;
  for (let k = 0; k + 1 < units.length; k++) weights += weightCount(units, k);
  return 2 * B * weights;
}

/** As much as `forwardFlops` for the weights' gradient, and again for the inputs' of every layer but the first. */
export function backwardFlops(size: Size): number {
  return 2 * forwardFlops(size) - 2 * size.B * weightCount(size.units, 0);
}

/** Values uniform on [−1, 1). */
export function randomArray(length: number, device: Device, random: Generator): Float32Array {
  const values = device.float32(length);
  for (let k = 0; k < length; k++) values[k] = random.uniform(-1, 1);
  return values;
}

/**
 * A learning rate that no weight can feel.
 *
 * The benchmarks go on for far longer than a run: a network that really learned would come to rest, and averages that
 * fade away into subnormal numbers are slow on many processors. So every update finds the same weights.
 */
const STANDSTILL = 1e-12;

/** A preset that learns by DQN or one of its variants, with some values changed. */
export function frozenConfig(values: Readonly<Record<string, unknown>>, preset = 'default'): DqnConfig {
  const config = presetConfig(preset, {
    learningRate: STANDSTILL,
    learningRateEnd: STANDSTILL,
    ...values,
  });
  if (config.algorithm !== 'dqn') throw new Error(`algorithm is ${config.algorithm}; these suites take dqn`);
  return config;
}

const EXPERIENCE = 10_000;

/** Plays `EXPERIENCE` random steps and hands over each, in an object and arrays that are reused. */
export function playAtRandom(config: DqnConfig, store: (transition: Transition) => void): void {
  const random = new Generator(2);
  const environment = environmentOf(config);
  const env = environment.create(random);
  const observation = env.reset().slice();
  for (let k = 0; k < EXPERIENCE; k++) {
    const action = random.integers(0, environment.spec.actionCount);
    const { observation: nextObservation, reward, terminated, truncated } = env.step(action);
    store({ observation, action, reward, nextObservation, terminated, truncated });
    observation.set(terminated || truncated ? env.reset() : nextObservation);
  }
}

/** An agent with a memory full enough to learn from. */
export function experiencedAgent(config: DqnConfig, kernels: KernelsName): DqnAgent {
  const agent = createDqnAgent(config, environmentOf(config).spec, spawnStreams(config.seed), kernels);
  playAtRandom(config, (transition) => agent.observe(transition));
  return agent;
}
