/** Where the code of each named step is: the method, and the line that calls it. */
import type { Config } from '../../src/config/config.ts';

export type SourceFile =
  | 'src/agent/dqn.ts'
  | 'src/agent/clipped-double.ts'
  | 'src/agent/tutorial.ts'
  | 'src/agent/distributional.ts'
  | 'src/agent/noisy.ts'
  | 'src/agent/exploration.ts'
  | 'src/experiment/run.ts';

export interface MethodSource {
  readonly file: SourceFile;
  readonly method: string;
}

export interface StepSource extends MethodSource {
  /** Whose line with `call` in it leads there. */
  readonly caller: MethodSource & { readonly call: string };
}

const DQN = 'src/agent/dqn.ts';
const DISTRIBUTIONAL = 'src/agent/distributional.ts';
const TUTORIAL = 'src/agent/tutorial.ts';
const RUN = 'src/experiment/run.ts';

interface AgentSource {
  readonly act: StepSource;
  readonly observe: MethodSource;
  readonly sync: MethodSource;
  /** The method that is an update. */
  readonly update: MethodSource;
}

/** Who calls a step of the loop: the part of a pass before its updates, or the one after them. */
const inAct = (call: string) => ({ file: RUN, method: 'act', call }) as const;
const inConclude = (call: string) => ({ file: RUN, method: 'conclude', call }) as const;

function agentSource(config: Config): AgentSource {
  if (config.algorithm === 'tutorial') {
    return {
      act: { file: TUTORIAL, method: 'act', caller: inAct('choose') },
      observe: { file: TUTORIAL, method: 'observe' },
      sync: { file: TUTORIAL, method: 'sync' },
      update: { file: TUTORIAL, method: 'replay' },
    };
  }
  // Of two learners the first acts and keeps the memory.
  const learns = config.targetRule === 'clipped-double' ? 'src/agent/clipped-double.ts' : DQN;
  return {
    act: {
      file: config.noisyLayers === 'none' ? 'src/agent/exploration.ts' : 'src/agent/noisy.ts',
      method: 'act',
      caller: { file: DQN, method: 'act', call: 'act' },
    },
    observe: { file: DQN, method: 'observe' },
    sync: { file: learns, method: 'sync' },
    update: { file: learns, method: 'learn' },
  };
}

/** The steps that a learner of distributions takes in another way than DQN. */
const OVERRIDDEN = [
  'computeTargets',
  'computeQValues',
  'computeLoss',
  'updatePriorities',
  'computeGradients',
];

const isOverridden = (step: string, config: Config) =>
  config.algorithm === 'dqn' && config.distribution !== 'none' && OVERRIDDEN.includes(step);

export function stepSource(step: string, config: Config): StepSource {
  const { act, observe, sync, update } = agentSource(config);
  switch (step) {
    case 'choose':
      return act;
    case 'execute':
      return { file: RUN, method: step, caller: inAct(step) };
    case 'store':
      return { ...observe, caller: inAct(step) };
    case 'sync':
      return { ...sync, caller: inConclude(step) };
    case 'moveOn':
      return { file: RUN, method: step, caller: inConclude(step) };
    case 'measure':
      return { file: RUN, method: step, caller: { file: RUN, method: 'advance', call: step } };
    default:
      return {
        file: isOverridden(step, config) ? DISTRIBUTIONAL : update.file,
        method: step,
        caller: { ...update, call: step },
      };
  }
}
