/** Assembles the parts that a configuration names. */
import type { Agent } from '../agent/agent.ts';
import { ClippedDoubleAgent, clippedDoubleTarget } from '../agent/clipped-double.ts';
import { areDistributional, DistributionalAgent } from '../agent/distributional.ts';
import { DqnAgent, type DqnOptions, type DqnParts } from '../agent/dqn.ts';
import { EpsilonGreedy } from '../agent/exploration.ts';
import { NStepReplay } from '../agent/n-step-replay.ts';
import { noisyParts } from '../agent/noisy.ts';
import { PrioritizedReplay } from '../agent/prioritized-replay.ts';
import { type Replay, UniformReplay } from '../agent/replay.ts';
import { doubleTarget } from '../agent/target-double.ts';
import { expectedTarget } from '../agent/target-expected.ts';
import { maxTarget } from '../agent/target-max.ts';
import { mellowmaxTarget } from '../agent/target-mellowmax.ts';
import { munchausenTarget } from '../agent/target-munchausen.ts';
import type { TargetRule } from '../agent/target-rule.ts';
import { TutorialAgent } from '../agent/tutorial.ts';
import type { Config, DqnConfig, TutorialConfig } from '../config/config.ts';
import { scheduleSteps } from '../config/schedule.ts';
import { Environment } from '../env/environment.ts';
import { taskNamed } from '../env/registry.ts';
import type { EnvSpec, Task } from '../env/task.ts';
import { Adam } from '../nn/adam.ts';
import { buildNetwork } from '../nn/build-network.ts';
import { Categorical } from '../nn/categorical.ts';
import { buildOnDevice, type Device, type KernelsChoice } from '../nn/device.ts';
import type { Distribution } from '../nn/distribution.ts';
import { initialize } from '../nn/initialization.ts';
import { huberLoss, type Loss, squaredLoss } from '../nn/losses.ts';
import type { Network, NetworkShape, NoisyShape } from '../nn/network.ts';
import type { Optimizer } from '../nn/optimizer.ts';
import { Quantiles } from '../nn/quantiles.ts';
import { RmsProp } from '../nn/rmsprop.ts';
import { Sgd } from '../nn/sgd.ts';
import { Generator } from '../random.ts';
import type { Streams } from './streams.ts';

/** What of a configuration is about its environment. */
export type EnvironmentConfig = Pick<Config, 'env' | 'envOptions' | 'maxEpisodeSteps' | 'observationScale'>;

/** The environment that a configuration means. Throws a TaskError for settings that do not fit the task. */
export function environmentOf(config: EnvironmentConfig, task: Task = taskNamed(config.env)): Environment {
  return new Environment(task, config);
}

/** What of an environment decides the shape of an agent. */
export type AgentShape = Pick<EnvSpec, 'observationSize' | 'actionCount'>;

/** Parts of your own, in place of those that a configuration names. The tutorial's agent has none that can be replaced. */
export type OwnParts = Partial<Pick<DqnParts, 'targetRule' | 'loss' | 'replay' | 'exploration'>>;

/**
 * The agent that a configuration names, with random weights and an empty memory. Equal arguments make equal agents, bit for bit.
 *
 * @throws KernelsError for `simd` where the runtime has none.
 */
export function createAgent(
  config: Config,
  shape: AgentShape,
  streams: Streams,
  kernels: KernelsChoice = 'auto',
  own: OwnParts = {},
): Agent {
  if (config.algorithm === 'tutorial') return createTutorialAgent(config, shape, streams, kernels);
  return config.targetRule === 'clipped-double'
    ? createClippedDoubleAgent(config, shape, streams, kernels, own)
    : createDqnAgent(config, shape, streams, kernels, own);
}

/**
 * As `createAgent`, for an agent of one learner.
 *
 * @throws Error for the target rule clipped-double, which takes two.
 */
export function createDqnAgent(
  config: DqnConfig,
  shape: AgentShape,
  streams: Streams,
  kernels: KernelsChoice = 'auto',
  own: OwnParts = {},
): DqnAgent {
  const experience = createExperienceParts(config, shape, streams, own);
  const targetRule = own.targetRule ?? createTargetRule(config);
  return buildOnDevice((device) => {
    const networks = createNetworkParts(config, shape, device);
    initialize(networks.online, config.initialization, new Generator(streams.initialization));
    const parts = exploring(config, { ...experience, ...networks, targetRule }, streams);
    const options = createDqnOptions(config);
    return areDistributional(parts) ? new DistributionalAgent(parts, options) : new DqnAgent(parts, options);
  }, kernels);
}

/** As `createAgent`, for the two learners of clipped double Q-learning. */
export function createClippedDoubleAgent(
  config: DqnConfig,
  shape: AgentShape,
  streams: Streams,
  kernels: KernelsChoice = 'auto',
  own: OwnParts = {},
): ClippedDoubleAgent {
  const experience = createExperienceParts(config, shape, streams, own);
  const options = createDqnOptions(config);
  const { first, second } = buildOnDevice((device) => {
    const networks1 = createNetworkParts(config, shape, device);
    const networks2 = createNetworkParts(config, shape, device);
    initialize(networks1.online, config.initialization, new Generator(streams.initialization));
    initialize(networks2.online, config.initialization, new Generator(streams.initialization.child(1)));
    const shared = { ...experience, targetRule: clippedDoubleTarget(networks2.target) };
    const others = [networks2.online, networks2.target];
    const first = new DqnAgent(exploring(config, { ...shared, ...networks1 }, streams, others), options);
    // Lends its networks and its optimizer: it learns towards the targets of the first, and makes none itself.
    const second = new DqnAgent({ ...shared, ...networks2 }, options);
    return { first, second };
  }, kernels);
  return new ClippedDoubleAgent(first, second);
}

