/** A DQN agent in one call, for a loop and an environment of your own. */
import type { Agent } from '../agent/agent.ts';
import { checkPositiveInteger } from '../checks.ts';
import { clashIn } from '../config/combinations.ts';
import { ConfigError, checkValues, type DqnConfig, parametersOf } from '../config/config.ts';
import type { KernelsChoice } from '../nn/device.ts';
import { type AgentShape, createAgent, type OwnParts } from './assembly.ts';
import { spawnStreams } from './streams.ts';

/** Hyper-parameters of a run, of its environment and its evaluations: a loop of your own decides these itself. */
const OF_A_RUN = [
  'steps',
  'env',
  'envOptions',
  'maxEpisodeSteps',
  'observationScale',
  'evaluationEverySteps',
  'evaluationEpisodes',
  'finalEvaluationEpisodes',
  'earlyStop',
  'metricsEverySteps',
] as const;

type AgentConfig = Omit<DqnConfig, 'algorithm' | (typeof OF_A_RUN)[number]>;

const isOfARun = (name: string) => OF_A_RUN.some((other) => other === name);
const PARAMETERS = parametersOf('dqn').filter(({ name }) => !isOfARun(name));

export interface CreateDqnOptions extends AgentShape, Partial<AgentConfig> {
  /** How the network is computed, by default `auto`: the choice changes the time it takes, and not a single bit of the result. */
  readonly kernels?: KernelsChoice;
}

/**
 * A DQN agent with random weights and an empty memory. Equal options make equal agents, bit for bit.
 *
 * All options but the two sizes are hyper-parameters, with the defaults of their table (`HYPER_PARAMETERS`; `npx tsx
 * src/train.ts --help` prints it). One is different: how long you train is not known here, so without `scheduleSteps` the
 * learning rate stays as it is. With it, the learning rate falls on a straight line to `learningRateEnd` (by default 0) over
 * that many environment steps, and β of prioritized replay rises to 1.
 *
 * Observations are not scaled: scale them so that their entries are of order one.
 *
 * @param own parts of your own, in place of those that options would name.
 * @throws ConfigError for an option that is unknown, missing or out of bounds, RangeError for a size that is.
 */
export function createDqn(options: CreateDqnOptions, own: OwnParts = {}): Agent {
  const { observationSize, actionCount, kernels, ...given } = options;
  checkPositiveInteger('observationSize', observationSize);
  checkPositiveInteger('actionCount', actionCount);
  checkNames(given, own);
  const config = configOf(given);
  if (config.distribution !== 'none' && (own.loss ?? own.targetRule) !== undefined) {
    throw new ConfigError(
      'distribution',
      'got a loss or target rule of your own, which are of means; leave one of them out',
    );
  }
  if (config.noisyLayers !== 'none' && own.exploration !== undefined) {
    throw new ConfigError(
      'noisyLayers',
      'got an exploration of your own, which noise takes the place of; leave one of them out',
    );
  }
  return createAgent(config, { observationSize, actionCount }, spawnStreams(config.seed), kernels, own);
}

function checkNames(given: object, own: OwnParts): void {
  for (const name of Object.keys(given)) {
    if (isOfARun(name)) throw new ConfigError(name, 'belongs to a run, not to its agent; leave it out');
    if (!PARAMETERS.some((parameter) => parameter.name === name)) {
      throw new ConfigError(name, 'there is no such option; leave it out');
    }
    if (Object.hasOwn(own, name))
      throw new ConfigError(name, 'there is a part of your own for it; leave it out');
  }
}

/** Hyper-parameters of a run are left out, because no part of an agent needs them. */
function configOf(given: Partial<AgentConfig>): DqnConfig {
  const values = Object.fromEntries(
    PARAMETERS.map(({ name, default: byDefault }) => {
      const value = given[name as keyof AgentConfig];
      return [name, value === undefined ? byDefault : value];
    }),
  );
  checkValues(Object.keys(values), values);
  const config = { algorithm: 'dqn', ...values } as DqnConfig;
  const clash = clashIn(config);
  if (clash !== null) throw new ConfigError(clash.parameter, clash.problem);
  if (given.scheduleSteps !== undefined) {
    checkPositiveInteger('scheduleSteps', given.scheduleSteps);
    return config;
  }
  if (given.learningRateEnd !== undefined) {
    throw new ConfigError(
      'scheduleSteps',
      'expected the steps over which the learning rate goes to learningRateEnd',
    );
  }
  if (config.replay === 'prioritized') {
    throw new ConfigError(
      'scheduleSteps',
      'expected the steps over which β of prioritized replay rises to 1',
    );
  }
  return { ...config, learningRateEnd: config.learningRate, scheduleSteps: 1 };
}
