/** The agent of the preset `default` with another network in the place of its own. */

import { scheduleSteps } from '../../src/config/schedule.ts';
import {
  Adam,
  type createAgent,
  DqnAgent,
  EpsilonGreedy,
  Generator,
  initialize,
  maxTarget,
  type Network,
  squaredLoss,
  UniformReplay,
} from '../../src/index.ts';
import { buildOnDevice, type Device } from '../../src/nn/device.ts';

/** A network with all weights and biases 0 between levels of these sizes. */
export type NetworkClass = new (sizes: readonly number[], maxBatch: number, device: Device) => Network;

export const createDefaultWith =
  (OtherNetwork: NetworkClass): typeof createAgent =>
  (config, { observationSize, actionCount }, streams, kernels) => {
    if (config.algorithm !== 'dqn') throw new Error(`the algorithm is ${config.algorithm}; expected dqn`);
    const { batchSize, hiddenSizes, adamBeta1: beta1, adamBeta2: beta2, adamEpsilon: epsilon } = config;
    const replay = new UniformReplay(config.replayCapacity, observationSize, new Generator(streams.replay));
    const exploration = new EpsilonGreedy(config, new Generator(streams.exploration));
    return buildOnDevice((device) => {
      const sizes = [observationSize, ...hiddenSizes, actionCount];
      const online = new OtherNetwork(sizes, batchSize, device);
      const target = new OtherNetwork(sizes, batchSize, device);
      const optimizer = new Adam(online.params, online.grads, { beta1, beta2, epsilon }, device);
      initialize(online, config.initialization, new Generator(streams.initialization));
      const parts = {
        online,
        target,
        optimizer,
        replay,
        exploration,
        targetRule: maxTarget,
        loss: squaredLoss,
        device,
      };
      return new DqnAgent(parts, { ...config, scheduleSteps: scheduleSteps(config) });
    }, kernels);
  };
