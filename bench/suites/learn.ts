/** One update of the agent, whole at the three sizes and step by step with the default preset. */
import type { DqnAgent } from '../../src/agent/dqn.ts';
import {
  backwardFlops,
  experiencedAgent,
  forwardFlops,
  frozenConfig,
  SIZES,
  type Size,
} from '../fixtures.ts';
import type { Row } from '../row.ts';

/** Any step will do: the learning rate of these agents does not change. */
const STEP = 0;

const learnRow = (size: Size): Row => ({
  group: 'Update',
  name: `learn() ${size.label}`,
  // The target network forward, the online network forward and backward.
  flops: 2 * forwardFlops(size) + backwardFlops(size),
  prepare(kernels) {
    const config = frozenConfig({ batchSize: size.B, hiddenSizes: size.units.slice(1, -1) });
    const agent = experiencedAgent(config, kernels);
    return (count) => {
      for (let n = 0; n < count; n++) agent.learn(STEP);
      return agent.metrics.loss;
    };
  },
});

/** A preset that learns distributions: most of an update is then not in the layers. */
const presetRow = (preset: string): Row => ({
  group: 'Update',
  name: `learn() preset ${preset}`,
  prepare(kernels) {
    const agent = experiencedAgent(frozenConfig({}, preset), kernels);
    return (count) => {
      for (let n = 0; n < count; n++) agent.learn(STEP);
      return agent.metrics.loss;
    };
  },
});

/** The lines of Algorithm 1, as `learn` calls them; each can be repeated, because it only reads what those before it left. */
const STEPS: Readonly<Record<string, (agent: DqnAgent) => void>> = {
  sampleBatch: (agent) => agent.sampleBatch(),
  computeTargets: (agent) => agent.computeTargets(),
  computeQValues: (agent) => agent.computeQValues(),
  computeLoss: (agent) => agent.computeLoss(),
  computeGradients: (agent) => agent.computeGradients(),
  clipGradients: (agent) => agent.clipGradients(),
  updateParameters: (agent) => agent.updateParameters(STEP),
};

const stepRow = ([name, step]: [string, (agent: DqnAgent) => void]): Row => ({
  group: 'Update, step by step (default preset: B 64, 4-64-64-2)',
  name,
  prepare(kernels) {
    const agent = experiencedAgent(frozenConfig({}), kernels);
    agent.learn(STEP);
    return (count) => {
      for (let n = 0; n < count; n++) step(agent);
      return agent.metrics.loss;
    };
  },
});

export const learnRows: readonly Row[] = [
  ...SIZES.map(learnRow),
  presetRow('c51'),
  presetRow('rainbow'),
  ...Object.entries(STEPS).map(stepRow),
];
