/** What the main button and the space bar do. */
import type { Lab } from '../lab.ts';

/** Trains on, or stops where it is; does nothing to a run that has ended. */
export function toggleTraining(lab: Pick<Lab, 'phase' | 'isWalking' | 'run' | 'pause'>): void {
  if (lab.phase === 'running' || lab.isWalking) lab.pause();
  else if (lab.phase === 'empty' || lab.phase === 'paused') lab.run();
}
