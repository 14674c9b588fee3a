/** The names of the built-in tasks, apart from the tasks: an agent that checks its settings needs no simulator. */
export const TASK_IDS: readonly string[] = [
  'CartPole-v0',
  'CartPole-v1',
  'MountainCar-v0',
  'Acrobot-v1',
  'Breakout',
];

export const DEFAULT_TASK_ID = 'CartPole-v1';