/** As `createAgent`, for the agent of the tutorial. */
export function createTutorialAgent(
  config: TutorialConfig,
  shape: AgentShape,
  streams: Streams,
  kernels: KernelsChoice = 'auto',
): TutorialAgent {
  const exploration = new Generator(streams.exploration);
  const sampling = new Generator(streams.replay);
  return buildOnDevice((device) => {
    const brain = createNetwork(config, shape, device);
    const optimizer = new Adam(brain.params, brain.grads, {}, device);
    initialize(brain, config.initialization, new Generator(streams.initialization));
    return new TutorialAgent({ brain, optimizer, exploration, sampling, device }, config);
  }, kernels);
}

/** The parts as they are, or with the noise of noisy networks in the place of ε; `others` are networks of another learner. */
function exploring(
  { noisyLayers }: DqnConfig,
  parts: DqnParts,
  { exploration }: Streams,
  others: readonly Network[] = [],
): DqnParts {
  return noisyLayers === 'none' ? parts : noisyParts(parts, new Generator(exploration), others);
}

/** What an agent learns from, and how it judges itself: nothing of it lives on a device. */
function createExperienceParts(config: DqnConfig, shape: AgentShape, streams: Streams, own: OwnParts) {
  return {
    replay: own.replay ?? createReplay(config, shape, new Generator(streams.replay)),
    exploration: own.exploration ?? new EpsilonGreedy(config, new Generator(streams.exploration)),
    loss: own.loss ?? createLoss(config),
  };
}

function createNetworkParts(config: DqnConfig, shape: AgentShape, device: Device) {
  const online = createNetwork(config, shape, device);
  const target = createNetwork(config, shape, device);
  return { online, target, optimizer: createOptimizer(config, online, device), device };
}

/** The network that a configuration names. */
export function networkShape(config: Config, { observationSize, actionCount }: AgentShape): NetworkShape {
  const sizes = [observationSize, ...config.hiddenSizes, actionCount];
  if (config.algorithm === 'tutorial') return { kind: 'mlp', sizes };
  const distribution = createDistribution(config);
  return { kind: config.network, sizes, distribution, noisy: createNoisyShape(config) };
}

function createNoisyShape({ noisyLayers: layers, noisySigma: sigma0 }: DqnConfig): NoisyShape | undefined {
  return layers === 'none' ? undefined : { layers, sigma0 };
}

function createDistribution(config: DqnConfig): Distribution | undefined {
  switch (config.distribution) {
    case 'none':
      return undefined;
    case 'categorical':
      return new Categorical(config.atoms, config.vMin, config.vMax);
    case 'quantile':
      return new Quantiles(config.quantiles, config.huberDelta);
  }
}

/** A network of an agent, with all parameters zero. The tutorial's agent fits one sample at a time. */
export function createNetwork(config: Config, shape: AgentShape, device: Device): Network {
  const maxBatch = config.algorithm === 'dqn' ? config.batchSize : 1;
  return buildNetwork(networkShape(config, shape), maxBatch, device);
}

/** Before n steps are taken, a memory of n-step returns may be empty: there is nothing to learn from. */
function createDqnOptions(config: DqnConfig): DqnOptions {
  const learningStartSteps = Math.max(config.learningStartSteps, config.nStep - 1);
  return { ...config, learningStartSteps, scheduleSteps: scheduleSteps(config) };
}

function createReplay(config: DqnConfig, { observationSize }: AgentShape, random: Generator): Replay {
  const { replayCapacity, priorityExponent, priorityBetaStart, nStep, gamma } = config;
  const options = {
    exponent: priorityExponent,
    betaStart: priorityBetaStart,
    betaSteps: scheduleSteps(config),
  };
  const memory =
    config.replay === 'uniform'
      ? new UniformReplay(replayCapacity, observationSize, random)
      : new PrioritizedReplay(replayCapacity, observationSize, options, random);
  return nStep === 1 ? memory : new NStepReplay(memory, nStep, gamma, observationSize);
}

function createTargetRule(config: DqnConfig): TargetRule {
  switch (config.targetRule) {
    case 'max':
      return maxTarget;
    case 'double':
      return doubleTarget;
    case 'expected':
      return expectedTarget(config.targetEpsilon);
    case 'mellowmax':
      return mellowmaxTarget(config.mellowmaxOmega);
    case 'munchausen': {
      const { munchausenAlpha: alpha, munchausenTau: temperature, munchausenLowest: lowest } = config;
      return munchausenTarget({ alpha, temperature, lowest });
    }
    case 'clipped-double':
      throw new Error('the target rule clipped-double takes two learners; use createClippedDoubleAgent');
  }
}

export function createLoss({ loss, huberDelta }: DqnConfig): Loss {
  return loss === 'squared' ? squaredLoss : huberLoss(huberDelta);
}

function createOptimizer(config: DqnConfig, { params, grads }: Network, device: Device): Optimizer {
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
