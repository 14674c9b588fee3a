/** What the page has to know of an agent before there is one: asked of the run and of an agent of the same kind. */
import type { Agent } from '../src/agent/agent.ts';
import { stepsOf } from '../src/agent/steps.ts';
import type { Config } from '../src/config/config.ts';
import { createAgent } from '../src/experiment/assembly.ts';
import { TrainingRun } from '../src/experiment/run.ts';
import { spawnStreams } from '../src/experiment/streams.ts';

const { prototype } = TrainingRun;
const namesOf = (sequence: (this: TrainingRun) => void) =>
  stepsOf(prototype, sequence).map(({ name }) => name);

/** The steps of one pass through the loop; `learn` stands for all updates that are due. */
export const PASS_STEPS: readonly string[] = [
  ...namesOf(prototype.act),
  'learn',
  ...namesOf(prototype.conclude),
];

interface AgentFacts {
  /** The steps of an update, each once. */
  readonly updateSteps: readonly string[];
  readonly hasTargetNetwork: boolean;
}

const facts = new WeakMap<Config, AgentFacts>();

export function agentFacts(config: Config): AgentFacts {
  const known = facts.get(config) ?? factsOf(smallAgent(config));
  facts.set(config, known);
  return known;
}

export const updateStepsOf = (config: Config): readonly string[] => agentFacts(config).updateSteps;

/** What it would see and do does not matter here. */
const SHAPE = { observationSize: 1, actionCount: 1 };

function smallAgent(config: Config): Agent {
  const small = { ...config, hiddenSizes: [1], batchSize: 1, replayCapacity: 1 };
  return createAgent(small, SHAPE, spawnStreams(0), 'readable');
}

function factsOf({ updateSteps, learners: [{ online, target }] }: Agent): AgentFacts {
  return {
    updateSteps: [...new Set(updateSteps.map(({ name }) => name))],
    hasTargetNetwork: target !== online,
  };
}

/** The steps of one pass, with those of an update in the place of `learn`, and `measure`, which may follow. */
export function stepsOfPass(config: Config): readonly string[] {
  const steps = PASS_STEPS.flatMap((step) => (step === 'learn' ? updateStepsOf(config) : [step]));
  return [...steps, 'measure'];
}
