/** The built-in tasks by name: the part of `gymnasium.make` that this project needs. */

import { Generator } from '../random.ts';
import { cartPoleV0, cartPoleV1 } from './cart-pole/task.ts';
import type { Env } from './env.ts';
import { Environment, type EnvironmentSettings } from './environment.ts';
import type { EnvSpec, Task } from './task.ts';

export const TASKS: readonly Task[] = [cartPoleV0, cartPoleV1];

export const TASK_IDS: readonly string[] = TASKS.map(({ spec }) => spec.id);

/** What a file of weights from elsewhere is taken to be for. */
export const DEFAULT_TASK = cartPoleV1;

/** The built-in task of this name, or undefined. */
export function findTask(id: string): Task | undefined {
  return TASKS.find(({ spec }) => spec.id === id);
}

/** The built-in task of this name. Throws a RangeError for an unknown one. */
export function builtInTask(id: string): Task {
  const task = findTask(id);
  if (task === undefined) {
    throw new RangeError(`the environment is ${JSON.stringify(id)}; expected one of ${TASK_IDS.join(', ')}`);
  }
  return task;
}

/** The spec of a built-in task. Throws a RangeError for an unknown name. */
export const envSpec = (id: string): EnvSpec => builtInTask(id).spec;

export interface MakeEnvOptions extends Omit<EnvironmentSettings, 'observationScale'> {
  /** What is random about it; default: a stream of seed 0. */
  readonly random?: Generator;
}

/** The named environment inside its time limit, with observations as they are. Throws for an unknown name or option. */
export function makeEnv(id: string, { random = new Generator(0), ...settings }: MakeEnvOptions = {}): Env {
  return new Environment(builtInTask(id), settings).createUnscaled(random);
}
