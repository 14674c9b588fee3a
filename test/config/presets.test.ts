import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config.ts';
import { PRESETS, presetConfig } from '../../src/config/presets.ts';

const NAMES = [
  'default',
  'steady',
  'robust',
  'lasting',
  'c51',
  'qr-dqn',
  'munchausen',
  'noisy',
  'rainbow',
  'tutorial',
  'cleanrl',
  'sb3-zoo',
  'mountain-car',
  'acrobot',
  'breakout',
];

const UNSCALED = [1, 1, 1, 1];

it('these are the presets', () => {
  expect(Object.keys(PRESETS)).toEqual(NAMES);
});

describe.each(NAMES)('%s', (name) => {
  it('resolves', () => {
    expect(() => presetConfig(name)).not.toThrow();
  });

  it('is summarised in one line', () => {
    expect(PRESETS[name].summary).toMatch(/^\S[^\n]*\.$/);
  });

  it('gives way to the changes', () => {
    expect(presetConfig(name, { seed: 77, gamma: 0.5 })).toStrictEqual({
      ...presetConfig(name),
      seed: 77,
      gamma: 0.5,
    });
  });
});

describe('the values', () => {
  it('default is the DQN of Mnih 2015 on a dense network, tuned for CartPole', () => {
    expect(presetConfig('default')).toMatchObject({
      algorithm: 'dqn',
      env: 'CartPole-v1',
      seed: 1,
      steps: 50_000,
      observationScale: [2.4, 2, 0.2095, 2],
      hiddenSizes: [64, 64],
      initialization: 'pytorch',
      loss: 'squared',
      maxGradientNorm: 0,
      gamma: 0.995,
      optimizer: 'adam',
      learningRate: 2e-3,
      learningRateEnd: 0,
      adamEpsilon: 1e-8,
      batchSize: 64,
      learningStartSteps: 1000,
      trainEverySteps: 1,
      trainUpdates: 1,
      targetRule: 'max',
      targetSyncSteps: 100,
      targetTau: 1,
      epsilonStart: 1,
      epsilonEnd: 0.05,
      epsilonDecaySteps: 5000,
      replayCapacity: 50_000,
      earlyStop: true,
      finalEvaluationEpisodes: 100,
    });
  });

  it('steady is the default with a softer target and smaller steps', () => {
    expect(presetConfig('steady')).toStrictEqual({
      ...presetConfig('default'),
      gamma: 0.99,
      targetRule: 'expected',
      targetEpsilon: 0.8,
      targetTau: 0.01,
      targetSyncSteps: 1,
      loss: 'huber',
      huberDelta: 1,
      maxGradientNorm: 10,
      learningRate: 2e-3,
      learningRateEnd: 2e-3,
      adamEpsilon: 1e-8,
      learningStartSteps: 500,
      epsilonDecaySteps: 3000,
    });
  });

  it('robust is the default with two networks, 3-step returns, the reward of 1983 and a larger ε of Adam', () => {
    expect(presetConfig('robust')).toStrictEqual({
      ...presetConfig('default'),
      targetRule: 'clipped-double',
      nStep: 3,
      envOptions: { ...presetConfig('default').envOptions, suttonBartoReward: true },
      gamma: 0.99,
      learningRate: 1e-3,
      adamEpsilon: 1.5e-4,
    });
  });

  it('lasting is the default with two networks, 3-step returns, more exploration and a larger ε of Adam', () => {
    expect(presetConfig('lasting')).toStrictEqual({
      ...presetConfig('default'),
      targetRule: 'clipped-double',
      nStep: 3,
      learningRate: 1e-3,
      adamEpsilon: 1.5e-4,
      epsilonEnd: 0.15,
    });
  });

  it('tutorial is the tutorial of 2017', () => {
    expect(presetConfig('tutorial')).toMatchObject({
      algorithm: 'tutorial',
      observationScale: UNSCALED,
      hiddenSizes: [24, 24],
      initialization: 'glorot',
      gamma: 0.95,
      learningRate: 1e-3,
      batchSize: 32,
      replayCapacity: 2000,
      epsilonStart: 1,
      epsilonEnd: 0.01,
      epsilonDecay: 0.995,
    });
  });

  it("cleanrl is CleanRL's dqn.py", () => {
    expect(presetConfig('cleanrl')).toMatchObject({
      algorithm: 'dqn',
      steps: 500_000,
      observationScale: UNSCALED,
      hiddenSizes: [120, 84],
      initialization: 'pytorch',
      loss: 'squared',
      maxGradientNorm: 0,
      gamma: 0.99,
      optimizer: 'adam',
      learningRate: 2.5e-4,
      learningRateEnd: 2.5e-4,
      adamEpsilon: 1e-8,
      batchSize: 128,
      replayCapacity: 10_000,
      learningStartSteps: 10_000,
      trainEverySteps: 10,
      trainUpdates: 1,
      targetRule: 'max',
      targetSyncSteps: 500,
      targetTau: 1,
      epsilonStart: 1,
      epsilonEnd: 0.05,
      epsilonDecaySteps: 250_000,
    });
  });

  it("sb3-zoo is Stable-Baselines3's DQN as its zoo tuned it", () => {
    expect(presetConfig('sb3-zoo')).toMatchObject({
      algorithm: 'dqn',
      steps: 50_000,
      observationScale: UNSCALED,
      hiddenSizes: [256, 256],
      initialization: 'pytorch',
      loss: 'huber',
      huberDelta: 1,
      maxGradientNorm: 10,
      gamma: 0.99,
      optimizer: 'adam',
      learningRate: 2.3e-3,
      learningRateEnd: 2.3e-3,
      adamEpsilon: 1e-8,
      batchSize: 64,
      replayCapacity: 100_000,
      learningStartSteps: 1000,
      trainEverySteps: 256,
      trainUpdates: 128,
      targetRule: 'max',
      targetSyncSteps: 10,
      targetTau: 1,
      epsilonStart: 1,
      epsilonEnd: 0.04,
      epsilonDecaySteps: 8000,
    });
  });

  it('mountain-car explores by optimism', () => {
    expect(presetConfig('mountain-car')).toMatchObject({
      algorithm: 'dqn',
      env: 'MountainCar-v0',
      steps: 120_000,
      maxEpisodeSteps: 200,
      observationScale: [1, 0.07],
      hiddenSizes: [64, 64],
      loss: 'huber',
      maxGradientNorm: 10,
      gamma: 0.98,
      optimizer: 'adam',
      learningRate: 4e-3,
      learningRateEnd: 4e-3,
      batchSize: 64,
      replayCapacity: 10_000,
      learningStartSteps: 1000,
      trainEverySteps: 16,
      trainUpdates: 8,
      nStep: 5,
      targetRule: 'max',
      targetSyncSteps: 600,
      targetTau: 1,
      epsilonStart: 1,
      epsilonEnd: 0.02,
      epsilonDecaySteps: 2000,
    });
  });

  it('acrobot sees velocities as they are', () => {
    expect(presetConfig('acrobot')).toMatchObject({
      algorithm: 'dqn',
      env: 'Acrobot-v1',
      steps: 60_000,
      maxEpisodeSteps: 500,
      observationScale: [1, 1, 1, 1, 1, 1],
      hiddenSizes: [64, 64],
      loss: 'huber',
      maxGradientNorm: 10,
      gamma: 0.99,
      optimizer: 'adam',
      learningRate: 1e-3,
      learningRateEnd: 0,
      batchSize: 64,
      replayCapacity: 50_000,
      learningStartSteps: 1000,
      trainEverySteps: 4,
      trainUpdates: 1,
      nStep: 3,
      targetRule: 'max',
      targetSyncSteps: 250,
      targetTau: 1,
      epsilonStart: 1,
      epsilonEnd: 0.05,
      epsilonDecaySteps: 8000,
    });
  });

  it('breakout has room for a screen, and time', () => {
    expect(presetConfig('breakout')).toMatchObject({
      algorithm: 'dqn',
      env: 'Breakout',
      envOptions: { stickyActions: 0.1 },
      steps: 1_000_000,
      maxEpisodeSteps: 5000,
      observationScale: Array(400).fill(1),
      hiddenSizes: [128, 64],
      network: 'mlp',
      loss: 'huber',
      huberDelta: 1,
      maxGradientNorm: 0,
      gamma: 0.99,
      optimizer: 'adam',
      learningRate: 5e-4,
      learningRateEnd: 0,
      adamEpsilon: 1.5e-4,
      batchSize: 32,
      replay: 'uniform',
      replayCapacity: 100_000,
      learningStartSteps: 1000,
      trainEverySteps: 2,
      trainUpdates: 1,
      nStep: 3,
      targetRule: 'double',
      targetSyncSteps: 1000,
      targetTau: 1,
      epsilonStart: 1,
      epsilonEnd: 0.02,
      epsilonDecaySteps: 100_000,
      evaluationEverySteps: 25_000,
      evaluationEpisodes: 20,
    });
  });
});

describe('presetConfig', () => {
  it.each(['fast', '', 'toString', '__proto__'])('refuses the unknown preset "%s"', (name) => {
    expect(() => presetConfig(name)).toThrow(ConfigError);
    expect(() => presetConfig(name)).toThrow(`preset: got "${name}", expected one of ${NAMES.join(', ')}`);
  });

  it("refuses a hyper-parameter that the preset's algorithm does not use", () => {
    expect(() => presetConfig('tutorial', { targetRule: 'double' })).toThrow(
      'targetRule: the tutorial algorithm does not use it (dqn does); leave it out',
    );
  });
});
