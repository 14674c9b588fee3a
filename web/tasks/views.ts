/** The views of the tasks by the name of the task: all that the lab can show. */
import { acrobotView } from './acrobot/view.ts';
import { breakoutView } from './breakout/view.ts';
import { cartPoleView } from './cart-pole/view.ts';
import { mountainCarView } from './mountain-car/view.ts';
import type { TaskView } from './task-view.ts';

const VIEWS: Readonly<Record<string, TaskView>> = {
  'CartPole-v0': cartPoleView,
  'CartPole-v1': cartPoleView,
  'MountainCar-v0': mountainCarView,
  'Acrobot-v1': acrobotView,
  Breakout: breakoutView,
};

export const VIEWED_TASKS: readonly string[] = Object.keys(VIEWS);

/** @param env the name of one of `VIEWED_TASKS`. */
export const viewOf = (env: string): TaskView => VIEWS[env];

/** "left" */
export const actionName = (env: string, action: number): string => viewOf(env).actions[action].name;
