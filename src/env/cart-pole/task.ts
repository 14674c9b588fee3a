/** CartPole as a task: its two versions in Gymnasium, its physical constants as options, its endings and its picture. */
import type { EnvSpec, OptionValues, Task, TaskOption } from '../task.ts';
import {
  CART_MASS,
  CartPole,
  type CartPoleOptions,
  FORCE,
  GRAVITY,
  HALF_POLE_LENGTH,
  POLE_MASS,
  THETA_THRESHOLD,
  X_THRESHOLD,
} from './cart-pole.ts';

/** Largest speed of the cart (m/s) and of the pole (rad/s) in a probe state. */
const PROBE_SPEED = 2;

const OPTIONS: Readonly<Record<string, TaskOption>> = {
  suttonBartoReward: {
    default: false,
    meaning: 'Reward 0 a step and −1 for a fall, instead of +1 a step (Barto, Sutton & Anderson 1983).',
  },
  gravity: { default: GRAVITY, min: 0.001, max: 1000, meaning: 'Gravity.', unit: 'm/s²' },
  cartMass: { default: CART_MASS, min: 0.001, max: 1000, meaning: 'Mass of the cart.', unit: 'kg' },
  poleMass: { default: POLE_MASS, min: 0.001, max: 1000, meaning: 'Mass of the pole.', unit: 'kg' },
  length: {
    default: HALF_POLE_LENGTH,
    min: 0.001,
    max: 1000,
    meaning: 'Half the length of the pole: from its pivot to its centre of mass.',
    unit: 'm',
  },
  force: { default: FORCE, min: 0.001, max: 1000, meaning: 'Force of a push.', unit: 'N' },
};

const ENDINGS = [
  { name: 'pole fell', column: 'pole_falls' },
  { name: 'cart left the track', column: 'cart_falls' },
];
export const POLE_FELL = 0;
export const CART_LEFT = 1;

/** Of two limits the one that was overstepped farther: an observation is known to 7 digits only. */
export function endingOf(observation: ArrayLike<number>): typeof POLE_FELL | typeof CART_LEFT {
  const x = Math.abs(observation[0]) / X_THRESHOLD;
  const theta = Math.abs(observation[2]) / THETA_THRESHOLD;
  return theta > x ? POLE_FELL : CART_LEFT;
}

/** Both versions differ in their time limit and threshold only. */
function cartPole(spec: Pick<EnvSpec, 'id' | 'maxEpisodeSteps' | 'rewardThreshold'>): Task {
  return {
    spec: {
      ...spec,
      observationSize: 4,
      actionCount: 2,
      maxReturn: spec.maxEpisodeSteps,
      observationNames: [
        'cart position (m)',
        'cart velocity (m/s)',
        'pole angle (rad)',
        'pole angular velocity (rad/s)',
      ],
      actionNames: ['push left', 'push right'],
    },
    maxReturn: (maxEpisodeSteps) => maxEpisodeSteps,
    // The limits for position and angle; the speeds were found by sweeps.
    observationScale: [2.4, 2, 0.2095, 2],
    options: OPTIONS,
    make: (random, options) => new CartPole({ ...(options as CartPoleOptions), random }),
    makeForEvaluation: (random, options) =>
      new CartPole({ ...(options as CartPoleOptions), suttonBartoReward: false, random }),
    diagnosis: {
      endWord: 'fall',
      endings: ENDINGS,
      endingOf,
      lastReward: ({ suttonBartoReward }: OptionValues) => (suttonBartoReward ? -1 : 1),
      /** Σ γᵗ of the largest reward: 1 for every step, or 0 where only a fall has a reward, −1. */
      valueCeiling(gamma, { suttonBartoReward }) {
        if (suttonBartoReward) return 0;
        return gamma < 1 ? 1 / (1 - gamma) : null;
      },
      /** Spread evenly over the track and the angles from which one may still balance. */
      probeState: (random) =>
        [X_THRESHOLD, PROBE_SPEED, THETA_THRESHOLD, PROBE_SPEED].map((bound) =>
          random.uniform(-bound, bound),
        ),
    },
    push: {
      meaning: 'angular velocity of the pole, rad/s',
      strike(env, size) {
        (env as CartPole).variables[3] += size;
      },
    },
    loadPicture: async () => (await import('./picture.ts')).cartPolePicture,
  };
}

export const cartPoleV0 = cartPole({ id: 'CartPole-v0', maxEpisodeSteps: 200, rewardThreshold: 195 });
export const cartPoleV1 = cartPole({ id: 'CartPole-v1', maxEpisodeSteps: 500, rewardThreshold: 475 });
