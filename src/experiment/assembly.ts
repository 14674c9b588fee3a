/** Puts the parts together that a configuration names. */
import type { Agent } from '../agent/agent.ts';
import { DqnAgent } from '../agent/dqn.ts';
import { UniformReplay } from '../agent/replay.ts';
import { doubleTarget } from '../agent/target-double.ts';
import { expectedTarget } from '../agent/target-expected.ts';
import { maxTarget } from '../agent/target-max.ts';
import type { TargetRule } from '../agent/target-rule.ts';
import { TutorialAgent } from '../agent/tutorial.ts';
import type { Config, DqnConfig, TutorialConfig } from '../config.ts';
import type { Env } from '../env/env.ts';
import { envSpec, makeEnv } from '../env/registry.ts';
import { ScaleObservation } from '../env/scale-observation.ts';
import { Adam } from '../nn/adam.ts';
import { buildOnDevice, type Device, type KernelsChoice } from '../nn/device.ts';
import { initialize } from '../nn/initialization.ts';
import { huberLoss, type Loss, squaredLoss } from '../nn/losses.ts';
import { Mlp } from '../nn/mlp.ts';
import type { Optimizer } from '../nn/optimizer.ts';
import { RmsProp } from '../nn/rmsprop.ts';
import { Sgd } from '../nn/sgd.ts';
import { Generator } from '../random.ts';
import type { Streams } from './streams.ts';

type EnvironmentSettings = Pick<Config, 'env' | 'suttonBartoReward' | 'observationScale'>;

/** The environment as the agent sees it: time limit inside, scaled observations outside. */
export function createEnvironment(settings: EnvironmentSettings, random: Generator): Env {
  const { env, suttonBartoReward, observationScale } = settings;
  return new ScaleObservation(makeEnv(env, { suttonBartoReward, random }), observationScale);
}

/** Its own reward decides whether an environment is solved, so evaluations never change it. */
export function createEvaluationEnvironment(settings: EnvironmentSettings, random: Generator): Env {
  return createEnvironment({ ...settings, suttonBartoReward: false }, random);
}

export function createAgent(config: Config, streams: Streams, kernels: KernelsChoice = 'auto'): Agent {
  return config.algorithm === 'dqn'
    ? createDqnAgent(config, streams, kernels)
    : createTutorialAgent(config, streams, kernels);
}

export function createDqnAgent(
  config: DqnConfig,
  streams: Streams,
  kernels: KernelsChoice = 'auto',
): DqnAgent {
  const { observationSize } = envSpec(config.env);
  const replay = new UniformReplay(config.replayCapacity, observationSize, new Generator(streams.replay));
  const exploration = new Generator(streams.exploration);
  const targetRule = createTargetRule(config);
  const loss = createLoss(config);
  return buildOnDevice((device) => {
    const online = createNetwork(config, config.batchSize, streams, device);
    const target = new Mlp(online.sizes, config.batchSize, device);
    const optimizer = createOptimizer(config, online, device);
    return new DqnAgent({ online, target, optimizer, replay, targetRule, loss, exploration, device }, config);
  }, kernels);
}

export function createTutorialAgent(
  config: TutorialConfig,
  streams: Streams,
  kernels: KernelsChoice = 'auto',
): TutorialAgent {
  const exploration = new Generator(streams.exploration);
  const sampling = new Generator(streams.replay);
  return buildOnDevice((device) => {
    const brain = createNetwork(config, 1, streams, device);
    const optimizer = new Adam(brain.params, brain.grads, {}, device);
    return new TutorialAgent({ brain, optimizer, exploration, sampling, device }, config);
  }, kernels);
}

function createNetwork(config: Config, maxBatch: number, streams: Streams, device: Device): Mlp {
  const { observationSize, actionCount } = envSpec(config.env);
  const network = new Mlp([observationSize, ...config.hiddenSizes, actionCount], maxBatch, device);
  initialize(network, config.initialization, new Generator(streams.initialization));
  return network;
}

function createTargetRule({ targetRule, targetEpsilon }: DqnConfig): TargetRule {
  switch (targetRule) {
    case 'max':
      return maxTarget;
    case 'double':
      return doubleTarget;
    case 'expected':
      return expectedTarget(targetEpsilon);
  }
}

function createLoss({ loss, huberDelta }: DqnConfig): Loss {
  return loss === 'squared' ? squaredLoss : huberLoss(huberDelta);
}

function createOptimizer(config: DqnConfig, { params, grads }: Mlp, device: Device): Optimizer {
  switch (config.optimizer) {
    case 'adam': {
      const { adamBeta1: beta1, adamBeta2: beta2, adamEpsilon: epsilon } = config;
      return new Adam(params, grads, { beta1, beta2, epsilon }, device);
    }
    case 'sgd':
      return new Sgd(params, grads, { momentum: config.sgdMomentum }, device);
    case 'rmsprop':
    case 'rmsprop-graves': {
      const { rmspropDecay: decay, rmspropEpsilon: epsilon } = config;
      const graves = config.optimizer === 'rmsprop-graves';
      const options = { decay, epsilon, centered: graves, epsilonInsideRoot: graves };
      return new RmsProp(params, grads, options, device);
    }
  }
}
