/** Acrobot as the page shows it. */
import { LINK_LENGTH, STEP_SECONDS } from '../../../src/env/acrobot/acrobot.ts';
import { GOAL_HEIGHT } from '../../../src/env/acrobot/picture-links.ts';
import { degrees, fixed } from '../../format.ts';
import type { TaskView } from '../task-view.ts';
import { anglesOf } from './angles.ts';

const radians = (angle: number) => (angle * Math.PI) / 180;

/** m above the pivot. */
const tipHeight = (first: number, second: number) =>
  -LINK_LENGTH * (Math.cos(first) + Math.cos(first + second));

const angleAxis = (name: string) => ({
  name,
  unit: '°',
  low: -180,
  high: 180,
  ticks: [-180, -90, 0, 90, 180],
  points: 41,
  step: 5,
  home: 0,
});
const speedAxis = (name: string, reach: number, ticks: readonly number[]) => ({
  name,
  unit: 'rad/s',
  low: -reach,
  high: reach,
  ticks,
  points: 41,
  step: 0.5,
  home: 0,
});

export const acrobotView: TaskView = {
  title: 'The acrobot',
  about:
    'Two links hang from a pivot, and only the joint between them has a motor, too weak to lift the tip at once. Each step of 0.2 s costs 1, until the tip is above the dashed line, one link over the pivot, or 500 steps are over.',
  stepSeconds: STEP_SECONDS,
  observation: [
    { name: 'cosine of the first angle', unit: '' },
    { name: 'sine of the first angle', unit: '' },
    { name: 'cosine of the second angle', unit: '' },
    { name: 'sine of the second angle', unit: '' },
    { name: 'first angular velocity', unit: 'rad/s' },
    { name: 'second angular velocity', unit: 'rad/s' },
  ],
  actions: [
    { name: 'torque −', label: '↻ torque −', command: '↻ Torque −', look: 'left' },
    { name: 'no torque', label: 'no torque', command: 'No torque', look: 'rest' },
    { name: 'torque +', label: '↺ torque +', command: 'Torque + ↺', look: 'right' },
  ],
  driving:
    'Use the arrow keys or these buttons: ← turns the outer link clockwise, → counterclockwise. With no key down, there is no torque.',
  endings: [{ short: 'swung up', sentence: 'Swung up after' }],
  timeLimit: { short: 'out of time', sentence: 'Time ran out after' },
  numbers: [
    { name: 'θ₁, first angle', text: (seen) => `${fixed(degrees(anglesOf(seen)[0]), 1)}°` },
    { name: 'θ₂, second angle', text: (seen) => `${fixed(degrees(anglesOf(seen)[1]), 1)}°` },
    { name: 'θ̇₁', text: ({ 4: speed }) => `${fixed(speed, 2)} rad/s` },
    { name: 'θ̇₂', text: ({ 5: speed }) => `${fixed(speed, 2)} rad/s` },
    { name: 'Height of the tip', text: (seen) => `${fixed(tipHeight(...anglesOf(seen)), 2)} m` },
  ],
  describe(observation) {
    const [first, second] = anglesOf(observation);
    const tip = fixed(tipHeight(first, second), 2);
    return `first link at ${fixed(degrees(first), 0)}°, second at ${fixed(degrees(second), 0)}° to it, tip ${tip} m above the pivot of ${GOAL_HEIGHT} m to reach`;
  },
  isSmooth: true,
  strike: {
    thing: 'outer link',
    size: 1,
    commands: ['Strike clockwise', 'Strike the other way'],
    entry: 5,
  },
  map: {
    quantities: [
      angleAxis('First angle'),
      angleAxis('Second angle'),
      speedAxis('First angular velocity', 6, [-6, -4, -2, 0, 2, 4, 6]),
      speedAxis('Second angular velocity', 10, [-10, -5, 0, 5, 10]),
    ],
    axes: [0, 2],
    observationAt: ([first, second, ...speeds]) => {
      const [a, b] = [radians(first), radians(second)];
      return [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), ...speeds];
    },
    beyondEnd: ([first, second]) => tipHeight(radians(first), radians(second)) - GOAL_HEIGHT,
    note: 'Home lets both links hang at rest. Dashed: the tip is high enough there and the task has ended; no step begins beyond it.',
  },
  sample: { observation: [1, 0, 1, 0, 0, 0], words: 'both links hanging at rest' },
};
