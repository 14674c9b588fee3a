/** What the main button and the space bar do. */
import type { Lab } from '../lab.ts';

/** Trains on, or stops where it is; does nothing to a run that has ended. */
export function toggleTraining(lab: Pick<Lab, 'phase' | 'run' | 'pause'>): void {
  if (lab.phase === 'running') lab.pause();
  else if (lab.phase === 'empty' || lab.phase === 'paused') lab.run();
}
