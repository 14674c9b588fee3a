/**
 * Exploring with noisy networks, which takes the place of ε: a fresh draw of noise for each action, and for each update one for
 * every network.
 *
 *   a = argmax_a Q(s, a, ε; ζ)                                    act
 *   y = r + γ max_a′ Q(s′, a′, ε′; ζ⁻)                            the target rule, with noise ε′ of the target network's own
 *   a gradient descent step on (y − Q(s, a, ε″; ζ))²              with the noise that a Double DQN also chooses a′ with
 *
 * All other values, such as those of an evaluation, are without noise (`QNetwork`).
 *
 * Source: Fortunato et al. 2018, "Noisy Networks for Exploration", Algorithm 1. Deviation: noise is drawn for each action also
 * where an update comes once in several steps, as in Hessel et al. 2018; the greedy policy is judged without it.
 */
import type { Device } from '../nn/device.ts';
import type { Network } from '../nn/network.ts';
import { drawNoise } from '../nn/noise.ts';
import type { Generator } from '../random.ts';
import type { SavedState, State } from '../state.ts';
import type { DqnParts } from './dqn.ts';
import type { Exploration } from './exploration.ts';
import { type QFunction, QNetwork } from './q-function.ts';
import type { TargetRule } from './target-rule.ts';

/** The greedy action of the network with fresh noise. */
export class NoisyExploration implements Exploration {
  readonly #q: QNetwork;
  readonly #random: Generator;

  constructor(network: Network, random: Generator, device: Device) {
    this.#q = new QNetwork(network, device);
    this.#random = random;
  }

  act(_q: QFunction, observation: Float32Array): number {
    drawNoise(this.#q.network.noise, this.#random);
    return this.#q.noisyAction(observation);
  }

  epsilon(): number {
    return 0;
  }

  // --- saving and restoring ---

  /** The noise itself is not part of it: each use draws its own. */
  state(): State {
    return this.#random.state();
  }

  restore(saved: SavedState): void {
    this.#random.restore(saved);
  }
}

/** The same rule, after a draw of noise for each of the networks of the update. */
export function noisyTarget(rule: TargetRule, networks: readonly Network[], random: Generator): TargetRule {
  return (nextValues, batch, online, target, tdTarget) => {
    for (let k = 0; k < networks.length; k++) drawNoise(networks[k].noise, random);
    rule(nextValues, batch, online, target, tdTarget);
  };
}

/**
 * The parts of an agent of noisy networks, made from those of one that explores in another way.
 *
 * @param others networks of the update beside `online` and `target`.
 */
export function noisyParts<Parts extends DqnParts>(
  parts: Parts,
  random: Generator,
  others: readonly Network[],
): Parts {
  const { online, target, targetRule, device } = parts;
  return {
    ...parts,
    exploration: new NoisyExploration(online, random, device),
    targetRule: noisyTarget(targetRule, [online, target, ...others], random),
  };
}
