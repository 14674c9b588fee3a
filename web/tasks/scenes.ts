/** The picture of each task. */
import { acrobotScene } from './acrobot/scene.ts';
import { acrobotView } from './acrobot/view.ts';
import { breakoutScene } from './breakout/scene.ts';
import { breakoutView } from './breakout/view.ts';
import { cartPoleScene } from './cart-pole/scene.ts';
import { cartPoleView } from './cart-pole/view.ts';
import { mountainCarScene } from './mountain-car/scene.ts';
import { mountainCarView } from './mountain-car/view.ts';
import type { Scene } from './scene.ts';
import type { TaskView } from './task-view.ts';

const SCENES: ReadonlyMap<TaskView, Scene> = new Map([
  [cartPoleView, cartPoleScene],
  [mountainCarView, mountainCarScene],
  [acrobotView, acrobotScene],
  [breakoutView, breakoutScene],
]);

/** @param view one of those of `viewOf`. */
export const sceneOf = (view: TaskView): Scene => SCENES.get(view) as Scene;
