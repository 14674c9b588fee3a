/** What the main button and the space bar do. */
import type { Lab } from '../lab.ts';
import type { Run } from '../run.ts';

/** Trains on, or stops where it is; does nothing to a run that has ended. */
export function toggleTraining(
  lab: Pick<Lab, 'isWalking' | 'train' | 'pause'> & { readonly run: Pick<Run, 'phase'> },
): void {
  if (lab.run.phase === 'running' || lab.isWalking) lab.pause();
  else if (lab.run.phase === 'empty' || lab.run.phase === 'paused') lab.train();
}
