/** The environments by name, ready to train on: the part of `gymnasium.make` that this project needs. */
import { CART_POLE_SPECS, CartPole, type CartPoleId, type CartPoleOptions } from './cart-pole/cart-pole.ts';
import type { Env, EnvSpec } from './env.ts';
import { TimeLimit } from './time-limit.ts';

export type EnvId = CartPoleId;

export const ENV_IDS = Object.keys(CART_POLE_SPECS) as readonly EnvId[];

export interface MakeEnvOptions extends Omit<CartPoleOptions, 'id'> {
  /** Environment steps; default: the limit of the spec. */
  readonly maxEpisodeSteps?: number;
}

/** The spec of a named environment. Throws a RangeError for an unknown name. */
export function envSpec(id: string): EnvSpec {
  if (!Object.hasOwn(CART_POLE_SPECS, id)) {
    throw new RangeError(`environment id is ${id}; give one of ${ENV_IDS.join(', ')}`);
  }
  return CART_POLE_SPECS[id as EnvId];
}

/** The named environment inside its time limit. Throws a RangeError for an unknown name or option. */
export function makeEnv(id: string, options: MakeEnvOptions = {}): Env {
  const { maxEpisodeSteps, ...cartPoleOptions } = options;
  const env = new CartPole({ ...cartPoleOptions, id: envSpec(id).id as EnvId });
  return new TimeLimit(env, maxEpisodeSteps);
}
