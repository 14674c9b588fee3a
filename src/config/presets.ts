/**
 * Named configurations: what each changes from the defaults of `config.ts`, and where its values come from.
 *
 * `docs/presets.md` lists how each deviates from its source.
 */

import { showValue } from '../checks.ts';
import type { Task } from '../env/task.ts';
import { type Config, ConfigError, resolveConfig } from './config.ts';

export interface Preset {
  /** One sentence for the help text. */
  readonly summary: string;
  readonly values: Readonly<Record<string, unknown>>;
}

const UNSCALED = [1];

export const PRESETS: Readonly<Record<string, Preset>> = {
  default: {
    summary: 'The DQN of Mnih 2015 on a dense network: plain max, target network, uniform replay.',
    values: {},
  },

  steady: {
    summary:
      'Stays solved: the value of an ε-soft policy as target (Expected SARSA), Polyak averaging, Huber loss.',
    values: {
      gamma: 0.99,
      targetRule: 'expected',
      targetEpsilon: 0.8,
      targetSyncSteps: 1,
      targetTau: 0.01,
      loss: 'huber',
      maxGradientNorm: 10,
      learningRateEnd: 2e-3,
      learningStartSteps: 500,
      epsilonDecaySteps: 3000,
    },
  },

  robust: {
    summary:
      'Q-learning that stays solved: the smaller of two networks in the target, 3-step returns, reward −1 for a fall.',
    values: {
      envOptions: { suttonBartoReward: true },
      gamma: 0.99,
      learningRate: 1e-3,
      adamEpsilon: 1.5e-4,
      targetRule: 'clipped-double',
      nStep: 3,
    },
  },

  lasting: {
    summary:
      'Q-learning that stays solved, on the usual reward: the smaller of two networks in the target, 3-step returns.',
    values: {
      learningRate: 1e-3,
      adamEpsilon: 1.5e-4,
      targetRule: 'clipped-double',
      nStep: 3,
      epsilonEnd: 0.15,
    },
  },

  c51: {
    summary: 'C51 (Bellemare 2017): the probabilities of 51 returns from 0 to 100 in place of their mean.',
    values: {
      gamma: 0.99,
      learningRate: 1e-3,
      adamEpsilon: 3e-4,
      batchSize: 32,
      distribution: 'categorical',
      vMin: 0,
      vMax: 100,
    },
  },

  'qr-dqn': {
    summary: 'QR-DQN (Dabney 2018): 32 quantiles of the return in place of its mean.',
    values: {
      gamma: 0.99,
      learningRate: 1e-3,
      adamEpsilon: 3e-4,
      batchSize: 32,
      loss: 'huber',
      distribution: 'quantile',
    },
  },

  munchausen: {
    summary: 'Munchausen DQN (Vieillard 2020): a reward for what the policy itself finds likely.',
    values: {
      gamma: 0.99,
      learningRate: 1e-3,
      loss: 'huber',
      targetRule: 'munchausen',
      munchausenTau: 1,
      targetSyncSteps: 1,
      targetTau: 0.01,
    },
  },

  noisy: {
    summary: 'Noisy networks (Fortunato 2018): exploration by learned noise in the weights, in place of ε.',
    values: {
      gamma: 0.99,
      learningRate: 1e-3,
      noisyLayers: 'all',
    },
  },

  rainbow: {
    summary:
      'Rainbow (Hessel 2018): C51, Double DQN, prioritized replay, dueling heads, 3-step returns and noisy networks combined.',
    values: {
      learningRate: 1e-3,
      adamEpsilon: 1.5e-4,
      batchSize: 32,
      replayCapacity: 10_000,
      network: 'dueling',
      distribution: 'categorical',
      vMin: 0,
      vMax: 200,
      targetRule: 'double',
      nStep: 3,
      replay: 'prioritized',
      priorityExponent: 0.5,
      noisyLayers: 'all',
    },
  },

  tutorial: {
    summary: 'The 2017 Keras tutorial, quirks included: no target network, one replay after each episode.',
    values: {
      algorithm: 'tutorial',
      observationScale: UNSCALED,
      hiddenSizes: [24, 24],
      initialization: 'glorot',
      gamma: 0.95,
      learningRate: 1e-3,
      batchSize: 32,
      replayCapacity: 2000,
      epsilonEnd: 0.01,
      epsilonDecay: 0.995,
    },
  },

  cleanrl: {
    summary: "CleanRL's dqn.py with its default arguments.",
    values: {
      steps: 500_000,
      observationScale: UNSCALED,
      hiddenSizes: [120, 84],
      gamma: 0.99,
      learningRate: 2.5e-4,
      learningRateEnd: 2.5e-4,
      batchSize: 128,
      replayCapacity: 10_000,
      learningStartSteps: 10_000,
      trainEverySteps: 10,
      targetSyncSteps: 500,
      epsilonDecaySteps: 250_000,
    },
  },

  'sb3-zoo': {
    summary: "Stable-Baselines3's DQN with the tuned settings of rl-baselines3-zoo.",
    values: {
      observationScale: UNSCALED,
      hiddenSizes: [256, 256],
      gamma: 0.99,
      learningRate: 2.3e-3,
      learningRateEnd: 2.3e-3,
      loss: 'huber',
      maxGradientNorm: 10,
      replayCapacity: 100_000,
      trainEverySteps: 256,
      trainUpdates: 128,
      targetSyncSteps: 10,
      epsilonEnd: 0.04,
      epsilonDecaySteps: 8000,
    },
  },

  'mountain-car': {
    summary:
      'MountainCar-v0, where optimism explores: little noise in the actions, 5-step returns, learning in bursts.',
    values: {
      env: 'MountainCar-v0',
      steps: 120_000,
      gamma: 0.98,
      learningRate: 4e-3,
      learningRateEnd: 4e-3,
      loss: 'huber',
      maxGradientNorm: 10,
      replayCapacity: 10_000,
      trainEverySteps: 16,
      trainUpdates: 8,
      nStep: 5,
      targetSyncSteps: 600,
      epsilonEnd: 0.02,
      epsilonDecaySteps: 2000,
    },
  },

  acrobot: {
    summary: 'Acrobot-v1: 3-step returns, Huber loss, an update every 4 steps.',
    values: {
      env: 'Acrobot-v1',
      steps: 60_000,
      gamma: 0.99,
      learningRate: 1e-3,
      loss: 'huber',
      maxGradientNorm: 10,
      trainEverySteps: 4,
      nStep: 3,
      targetSyncSteps: 250,
      epsilonDecaySteps: 8000,
    },
  },

  breakout: {
    summary: 'Breakout, a game from its screen: two wide layers, 3-step returns, Double DQN, Huber loss.',
    values: {
      env: 'Breakout',
      steps: 1_000_000,
      hiddenSizes: [128, 64],
      gamma: 0.99,
      learningRate: 5e-4,
      adamEpsilon: 1.5e-4,
      loss: 'huber',
      batchSize: 32,
      replayCapacity: 100_000,
      trainEverySteps: 2,
      targetRule: 'double',
      nStep: 3,
      targetSyncSteps: 1000,
      epsilonEnd: 0.02,
      epsilonDecaySteps: 100_000,
      evaluationEverySteps: 25_000,
      metricsEverySteps: 25_000,
    },
  },
};

