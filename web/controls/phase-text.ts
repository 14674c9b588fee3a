/** The phase of a run in words; they are read out when they change. */
import { formatCount } from '../format.ts';
import type { Lab } from '../lab.ts';

export function phaseText({
  phase,
  solvedAtStep,
  message,
}: Pick<Lab, 'phase' | 'solvedAtStep' | 'message'>): string {
  switch (phase) {
    case 'empty':
      return 'Ready';
    case 'running':
      return 'Training';
    case 'paused':
      return 'Paused';
    case 'finished':
      return solvedAtStep === null
        ? 'Finished, not solved'
        : `Finished, solved at step ${formatCount(solvedAtStep)}`;
    case 'failed':
      return `Stopped: ${message ?? 'it cannot go on'}`;
  }
}
