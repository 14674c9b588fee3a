/** The tasks by name: the part of `gymnasium.make` that this project needs. */

import { Generator } from '../random.ts';
import { acrobot } from './acrobot/task.ts';
import { breakout } from './breakout/task.ts';
import { cartPoleV0, cartPoleV1 } from './cart-pole/task.ts';
import type { Env } from './env.ts';
import { Environment, type EnvironmentSettings } from './environment.ts';
import { mountainCar } from './mountain-car/task.ts';
import type { EnvSpec, Task } from './task.ts';
import { DEFAULT_TASK_ID, TASK_IDS } from './task-ids.ts';

export const TASKS: readonly Task[] = [cartPoleV0, cartPoleV1, mountainCar, acrobot, breakout];

/** Tasks from elsewhere, by the name that configurations have for them. */
const registered = new Map<string, Task>();

/** Makes a task known under a name, such as the path of its module. */
export function registerTask(name: string, task: Task): void {
  registered.set(name, task);
}

/** The built-in or registered task of this name, or undefined. */
export function findTask(name: string): Task | undefined {
  return TASKS.find(({ spec }) => spec.id === name) ?? registered.get(name);
}

/** The built-in or registered task of this name. Throws a RangeError for an unknown one. */
export function taskNamed(name: string): Task {
  const task = findTask(name);
  if (task === undefined) {
    throw new RangeError(
      `the environment is ${JSON.stringify(name)}; expected one of ${TASK_IDS.join(', ')}; pass a task of your own as an object (the option environment of TrainingRun)`,
    );
  }
  return task;
}

/** What a file of weights from elsewhere is taken to be for. */
export const DEFAULT_TASK = taskNamed(DEFAULT_TASK_ID);

/** The spec of a task by name. Throws a RangeError for an unknown one. */
export const envSpec = (id: string): EnvSpec => taskNamed(id).spec;

export interface MakeEnvOptions extends Omit<EnvironmentSettings, 'observationScale'> {
  /** What is random about it; default: a stream of seed 0. */
  readonly random?: Generator;
}

/** The named environment inside its time limit, with observations as they are. Throws for an unknown name or option. */
export function makeEnv(id: string, { random = new Generator(0), ...settings }: MakeEnvOptions = {}): Env {
  return new Environment(taskNamed(id), settings).createUnscaled(random);
}
