/** Small agents and networks for the tests of `src/agent`: a test names what matters to it, the rest is as in `default`. */
import { areDistributional, DistributionalAgent } from '../../src/agent/distributional.ts';
import { DqnAgent, type DqnOptions, type DqnParts } from '../../src/agent/dqn.ts';
import { EpsilonGreedy, type EpsilonGreedyOptions } from '../../src/agent/exploration.ts';
import { type Replay, UniformReplay } from '../../src/agent/replay.ts';
import { maxTarget } from '../../src/agent/target-max.ts';
import { Batch, type Transition } from '../../src/agent/transition.ts';
import { type DqnConfig, resolveConfig } from '../../src/config/config.ts';
import { Adam } from '../../src/nn/adam.ts';
import { HeapDevice } from '../../src/nn/device.ts';
import { initialize } from '../../src/nn/initialization.ts';
import { squaredLoss } from '../../src/nn/losses.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { Generator } from '../../src/random.ts';
import type { State } from '../../src/state.ts';
import { evenFloats } from '../arbitraries.ts';

export const device = new HeapDevice();

export const defaultConfig = resolveConfig({}) as DqnConfig;

/** A network with PyTorch's initial weights. */
export function randomMlp(sizes: readonly number[], maxBatch: number, seed: number): Mlp {
  const mlp = new Mlp(sizes, maxBatch, device);
  initialize(mlp, 'pytorch', new Generator(seed));
  return mlp;
}

/** A network without hidden layers whose values of the b-th unit vector are row b of `table`. */
export function tableMlp(table: readonly (readonly number[])[], maxBatch = Math.max(8, table.length)): Mlp {
  const mlp = new Mlp([table.length, table[0].length], maxBatch, device);
  mlp.layers[0].weight.set(table.flat());
  return mlp;
}

/** All unit vectors of `count` dimensions, one in each row. */
export function unitVectors(count: number): Float32Array {
  return Float32Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? 1 : 0));
}

/** A minibatch of transitions to the states of `unitVectors(count)`. */
export function batchToUnitVectors(count: number): Batch {
  const batch = new Batch(count, count, device);
  batch.nextObservations.set(unitVectors(count));
  return batch;
}

export interface DqnSetup {
  readonly sizes?: readonly number[];
  readonly seed?: number;
  readonly options?: Partial<DqnOptions>;
  readonly exploration?: Partial<EpsilonGreedyOptions>;
  readonly parts?: Partial<DqnParts>;
}

/** An agent of few units and small batches, distributional if its networks are. Equal setups make equal agents. */
export function makeDqn({
  sizes = [4, 8, 2],
  seed = 1,
  options = {},
  exploration = {},
  parts = {},
}: DqnSetup = {}): DqnAgent {
  const allOptions: DqnOptions = {
    ...defaultConfig,
    scheduleSteps: defaultConfig.steps,
    batchSize: 8,
    ...options,
  };
  const online = parts.online ?? randomMlp(sizes, allOptions.batchSize, seed);
  const allParts: DqnParts = {
    online,
    target: new Mlp(online.sizes, online.maxBatch, device),
    optimizer: new Adam(online.params, online.grads, {}, device),
    replay: new UniformReplay(1000, online.sizes[0], new Generator(seed)),
    targetRule: maxTarget,
    loss: squaredLoss,
    exploration: new EpsilonGreedy({ ...defaultConfig, ...exploration }, new Generator(seed)),
    device,
    ...parts,
  };
  return areDistributional(allParts)
    ? new DistributionalAgent(allParts, allOptions)
    : new DqnAgent(allParts, allOptions);
}

/** A transition with random observations; what it does not name is an ordinary step in the middle of an episode. */
export function randomTransition(random: Generator, named: Partial<Transition> = {}): Transition {
  return {
    observation: evenFloats(random, 4),
    action: random.integers(0, 2),
    reward: 1,
    nextObservation: evenFloats(random, 4),
    terminated: false,
    truncated: false,
    ...named,
  };
}

/** Gives an agent `count` random transitions, one in ten of them terminal. */
export function fillReplay(replay: Replay, count: number, seed = 1): void {
  const random = new Generator(seed);
  for (let k = 0; k < count; k++) replay.push(randomTransition(random, { terminated: k % 10 === 9 }));
}

/** A replay memory that hands out given batches, one for each call of `sample`, instead of drawing them. */
export class ScriptedReplay implements Replay {
  readonly size = 0;
  readonly terminals = 0;
  readonly #script: Iterator<Partial<Record<keyof Batch, ArrayLike<number>>>>;

  constructor(script: Iterable<Partial<Record<keyof Batch, ArrayLike<number>>>>) {
    this.#script = script[Symbol.iterator]();
  }

  push(): void {}

  sample(batch: Batch): void {
    const parts = this.#script.next().value;
    for (const [name, values] of Object.entries(parts)) {
      (batch[name as keyof Batch] as Float32Array).set(values as ArrayLike<number>);
    }
  }

  updatePriorities(): void {}

  state(): State {
    return {};
  }

  restore(): void {}
}
