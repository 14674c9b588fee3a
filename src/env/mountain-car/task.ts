/** MountainCar as a task: MountainCar-v0 of Gymnasium, its constants as options, its ending and its picture. */
import type { Task } from '../task.ts';
import {
  FORCE,
  GOAL_POSITION,
  GOAL_VELOCITY,
  GRAVITY,
  MAX_SPEED,
  MIN_POSITION,
  MountainCar,
  type MountainCarOptions,
} from './mountain-car.ts';

export const mountainCar: Task = {
  spec: {
    id: 'MountainCar-v0',
    observationSize: 2,
    actionCount: 3,
    maxEpisodeSteps: 200,
    rewardThreshold: -110,
    maxReturn: null,
    observationNames: ['position', 'velocity (per step)'],
    actionNames: ['drive left', 'coast', 'drive right'],
  },
  // Velocities are small beside positions; undivided, they are hard to see for a network.
  observationScale: [1, MAX_SPEED],
  options: {
    force: {
      default: FORCE,
      min: 0.0001,
      max: 0.1,
      meaning: 'Change of the velocity by one step of driving.',
    },
    gravity: {
      default: GRAVITY,
      min: 0.0001,
      max: 0.1,
      meaning: 'Change of the velocity by one step where the hill is steepest.',
    },
    goalVelocity: {
      default: GOAL_VELOCITY,
      min: 0,
      max: MAX_SPEED,
      meaning: 'Velocity with which the goal must be passed at least.',
    },
  },
  make: (random, options) => new MountainCar({ ...(options as MountainCarOptions), random }),
  diagnosis: {
    endWord: 'goal',
    endings: [{ name: 'goal reached', column: 'goals' }],
    endingOf: () => 0,
    lastReward: () => -1,
    // From every state there is at least one more step.
    valueCeiling: () => -1,
    probeState: (random) => [
      random.uniform(MIN_POSITION, GOAL_POSITION),
      random.uniform(-MAX_SPEED, MAX_SPEED),
    ],
  },
  push: {
    meaning: 'velocity of the car, per step',
    strike(env, size) {
      (env as MountainCar).variables[1] += size;
    },
  },
  loadPicture: async () => (await import('./picture.ts')).mountainCarPicture,
};
