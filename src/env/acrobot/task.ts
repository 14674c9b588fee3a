/** Acrobot as a task: Acrobot-v1 of Gymnasium, its physical constants as options, its ending and its picture. */
import type { Task, TaskOption } from '../task.ts';
import { cos, sin } from '../trigonometry.ts';
import {
  Acrobot,
  type AcrobotOptions,
  GRAVITY,
  LINK_INERTIA,
  LINK_LENGTH,
  LINK_MASS,
  TORQUE,
} from './acrobot.ts';

/** Largest angle of the first link from hanging down (rad), below which the tip never is high enough. */
const PROBE_ANGLE = Math.PI / 2;
/** Largest speed of either angle in a probe state, rad/s. */
const PROBE_SPEED = 3;

/** Beyond these bounds a step of 0.2 s would be too long for the fastest motions, and numbers would grow without end. */
const linkOption = (value: number, meaning: string, unit: string): TaskOption => ({
  default: value,
  min: value / 2,
  max: value * 2,
  meaning,
  unit,
});

export const acrobot: Task = {
  spec: {
    id: 'Acrobot-v1',
    observationSize: 6,
    actionCount: 3,
    maxEpisodeSteps: 500,
    rewardThreshold: -100,
    maxReturn: null,
    observationNames: [
      'cosine of the first angle',
      'sine of the first angle',
      'cosine of the second angle',
      'sine of the second angle',
      'first angular velocity (rad/s)',
      'second angular velocity (rad/s)',
    ],
    actionNames: ['torque −', 'no torque', 'torque +'],
  },
  options: {
    gravity: { default: GRAVITY, min: 1, max: 100, meaning: 'Gravity.', unit: 'm/s²' },
    torque: { default: TORQUE, min: 0.1, max: 10, meaning: 'Torque on the joint.', unit: 'N m' },
    mass1: linkOption(LINK_MASS, 'Mass of the link at the pivot.', 'kg'),
    mass2: linkOption(LINK_MASS, 'Mass of the other link.', 'kg'),
    length1: linkOption(LINK_LENGTH, 'Length of the link at the pivot.', 'm'),
    length2: linkOption(LINK_LENGTH, 'Length of the other link.', 'm'),
    inertia: linkOption(LINK_INERTIA, 'Moment of inertia of each link about its middle.', 'kg m²'),
  },
  make: (random, options) => new Acrobot({ ...(options as AcrobotOptions), random }),
  diagnosis: {
    endWord: 'goal',
    endings: [{ name: 'tip high enough', column: 'goals' }],
    endingOf: () => 0,
    lastReward: () => 0,
    valueCeiling: () => 0,
    probeState(random) {
      const theta1 = random.uniform(-PROBE_ANGLE, PROBE_ANGLE);
      const theta2 = random.uniform(-Math.PI, Math.PI);
      const speed = () => random.uniform(-PROBE_SPEED, PROBE_SPEED);
      return [cos(theta1), sin(theta1), cos(theta2), sin(theta2), speed(), speed()];
    },
  },
  push: {
    meaning: 'angular velocity of the outer link, rad/s',
    strike(env, size) {
      (env as Acrobot).variables[3] += size;
    },
  },
  loadPicture: async () => (await import('./picture.ts')).acrobotPicture,
};
