/** MountainCar as the page shows it. */
import {
  GOAL_POSITION,
  MAX_POSITION,
  MAX_SPEED,
  MIN_POSITION,
} from '../../../src/env/mountain-car/mountain-car.ts';
import { STEP_SECONDS } from '../../../src/env/mountain-car/picture-hill.ts';
import { fixed } from '../../format.ts';
import type { TaskView } from '../task-view.ts';

/** Of the valley, in the middle between the points from which the car starts. */
const LOWEST_POSITION = -0.5;

export const mountainCarView: TaskView = {
  title: 'The car',
  about:
    'A car stands in a valley, and its engine is too weak to climb the hill: it has to swing back and forth to gain speed. Each step costs 1, until the car reaches the flag or 200 steps are over.',
  stepSeconds: STEP_SECONDS,
  observation: [
    { name: 'position', unit: '' },
    { name: 'velocity', unit: 'per step' },
  ],
  actions: [
    { name: 'left', label: '← left', command: '← Drive left', look: 'left' },
    { name: 'coast', label: 'coast', command: 'Coast', look: 'rest' },
    { name: 'right', label: '→ right', command: 'Drive right →', look: 'right' },
  ],
  driving: 'Use the arrow keys or these buttons. With no key down, the car coasts.',
  endings: [{ short: 'reached the flag', sentence: 'The flag was reached after' }],
  timeLimit: { short: 'out of time', sentence: 'Time ran out after' },
  numbers: [
    { name: 'Position', text: ({ 0: position }) => fixed(position, 3) },
    { name: 'Velocity', text: ({ 1: velocity }) => `${fixed(velocity, 4)} per step` },
  ],
  describe: ({ 0: position, 1: velocity }) =>
    `car at ${fixed(position, 2)}, velocity ${fixed(velocity, 3)} per step, flag at ${GOAL_POSITION}`,
  isSmooth: true,
  strike: {
    thing: 'car',
    size: 0.02,
    commands: ['Push car left', 'Push car right'],
    entry: 1,
  },
  map: {
    quantities: [
      {
        name: 'Position',
        unit: '',
        low: MIN_POSITION,
        high: MAX_POSITION,
        ticks: [-1.2, -0.9, -0.6, -0.3, 0, 0.3, 0.6],
        points: 41,
        step: 0.05,
        home: LOWEST_POSITION,
      },
      {
        name: 'Velocity',
        unit: 'per step',
        low: -MAX_SPEED,
        high: MAX_SPEED,
        ticks: [-0.06, -0.04, -0.02, 0, 0.02, 0.04, 0.06],
        points: 41,
        step: 0.005,
        home: 0,
      },
    ],
    axes: [0, 1],
    observationAt: (values) => values,
    beyondEnd: ([position]) => position - GOAL_POSITION,
    note: 'Home puts it at rest in the valley. Dashed: at the flag the task ends; no step begins beyond it, so the network has learned nothing of it.',
  },
  sample: { observation: [LOWEST_POSITION, 0], words: 'the car at rest in the valley' },
};
