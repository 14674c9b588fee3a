/** The files of the algorithm as text: what is shown is what runs. */
import clippedDouble from '../../src/agent/clipped-double.ts?raw';
import distributional from '../../src/agent/distributional.ts?raw';
import dqn from '../../src/agent/dqn.ts?raw';
import exploration from '../../src/agent/exploration.ts?raw';
import noisy from '../../src/agent/noisy.ts?raw';
import tutorial from '../../src/agent/tutorial.ts?raw';
import run from '../../src/experiment/run.ts?raw';
import type { SourceFile } from './step-sources.ts';

export const SOURCES: Readonly<Record<SourceFile, string>> = {
  'src/agent/dqn.ts': dqn,
  'src/agent/clipped-double.ts': clippedDouble,
  'src/agent/tutorial.ts': tutorial,
  'src/agent/distributional.ts': distributional,
  'src/agent/exploration.ts': exploration,
  'src/agent/noisy.ts': noisy,
  'src/experiment/run.ts': run,
};
