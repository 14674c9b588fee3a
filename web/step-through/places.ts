/** Where the code of each named step is: the method, and the line that calls it. */
import type { Config } from '../../src/config/config.ts';
import { LEARN_STEPS, type StepName } from '../../src/experiment/stepper.ts';

export type SourceFile =
  | 'src/agent/dqn.ts'
  | 'src/agent/clipped-double.ts'
  | 'src/agent/tutorial.ts'
  | 'src/experiment/run.ts';

export interface Place {
  readonly file: SourceFile;
  readonly method: string;
}

export interface StepPlace extends Place {
  /** Whose line with `call` in it leads there. */
  readonly caller: Place & { readonly call: string };
}

const DQN = 'src/agent/dqn.ts';
const RUN = 'src/experiment/run.ts';

/** The files of each kind of agent: the one that acts and remembers, and the one that learns. */
function agentFiles(config: Config): { readonly acts: SourceFile; readonly learns: SourceFile } {
  if (config.algorithm === 'tutorial') {
    return { acts: 'src/agent/tutorial.ts', learns: 'src/agent/tutorial.ts' };
  }
  // Two DqnAgents as one: the first of them acts and keeps the memory.
  return { acts: DQN, learns: config.targetRule === 'clipped-double' ? 'src/agent/clipped-double.ts' : DQN };
}

/** Whether an update of this agent is taken line by line. */
export function learnsLineByLine(config: Config): boolean {
  return agentFiles(config).learns === DQN;
}

export function placeOf(step: StepName, config: Config): StepPlace {
  const { acts, learns } = agentFiles(config);
  const caller = { file: RUN, method: '#takeStep', call: step } as const;
  switch (step) {
    case 'choose':
      return { file: acts, method: 'act', caller };
    case 'store':
      return { file: acts, method: 'observe', caller };
    case 'execute':
    case 'finish':
      return { file: RUN, method: step, caller };
    case 'sync':
      return { file: learns, method: 'sync', caller };
    case 'evaluate':
      return { file: RUN, method: 'report', caller: { file: RUN, method: 'advance', call: 'report' } };
    case 'learn':
      return config.algorithm === 'tutorial'
        ? { file: learns, method: 'replay', caller: { file: learns, method: 'learn', call: 'replay' } }
        : { file: learns, method: 'learn', caller: { file: RUN, method: 'learn', call: 'learn' } };
    default:
      return { file: DQN, method: step, caller: { file: DQN, method: 'learn', call: step } };
  }
}

/** The steps of one pass in their order. */
export function stepsOfPass(config: Config): readonly StepName[] {
  const learn: readonly StepName[] = learnsLineByLine(config) ? LEARN_STEPS : ['learn'];
  return ['choose', 'execute', 'store', ...learn, 'sync', 'finish', 'evaluate'];
}