/** What a run began as: its preset and, if there is one in the program that trains it, the bug of the museum. */
export const presetWithBug = (preset: string, bug: string | null): string =>
  bug === null ? preset : `${preset} with the bug ${bug}`;

/** The name of a preset. @throws ConfigError if the value, which may come from anywhere, is not one. */
export function checkPreset(value: unknown): string {
  if (typeof value === 'string' && Object.hasOwn(PRESETS, value)) return value;
  throw new ConfigError(
    'preset',
    `got ${showValue(value)}, expected one of ${Object.keys(PRESETS).join(', ')}`,
  );
}

/**
 * The full configuration of a preset with some values changed. Options of the task are changed one by one.
 *
 * @param task what is learned; by default the built-in or registered task that `env` names.
 * @throws ConfigError for an unknown preset or a value out of bounds.
 */
export function presetConfig(
  name: string,
  changes: Readonly<Record<string, unknown>> = {},
  task?: Task,
): Config {
  const preset = PRESETS[checkPreset(name)].values;
  const [usual, changed] = [preset.envOptions, changes.envOptions];
  const envOptions = isObject(usual) && isObject(changed) ? { envOptions: { ...usual, ...changed } } : {};
  return resolveConfig({ ...preset, ...changes, ...envOptions }, task);
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
